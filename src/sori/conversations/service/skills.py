"""Moving people between queues: skills given or taken for today, in force at once, undone by one press."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sori.centre import service as centre_service
from sori.conversations.model import Duty
from sori.conversations.moving import SkillChange, changed, left_alone, served
from sori.conversations.store import skills as store
from sori.conversations.store.skills import SkilledPerson, TodayRow
from sori.conversations.team import Move, MovePreview, PersonSkills
from sori.people import service as people
from sori.people.model import Actor
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.problem import Problem

_MOST_PEOPLE = 200


@dataclass(frozen=True, slots=True)
class MoveOrder:
    """Whose skills change, how, and until when (None: the end of the city's day)."""

    staff_ids: list[int]
    skills: list[SkillChange]
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class MoveMade:
    """A move that was made, with the queues that it left without anybody at work."""

    id: int
    left_alone: list[int]


async def preview(transaction: Transaction, order: MoveOrder, now: datetime) -> MovePreview:
    """What a move would make of people. Nothing is changed."""
    centre = await centre_service.centre(transaction)
    await _check(transaction, order, now)
    everybody = await store.people(transaction, None)
    at_work = [person for person in everybody if person.duty not in (None, Duty.OFFLINE)]
    return MovePreview(
        people=[
            await _shown(transaction, person, order.skills) for person in everybody if person.id in order.staff_ids
        ],
        left_alone=left_alone(
            centre.queues,
            [_in_force(person) for person in at_work],
            [
                changed(_in_force(person), order.skills) if person.id in order.staff_ids else _in_force(person)
                for person in at_work
            ],
        ),
    )


async def move(transaction: Transaction, actor: Actor, order: MoveOrder, now: datetime) -> MoveMade:
    """Gives and takes skills for a while. Queues left without people are told, not forbidden.

    Raises Problem 422 for nobody, nothing, an unknown skill, or a moment that is over.
    """
    seen = await preview(transaction, order, now)
    centre = await centre_service.centre(transaction)
    until = order.until or (centre.day_start(now) + timedelta(days=1)).astimezone(UTC)
    wanted = {change.skill: change.level for change in order.skills}
    before = await store.rows(transaction, order.staff_ids, list(wanted))
    own = {(person.id, skill.code): skill.own for person in seen.people for skill in person.skills}
    # Back to one's own level is no row at all.
    after = [
        replace(row, level=None, until=None)
        if own.get((row.staff_id, row.skill)) == wanted[row.skill]
        else replace(row, level=wanted[row.skill], until=until)
        for row in before
    ]
    await store.put(transaction, after)
    move_id = await store.add_move(transaction, actor.id, before, after, now)
    for staff_id in order.staff_ids:
        detail = {"move": move_id, "skills": wanted, "until": until.isoformat()}
        await people.audit(transaction, now, actor.id, "skills.moved", {"counsellor": staff_id}, detail)
        await events.append(transaction, now, "skills.changed", {"counsellor": staff_id})
    return MoveMade(move_id, seen.left_alone)


async def undo(transaction: Transaction, actor: Actor, move_id: int, now: datetime) -> None:
    """Puts everything back as it was before a move. Problem 404, or 409 where something came after it."""
    kept = await store.move(transaction, move_id)
    if kept is None:
        raise Problem(404, "no_move")
    if kept.undone_at is not None:
        return
    staff_ids = sorted({row.staff_id for row in kept.after})
    present = await store.rows(transaction, staff_ids, sorted({row.skill for row in kept.after}))
    if {(row.staff_id, row.skill): row for row in present} != {(row.staff_id, row.skill): row for row in kept.after}:
        raise Problem(409, "move_overtaken")
    await store.put(
        transaction, [row for row in kept.before if row.until is None or row.until > now] + _over(kept.before, now)
    )
    await store.undo(transaction, move_id, now)
    for staff_id in staff_ids:
        about = {"counsellor": staff_id}
        await people.audit(transaction, now, actor.id, "skills.move_undone", about, {"move": move_id})
        await events.append(transaction, now, "skills.changed", about)


async def everybody(transaction: Transaction) -> list[PersonSkills]:
    """All counsellors with their skills in force and the queues they serve."""
    return [await _shown(transaction, person, []) for person in await store.people(transaction, None)]


async def moves(transaction: Transaction, now: datetime) -> list[Move]:
    """Today's moves, newest first."""
    return await store.moves_since(transaction, (await centre_service.centre(transaction)).day_start(now))


async def drop_what_is_over(transaction: Transaction, now: datetime) -> None:
    """Gives people their own skills back when the time is over. The worker's round."""
    for staff_id in sorted(set(await store.drop_over(transaction, now))):
        await events.append(transaction, now, "skills.changed", {"counsellor": staff_id})


def _over(rows: Sequence[TodayRow], now: datetime) -> list[TodayRow]:
    return [replace(row, level=None, until=None) for row in rows if row.until is not None and row.until <= now]


async def _check(transaction: Transaction, order: MoveOrder, now: datetime) -> None:
    centre = await centre_service.centre(transaction)
    if not 0 < len(order.staff_ids) <= _MOST_PEOPLE or len(set(order.staff_ids)) != len(order.staff_ids):
        raise Problem(422, "move_nobody", field="staff_ids")
    if any(change.skill not in centre.skills or not 0 <= change.level <= 5 for change in order.skills):
        raise Problem(422, "unknown_skill", field="skills")
    if order.until is not None and not timedelta() < order.until - now <= timedelta(days=7):
        raise Problem(422, "moment_is_over", field="until")
    found = await store.people(transaction, order.staff_ids)
    if len(found) != len(order.staff_ids):
        raise Problem(422, "move_nobody", field="staff_ids")


async def _shown(transaction: Transaction, person: SkilledPerson, changes: Sequence[SkillChange]) -> PersonSkills:
    centre = await centre_service.centre(transaction)
    after = changed(_in_force(person), changes)
    return PersonSkills(
        id=person.id,
        display_name=person.display_name,
        duty=person.duty,
        skills=person.skills,
        queues=served(centre.queues, after),
    )


def _in_force(person: SkilledPerson) -> dict[str, int]:
    return {skill.code: skill.level for skill in person.skills if skill.level > 0}
