"""Staff routes of the officer's desk: each move of a case, replies, how the offices work."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any

from litestar import Request, Response, Router, delete, get, post, put
from litestar.enums import RequestEncodingType
from litestar.params import Body, QueryParameter

from sori.cases.case import PhotoSent
from sori.cases.life import moves, office, office_map, rules
from sori.cases.life.model import By, Office, OfficeDesk, OfficeMap, Reply, TemporaryHoliday
from sori.cases.life.office import DISPATCHING, OFFICE, ManyMove, OfficeView
from sori.cases.model import CaseMove
from sori.conversations.http import Upload
from sori.people.model import Actor, Role
from sori.platform.attachment import LARGEST_FILE
from sori.platform.database import Database
from sori.platform.translation import accepted
from sori.platform.web import file_response

StaffRequest = Request[Any, Any, Any]
OFFICER = (Role.OFFICER,)


@dataclass(frozen=True, slots=True)
class CaseWords:
    """What is said with a move; blank where nothing need be."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class CaseGoal:
    """To which department a case goes, and why."""

    department_id: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What was done, with photos of it."""

    text: str
    photo_ids: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CaseRejection:
    """Why it can't be done, and what whoever doesn't agree can do (the Act, Article 27)."""

    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class CaseExtension:
    """By how many of the period's units it is extended, why, and whether the citizen agreed to a second time."""

    amount: int
    reason: str
    consented: bool = False


@dataclass(frozen=True, slots=True)
class BulkMove:
    """One move of many cases."""

    case_ids: list[int]
    move: ManyMove
    text: str = ""
    department_id: int | None = None


@dataclass(frozen=True, slots=True)
class BulkRefusal:
    """A case that wasn't moved, and why not."""

    case_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class NewReply:
    """A reply to be used again."""

    department_id: int
    title: str
    body: str


@get("/desk", roles=OFFICE)
async def get_office_desk(
    database: Database,
    actor: Actor,
    now: datetime,
    view: OfficeView = OfficeView.OPEN,
    type_code: Annotated[str, QueryParameter(name="type", max_length=60)] = "",
    where: Annotated[str, QueryParameter(max_length=100)] = "",
) -> OfficeDesk:
    """The cases of one's departments, the first due first, masked; the look is logged.

    Those in a box of `west,south,east,north` in degrees, or with `none` those without a point.
    """
    async with database.transaction() as transaction:
        return await office.desk(transaction, actor, view, type_code, where, now)


@get("/map", roles=OFFICE)
async def get_office_map(
    database: Database,
    actor: Actor,
    now: datetime,
    where: Annotated[str, QueryParameter(max_length=100)],
    zoom: Annotated[int, QueryParameter(ge=0, le=office_map.LARGEST_ZOOM)],
    view: OfficeView = OfficeView.OPEN,
    type_code: Annotated[str, QueryParameter(name="type", max_length=60)] = "",
) -> OfficeMap:
    """The same cases in a box of a map, near ones counted together; the look is logged."""
    async with database.transaction() as transaction:
        return await office_map.clusters(transaction, actor, view, type_code, where, zoom, now)


@post("/cases/{case_id:int}/dispatch", roles=DISPATCHING, status_code=204)
async def dispatch_case(case_id: int, data: CaseGoal, database: Database, actor: Actor, now: datetime) -> None:
    """Sends a case that nobody has to a department."""
    async with database.transaction() as transaction:
        await office.move(
            transaction, actor, case_id, CaseMove.DISPATCHED, now, text=data.text, department_id=data.department_id
        )


@post("/cases/{case_id:int}/accept", roles=OFFICER, status_code=204)
async def accept_case(case_id: int, database: Database, actor: Actor, now: datetime) -> None:
    """Takes a case of one's department on."""
    async with database.transaction() as transaction:
        await office.move(transaction, actor, case_id, CaseMove.ACCEPTED, now)


@post("/cases/{case_id:int}/start", roles=OFFICER, status_code=204)
async def start_case(case_id: int, database: Database, actor: Actor, now: datetime) -> None:
    """Begins to work on a case."""
    async with database.transaction() as transaction:
        await office.move(transaction, actor, case_id, CaseMove.STARTED, now)


