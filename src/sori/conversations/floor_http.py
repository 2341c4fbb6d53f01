"""Routes of what a team leader does on the floor, and of what counsellors are told of it beside the desk."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from litestar import Router, get, post

from sori.conversations.figures import AlertPage, DayChart
from sori.conversations.http import COUNSELLING, READING, Disposition
from sori.conversations.service import alerts, breaks, chart, life, notes, skills, takeover, whispers
from sori.conversations.service.skills import MoveMade, MoveOrder
from sori.conversations.team import BreakPlan, FloorNote, Move, MovePreview, PersonSkills, PostedNote, Shift, Whisper
from sori.people.model import FLOOR_ROLES, WATCHING_ROLES, Actor
from sori.platform.database import Database

LEADING = WATCHING_ROLES
"""Who acts on the floor."""


@dataclass(frozen=True, slots=True)
class NewWhisper:
    """Something for the counsellor alone; `client_key` makes sending it twice the same as once."""

    body: str
    client_key: UUID


@dataclass(frozen=True, slots=True)
class NewNote:
    """A note to everyone, until a moment."""

    body: str
    until: datetime


@dataclass(frozen=True, slots=True)
class NewRest:
    """A protected rest of so many minutes, and why."""

    minutes: int
    reason: str = ""


@get("/floor/chart", roles=FLOOR_ROLES)
async def get_day_chart(
    database: Database, now: datetime, queue_id: int | None = None, minutes: int = 30, other: date | None = None
) -> DayChart:
    """Today by intervals, beside another day."""
    async with database.transaction() as transaction:
        return await chart.day(transaction, queue_id, minutes, other, now)


@get("/floor/alerts", roles=FLOOR_ROLES)
async def get_alerts(
    database: Database,
    now: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
) -> AlertPage:
    """The alerts that began in a stretch of time (today where none is named), newest first."""
    async with database.transaction() as transaction:
        return await alerts.history(transaction, since, until, before, now)


@post("/floor/alerts/{alert_id:int}/acknowledge", roles=LEADING, status_code=204)
async def acknowledge_alert(alert_id: int, database: Database, actor: Actor, now: datetime) -> None:
    """Quiets an alert for everyone until it ends."""
    async with database.transaction() as transaction:
        await alerts.acknowledge(transaction, actor, alert_id, now)


@get("/floor/people", roles=LEADING)
async def get_people_skills(database: Database) -> list[PersonSkills]:
    """All counsellors with their skills in force and the queues they serve."""
    async with database.transaction() as transaction:
        return await skills.everybody(transaction)


@get("/floor/moves", roles=LEADING)
async def get_moves(database: Database, now: datetime) -> list[Move]:
    """Today's moves, newest first."""
    async with database.transaction() as transaction:
        return await skills.moves(transaction, now)


@post("/floor/moves/preview", roles=LEADING, status_code=200)
async def preview_move(data: MoveOrder, database: Database, now: datetime) -> MovePreview:
    """What a move would make of people, and the queues it would leave alone."""
    async with database.transaction() as transaction:
        return await skills.preview(transaction, data, now)


@post("/floor/moves", roles=LEADING)
async def move_people(data: MoveOrder, database: Database, actor: Actor, now: datetime) -> MoveMade:
    """Gives and takes skills for today."""
    async with database.transaction() as transaction:
        return await skills.move(transaction, actor, data, now)


@post("/floor/moves/{move_id:int}/undo", roles=LEADING, status_code=204)
async def undo_move(move_id: int, database: Database, actor: Actor, now: datetime) -> None:
    """Puts everything back as it was before a move."""
    async with database.transaction() as transaction:
        await skills.undo(transaction, actor, move_id, now)


@get("/floor/breaks", roles=FLOOR_ROLES)
async def get_break_plan(database: Database, now: datetime) -> BreakPlan:
    """Who may go on a break now."""
    async with database.transaction() as transaction:
        return await breaks.plan(transaction, now)


@post("/floor/people/{staff_id:int}/break", roles=LEADING, status_code=204)
async def suggest_break(staff_id: int, database: Database, actor: Actor, now: datetime) -> None:
    """Tells a counsellor that they may go on a break now."""
    async with database.transaction() as transaction:
        await breaks.suggest(transaction, actor, staff_id, now)


@post("/floor/people/{staff_id:int}/break/withdraw", roles=LEADING, status_code=204)
async def withdraw_break(staff_id: int, database: Database, actor: Actor, now: datetime) -> None:
    """Takes the suggestion back."""
    async with database.transaction() as transaction:
        await breaks.withdraw(transaction, actor, staff_id, now)


@post("/floor/people/{staff_id:int}/rest", roles=LEADING, status_code=204)
async def give_rest(staff_id: int, data: NewRest, database: Database, actor: Actor, now: datetime) -> None:
    """Sets a counsellor to protected rest."""
    async with database.transaction() as transaction:
        await breaks.give_rest(transaction, actor, staff_id, data.minutes, data.reason, now)


