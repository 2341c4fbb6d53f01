"""Routes of administration: the setup, changes to it, its file, the emergency switch, passwords."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from litestar import Request, Response, Router, get, post, put
from litestar.params import PathParameter

from sori.calendar.public_holidays import countries, public_holidays
from sori.centre import administration
from sori.centre import service as centre_service
from sori.centre.change import KINDS_EDITED_BY, Change, ChangeState, Edit, Fault
from sori.centre.file import written
from sori.centre.model import Emergency
from sori.centre.setup import Kind, Setup
from sori.people import service as people
from sori.people.model import ALL_ROLES, Actor, Role
from sori.platform.database import Database
from sori.platform.etag import matches, tag
from sori.platform.problem import Problem
from sori.platform.translation import Text, accepted, translated

ADMINISTERING = (Role.ADMINISTRATOR, Role.TEAM_LEADER)
_LARGEST_FILE = 4 * 1024 * 1024
AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class SetupShown:
    """The setup in force, what of it the reader may change, the emergency that is on, who can't log in yet, and the
    countries whose public holidays are known."""

    setup: Setup
    may_edit: list[Kind]
    emergency: Emergency | None
    without_password: list[str]
    holiday_countries: list[str]


@dataclass(frozen=True, slots=True)
class Draft:
    """Edits to be looked at together, as they would be at a moment (None: now)."""

    edits: list[Edit]
    effective_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewChange:
    """Edits to be made together, at once or at a moment, and why."""

    edits: list[Edit]
    note: str = ""
    effective_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FaultShown:
    """What is wrong, for people; `line` is of the file, where one was read."""

    kind: Kind | None
    code: str
    field: str
    text: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """A change to the setup as its history shows it; `faults` say why it could not be made."""

    id: int
    made_at: datetime
    made_by: str | None
    note: str
    effective_at: datetime
    state: ChangeState
    settled_at: datetime | None
    edits: list[Edit]
    faults: list[FaultShown]
    undoes_id: int | None
    undone_by_id: int | None


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Changes to the setup, newest first; ask again `before` this id for more."""

    items: list[ChangeShown]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class SetupFile:
    """A whole setup as its file has it."""

    text: str


@dataclass(frozen=True, slots=True)
class FileRead:
    """What a file would change, and what is wrong with it."""

    edits: list[Edit]
    faults: list[FaultShown]


@dataclass(frozen=True, slots=True)
class EmergencySwitch:
    """Until when the emergency lasts; None ends it."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A password for somebody."""

    password: str


@dataclass(frozen=True, slots=True)
class PublicHoliday:
    """A public holiday of the centre's country."""

    day: date
    name: Text


@get("/setup", roles=ADMINISTERING)
async def get_setup(database: Database, actor: Actor) -> Response[SetupShown]:
    """The setup in force. Its tag may go into `If-Match` when it is changed."""
    async with database.transaction() as transaction:
        kinds = {kind for role in actor.roles for kind in KINDS_EDITED_BY.get(role, ())}
        setup = await administration.setup(transaction)
        with_password = await people.with_password(transaction)
        version = await centre_service.version(transaction)
        shown = SetupShown(
            setup=setup,
            may_edit=[kind for kind in Kind if kind in kinds],
            emergency=(await centre_service.centre(transaction)).emergency,
            without_password=[login for login in setup.staff if login not in with_password],
            holiday_countries=sorted(countries()),
        )
    return Response(shown, headers={"etag": tag(version)})


@post("/setup/check", roles=ADMINISTERING, status_code=200, request_max_body_size=_LARGEST_FILE)
async def check_setup(data: Draft, request: AnyRequest, database: Database) -> list[FaultShown]:
    """What would be wrong with the whole setup after these edits."""
    async with database.transaction() as transaction:
        faults = await administration.check(transaction, data.edits, data.effective_at)
    return _told(request, faults)


@get("/setup/changes", roles=ADMINISTERING)
async def get_setup_changes(request: AnyRequest, database: Database, before: int | None = None) -> ChangePage:
    """What was changed by whom, the newest first, and what waits for its moment."""
    async with database.transaction() as transaction:
        changes, next_before = await administration.changes(transaction, before)
    return ChangePage([_shown(request, change) for change in changes], next_before)


@post("/setup/changes", roles=ADMINISTERING, may_be_versioned=True, request_max_body_size=_LARGEST_FILE)
async def change_setup(
    data: NewChange, request: AnyRequest, database: Database, actor: Actor, now: datetime
) -> ChangeShown:
    """Makes edits together, at once or at a moment.

    An edit of a part that somebody else has changed since is refused by its `before`. With `If-Match` any change of
    the setup since that version refuses all.
    """
    async with database.transaction() as transaction:
        await administration.refuse_if_changed(transaction, lambda version: matches(request, version))
        made = await administration.make(transaction, actor, data.edits, data.note, data.effective_at, now)
    return _shown(request, made)