@post("/cases/{case_id:int}/transfer", roles=OFFICER, status_code=204)
async def transfer_case(case_id: int, data: CaseGoal, database: Database, actor: Actor, now: datetime) -> None:
    """Hands a case on to another department, with why; electronically it is there at once."""
    async with database.transaction() as transaction:
        await office.move(
            transaction, actor, case_id, CaseMove.TRANSFERRED, now, text=data.text, department_id=data.department_id
        )


@post("/cases/{case_id:int}/return", roles=OFFICER, status_code=204)
async def return_case(case_id: int, data: CaseWords, database: Database, actor: Actor, now: datetime) -> None:
    """Gives a case back to be dispatched anew, with why."""
    async with database.transaction() as transaction:
        await office.move(transaction, actor, case_id, CaseMove.RETURNED, now, text=data.text)


@post("/cases/{case_id:int}/ask", roles=OFFICER, status_code=204)
async def ask_about_case(case_id: int, data: CaseWords, database: Database, actor: Actor, now: datetime) -> None:
    """Asks the citizen something; until the answer comes the clock stands still."""
    async with database.transaction() as transaction:
        await office.move(transaction, actor, case_id, CaseMove.ASKED, now, text=data.text)


@post("/cases/{case_id:int}/notice", roles=OFFICER, status_code=204)
async def tell_about_case(case_id: int, data: CaseWords, database: Database, actor: Actor, now: datetime) -> None:
    """Tells the citizen how far it is."""
    async with database.transaction() as transaction:
        await office.move(transaction, actor, case_id, CaseMove.NOTICED, now, text=data.text)


@post("/cases/{case_id:int}/complete", roles=OFFICER, status_code=204)
async def complete_case(case_id: int, data: CaseResult, database: Database, actor: Actor, now: datetime) -> None:
    """Tells the citizen what was done, with photos of it."""
    async with database.transaction() as transaction:
        await office.move(
            transaction, actor, case_id, CaseMove.COMPLETED, now, text=data.text, photo_ids=data.photo_ids
        )


@post("/cases/{case_id:int}/reject", roles=OFFICER, status_code=204)
async def reject_case(case_id: int, data: CaseRejection, database: Database, actor: Actor, now: datetime) -> None:
    """Tells the citizen why it can't be done, and what can be done against that."""
    reason, remedy = moves.words(data.reason, field="reason"), moves.words(data.remedy, field="remedy")
    async with database.transaction() as transaction:
        await office.move(transaction, actor, case_id, CaseMove.REJECTED, now, text=f"{reason}\n\n{remedy}")


@post("/cases/{case_id:int}/extend", roles=OFFICER, status_code=204)
async def extend_case(case_id: int, data: CaseExtension, database: Database, actor: Actor, now: datetime) -> None:
    """Extends a case's period, up to the period itself; a second time only with the citizen's consent."""
    async with database.transaction() as transaction:
        case = await office.own_case(transaction, actor, case_id, CaseMove.EXTENDED)
        await moves.extend(transaction, case, By(actor.id), data.amount, data.consented, data.reason, now)


@post("/cases/{case_id:int}/close-as-repeated", roles=OFFICER, status_code=204)
async def close_case_as_repeated(
    case_id: int, data: CaseWords, database: Database, actor: Actor, now: datetime
) -> None:
    """Closes a petition that this citizen was given two answers to already, with why."""
    async with database.transaction() as transaction:
        case = await office.own_case(transaction, actor, case_id, CaseMove.CLOSED_AS_REPEATED)
        await moves.close_as_repeated(transaction, case, By(actor.id), data.text, now)


@post("/cases/move-many", roles=OFFICER, status_code=200)
async def move_many_cases(
    data: BulkMove, request: StaffRequest, database: Database, actor: Actor, now: datetime
) -> list[BulkRefusal]:
    """Makes a move of many cases; tells of which it couldn't be made, the others are moved."""
    language = accepted(request.headers.get("accept-language"))
    async with database.transaction() as transaction:
        refused = await office.move_many(
            transaction, actor, data.case_ids, data.move, data.text, data.department_id, language, now
        )
    return [BulkRefusal(case_id, reason) for case_id, reason in refused.items()]