@post("/floor/people/{staff_id:int}/rest/end", roles=LEADING, status_code=204)
async def end_rest(staff_id: int, database: Database, actor: Actor, now: datetime) -> None:
    """Ends a protected rest before its time."""
    async with database.transaction() as transaction:
        await breaks.end_rest(transaction, actor, staff_id, now)


@get("/floor/notes", roles=FLOOR_ROLES)
async def get_posted_notes(database: Database, now: datetime) -> list[PostedNote]:
    """Today's notes with who has seen them."""
    async with database.transaction() as transaction:
        return await notes.posted(transaction, now)


@post("/floor/notes", roles=LEADING)
async def post_note(data: NewNote, database: Database, actor: Actor, now: datetime) -> FloorNote:
    """Tells everyone something until a moment."""
    async with database.transaction() as transaction:
        return await notes.post(transaction, actor, data.body, data.until, now)


@post("/floor/notes/{note_id:int}/withdraw", roles=LEADING, status_code=204)
async def withdraw_note(note_id: int, database: Database, actor: Actor, now: datetime) -> None:
    """Takes a note off all desks."""
    async with database.transaction() as transaction:
        await notes.withdraw(transaction, actor, note_id, now)


@post("/contacts/{contact_id:int}/take-over", roles=LEADING, status_code=204)
async def take_over_contact(contact_id: int, database: Database, actor: Actor, now: datetime) -> None:
    """Talks in the counsellor's stead from now on."""
    async with database.transaction() as transaction:
        await takeover.take_over(transaction, actor, contact_id, now)


@post("/contacts/{contact_id:int}/return", roles=READING, status_code=204)
async def return_contact(contact_id: int, database: Database, actor: Actor, now: datetime) -> None:
    """Gives a contact back to its counsellor; the counsellor may take it back while the team leader is away."""
    async with database.transaction() as transaction:
        await takeover.give_back(transaction, actor, contact_id, now)


@post("/contacts/{contact_id:int}/taken-over/end", roles=LEADING, status_code=204)
async def end_taken_contact(contact_id: int, database: Database, actor: Actor, now: datetime) -> None:
    """Ends the talk in a contact that one has taken over."""
    async with database.transaction() as transaction:
        await life.end_in_stead(transaction, actor, contact_id, now)


@post("/contacts/{contact_id:int}/taken-over/wrap-up", roles=LEADING, status_code=204)
async def wrap_up_taken_contact(
    contact_id: int, data: Disposition, database: Database, actor: Actor, now: datetime
) -> None:
    """Closes a contact that one has taken over."""
    async with database.transaction() as transaction:
        await life.wrap_up_in_stead(transaction, actor, contact_id, data.topic_id, data.result, data.note, now)


@get("/contacts/{contact_id:int}/whispers", roles=READING)
async def get_whispers(contact_id: int, database: Database, actor: Actor, now: datetime) -> list[Whisper]:
    """What was whispered in a contact."""
    async with database.transaction() as transaction:
        return await whispers.whispers(transaction, actor, contact_id, now)


@post("/contacts/{contact_id:int}/whispers", roles=LEADING)
async def send_whisper(contact_id: int, data: NewWhisper, database: Database, actor: Actor, now: datetime) -> Whisper:
    """Tells the contact's counsellor something that the citizen does not see."""
    async with database.transaction() as transaction:
        return await whispers.whisper(transaction, actor, contact_id, data.body, data.client_key, now)


@post("/contacts/{contact_id:int}/whispers/read", roles=COUNSELLING, status_code=204)
async def mark_whispers_read(contact_id: int, database: Database, actor: Actor, now: datetime) -> None:
    """Notes that I have seen what was whispered to me."""
    async with database.transaction() as transaction:
        await whispers.seen(transaction, actor, contact_id, now)


@get("/desk/shift", roles=COUNSELLING)
async def get_shift(database: Database, actor: Actor, now: datetime) -> Shift:
    """Notes, a suggested break, unread whispers, and the limits of my states."""
    async with database.transaction() as transaction:
        return await breaks.shift(transaction, actor, now)


@post("/desk/notes/{note_id:int}/dismiss", roles=COUNSELLING, status_code=204)
async def dismiss_note(note_id: int, database: Database, actor: Actor, now: datetime) -> None:
    """I have seen a note."""
    async with database.transaction() as transaction:
        await notes.dismiss(transaction, actor, note_id, now)


@post("/desk/break/decline", roles=COUNSELLING, status_code=204)
async def decline_break(database: Database, actor: Actor, now: datetime) -> None:
    """I would rather not go on a break now."""
    async with database.transaction() as transaction:
        await breaks.decline(transaction, actor, now)


router = Router(
    "/api",
    route_handlers=[
        get_day_chart,
        get_alerts,
        acknowledge_alert,
        get_people_skills,
        get_moves,
        preview_move,
        move_people,
        undo_move,
        get_break_plan,
        suggest_break,
        withdraw_break,
        give_rest,
        end_rest,
        get_posted_notes,
        post_note,
        withdraw_note,
        take_over_contact,
        return_contact,
        end_taken_contact,
        wrap_up_taken_contact,
        get_whispers,
        send_whisper,
        mark_whispers_read,
        get_shift,
        dismiss_note,
        decline_break,
    ],
    tags=["floor"],
)