@post("/setup/changes/{change_id:int}/undo", roles=ADMINISTERING, status_code=200)
async def undo_setup_change(
    change_id: int, request: AnyRequest, database: Database, actor: Actor, now: datetime
) -> ChangeShown:
    """Takes a change back, or calls off one that waits."""
    async with database.transaction() as transaction:
        undone = await administration.undo(transaction, actor, change_id, now)
    return _shown(request, undone)


@get("/setup/file", roles=(Role.ADMINISTRATOR,), produces="application/toml")
async def get_setup_file(database: Database, actor: Actor, now: datetime) -> Response[bytes]:
    """The whole setup as one file."""
    async with database.transaction() as transaction:
        text = written(await administration.setup(transaction))
        await people.audit(transaction, now, actor.id, "setup.exported", {"centre": 1})
    return Response(
        text.encode(),
        media_type="application/toml",
        headers={"content-disposition": 'attachment; filename="sori-setup.toml"', "cache-control": "no-store"},
    )


@post("/setup/file", roles=(Role.ADMINISTRATOR,), status_code=200, request_max_body_size=_LARGEST_FILE)
async def read_setup_file(data: SetupFile, request: AnyRequest, database: Database) -> FileRead:
    """What a file would change, and what is wrong with it; nothing is changed."""
    async with database.transaction() as transaction:
        edits, faults = await administration.read_in(transaction, data.text)
    return FileRead(
        edits,
        [
            FaultShown(None, "", fault.place, _text(request, fault.problem, fault.values), fault.line)
            for fault in faults
        ],
    )


@get("/setup/public-holidays", roles=ADMINISTERING)
async def get_public_holidays(year: int, country: str) -> list[PublicHoliday]:
    """A country's public holidays in a year."""
    if country not in countries():
        raise Problem(422, "setup_country", field="country", country=country)
    if not 2000 <= year <= 2100:
        raise Problem(422, "setup_out_of_range", field="year", low=2000, high=2100)
    return [PublicHoliday(day, Text(*names)) for day, names in public_holidays(country, year).items()]


@get("/emergency", roles=ALL_ROLES)
async def get_emergency(database: Database) -> Emergency | None:
    """The emergency that is on, which everybody at work is shown."""
    async with database.reading() as transaction:
        return (await centre_service.centre(transaction)).emergency


@put("/emergency", roles=ADMINISTERING, may_be_versioned=True)
async def switch_emergency(
    data: EmergencySwitch, request: AnyRequest, database: Database, actor: Actor, now: datetime
) -> Emergency | None:
    """Begins, prolongs or ends the emergency; with `If-Match` only if the setup is still of that version."""
    async with database.transaction() as transaction:
        await administration.refuse_if_changed(transaction, lambda version: matches(request, version))
        await administration.switch_emergency(transaction, actor, data.until, now)
        return (await centre_service.centre(transaction)).emergency


@put("/staff/{login:str}/password", roles=(Role.ADMINISTRATOR,), status_code=204)
async def set_password(
    login: Annotated[str, PathParameter(max_length=64)],
    data: NewPassword,
    database: Database,
    actor: Actor,
    now: datetime,
) -> None:
    """Gives somebody a password, which they change when they log in with it, and ends their sessions."""
    async with database.transaction() as transaction:
        city = await centre_service.city(transaction)
        await people.set_password(transaction, actor, login, data.password, city, now, must_change=True)


def _told(request: AnyRequest, faults: Iterable[Fault]) -> list[FaultShown]:
    return [
        FaultShown(fault.kind, fault.code, fault.field, _text(request, fault.problem, fault.values)) for fault in faults
    ]


def _shown(request: AnyRequest, change: Change) -> ChangeShown:
    kept = {name: getattr(change, name) for name in Change.__dataclass_fields__}
    return ChangeShown(**{**kept, "faults": _told(request, change.faults)})


def _text(request: AnyRequest, problem: str, values: dict[str, Any]) -> str:
    return translated(accepted(request.headers.get("accept-language")), f"problem.{problem}", **values)


router = Router(
    "/api",
    route_handlers=[
        get_setup,
        check_setup,
        get_setup_changes,
        change_setup,
        undo_setup_change,
        get_setup_file,
        read_setup_file,
        get_public_holidays,
        get_emergency,
        switch_emergency,
        set_password,
    ],
    tags=["setup"],
)