@post("/cases/{case_id:int}/photos", roles=OFFICER, request_max_body_size=LARGEST_FILE + 100_000)
async def send_result_photo(
    case_id: int,
    data: Annotated[Upload, Body(media_type=RequestEncodingType.MULTI_PART)],
    database: Database,
    actor: Actor,
    now: datetime,
) -> PhotoSent:
    """Keeps a photo of a result, to be sent with the words."""
    content = await data.file.read()
    return await office.keep_photo(database, actor, case_id, data.file.filename, content, now)


@get("/cases/{case_id:int}/photos/{photo_id:int}", roles=OFFICE)
async def get_result_photo(
    case_id: int, photo_id: int, database: Database, actor: Actor, now: datetime
) -> Response[bytes]:
    """A photo of a result; the look is logged."""
    async with database.transaction() as transaction:
        found = await office.photo(transaction, actor, case_id, photo_id, now)
    return file_response(found.name, found.media_type, found.content)


@get("/replies", roles=OFFICER)
async def get_replies(database: Database, actor: Actor) -> list[Reply]:
    """The replies that one's departments use."""
    async with database.reading() as transaction:
        return await office.replies(transaction, actor)


@post("/replies", roles=OFFICER)
async def add_reply(data: NewReply, database: Database, actor: Actor, now: datetime) -> int:
    """Keeps a reply of one of one's departments."""
    async with database.transaction() as transaction:
        return await office.add_reply(transaction, actor, data.department_id, data.title, data.body, now)


@delete("/replies/{reply_id:int}", roles=OFFICER)
async def remove_reply(reply_id: int, database: Database, actor: Actor) -> None:
    """Removes a reply of one of one's departments."""
    async with database.transaction() as transaction:
        await office.remove_reply(transaction, actor, reply_id)


@get("/rules", roles=OFFICE)
async def get_office_rules(database: Database) -> Office:
    """How the offices work: hours, what a field complaint has, until when it may be reopened."""
    async with database.reading() as transaction:
        return await rules.office(transaction)


@put("/rules", roles=(Role.ADMINISTRATOR,), status_code=204)
async def keep_office_rules(data: Office, database: Database, actor: Actor, now: datetime) -> None:
    """Has the offices work otherwise; what is open is counted anew."""
    async with database.transaction() as transaction:
        await rules.keep_office(transaction, actor, data, now)


@get("/temporary-holidays", roles=OFFICE)
async def get_temporary_holidays(database: Database) -> list[TemporaryHoliday]:
    """The public holidays that were declared for once."""
    async with database.reading() as transaction:
        return await rules.temporary_holidays(transaction)


@put("/temporary-holidays", roles=(Role.ADMINISTRATOR,), status_code=204)
async def put_temporary_holiday(data: TemporaryHoliday, database: Database, actor: Actor, now: datetime) -> None:
    """Declares a day a public holiday; what is open is counted anew."""
    async with database.transaction() as transaction:
        await rules.put_temporary_holiday(transaction, actor, data, now)


@delete("/temporary-holidays/{day:date}", roles=(Role.ADMINISTRATOR,))
async def remove_temporary_holiday(day: date, database: Database, actor: Actor, now: datetime) -> None:
    """Takes a declared holiday back; what is open is counted anew."""
    async with database.transaction() as transaction:
        await rules.remove_temporary_holiday(transaction, actor, day, now)


router = Router(
    "/api/office",
    route_handlers=[
        get_office_desk,
        get_office_map,
        dispatch_case,
        accept_case,
        start_case,
        transfer_case,
        return_case,
        ask_about_case,
        tell_about_case,
        complete_case,
        reject_case,
        extend_case,
        close_case_as_repeated,
        move_many_cases,
        send_result_photo,
        get_result_photo,
        get_replies,
        add_reply,
        remove_reply,
        get_office_rules,
        keep_office_rules,
        get_temporary_holidays,
        put_temporary_holiday,
        remove_temporary_holiday,
    ],
    tags=["office"],
)
