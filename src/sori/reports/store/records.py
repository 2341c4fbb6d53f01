"""SQL of the records behind a figure, of the names that tables show, and of what there is to filter by."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString

from sori.platform.database import Transaction
from sori.platform.translation import Text
from sori.reports.model import Choice, StatisticsFigure, Unit
from sori.reports.order import Place
from sori.reports.store.facts import FILTERED, IMPORTED, LIVE_CONTACTS, LIVE_STAYS, LOCAL
from sori.reports.store.tables import Asked

_FIGURES: dict[StatisticsFigure, LiteralString] = {
    StatisticsFigure.INBOUND: "true",
    StatisticsFigure.ANSWERED: "answered",
    StatisticsFigure.ABANDONED: "abandoned",
    StatisticsFigure.UNFINISHED: "not answered and not abandoned",
    StatisticsFigure.WITHIN_TARGET: "within",
    StatisticsFigure.HANDLED: "handling_us is not null",
}
_BEFORE: LiteralString = (
    "(%(after_at)s::timestamptz is null or (opened_at, origin, one, other) < "
    "(%(after_at)s, %(after_origin)s::int, %(after_one)s::bigint, %(after_other)s::bigint))"
)


@dataclass(frozen=True, slots=True)
class FactRecord:
    """A fact with its place: `one` and `other` are contact and visit, or import and line."""

    opened_at: datetime
    origin: int
    one: int
    other: int
    file: str | None
    channel: int
    queue_id: int
    topic_id: int
    counsellor: str | None
    answered: bool
    abandoned: bool
    within: bool
    wait_us: int | None
    handling_us: int | None
    simulated: bool

    @property
    def place(self) -> Place:
        """Where it stands in the order of time."""
        return Place(self.opened_at, self.origin, self.one, self.other)


async def behind(
    transaction: Transaction, figure: StatisticsFigure, unit: Unit, asked: Asked, after: Place | None, most: int
) -> list[FactRecord]:
    """The facts behind a figure, newest first, at most so many, those after a place in this order."""
    live = (
        LIVE_CONTACTS + "started_at >= %(since)s and started_at < %(until)s"
        if unit is Unit.CONTACTS
        else LIVE_STAYS + "visit.entered_at >= %(since)s and visit.entered_at < %(until)s"
    )
    asked_for = " where " + FILTERED + " and " + _FIGURES[figure] + " and " + _BEFORE
    ordered: LiteralString = " order by opened_at desc, origin desc, one desc, other desc limit %(most)s"
    columns: LiteralString = (
        "opened_at, channel, queue_id, topic_id, counsellor_id, answered, abandoned, within, wait_us, handling_us"
    )
    return await transaction.all(
        FactRecord,
        "with found as ((select * from (select *, " + LOCAL + " from (select 0 as origin, contact_id as one,"
        " visit_id as other, simulated, "
        + columns
        + " from ("
        + live
        + ") live) fact) fact"
        + asked_for
        + ordered
        + ")"
        " union all (select * from (select *, " + LOCAL + " from (select 1 as origin, import_id::bigint as one,"
        " line::bigint as other, false as simulated, " + columns + " from (" + IMPORTED + "opened_at >= %(since)s"
        " and opened_at < %(until)s) imported) fact) fact" + asked_for + ordered + "))"
        " select found.*, (select file from import where origin = 1 and id = one) as file,"
        " (select display_name from staff where id = counsellor_id) as counsellor from found" + ordered,
        asked.parameters()
        | {
            "most": most,
            "after_at": None if after is None else after.opened_at,
            "after_origin": None if after is None else after.origin,
            "after_one": None if after is None else after.one,
            "after_other": None if after is None else after.other,
        },
    )


async def queues(transaction: Transaction) -> list[Choice]:
    """All queues that there ever were."""
    return await transaction.all(Choice, "select id, code, name, retired from queue order by retired, id")


async def topics(transaction: Transaction) -> list[Choice]:
    """All topics that there ever were, those above before those below."""
    return await transaction.all(
        Choice, "select id, code, name, retired, level, parent_id from topic order by level, retired, id"
    )


async def counsellors(transaction: Transaction) -> list[Choice]:
    """Everybody who has ever answered a contact or is a counsellor, by name."""
    return await transaction.all(
        Choice,
        """select id, login as code, jsonb_build_object('ko', display_name, 'en', display_name) as name,
                  not active as retired
           from staff
           where exists (select from staff_role where staff_id = staff.id and role = 'counsellor')
              or exists (select from handling where counsellor_id = staff.id)
           order by display_name, id""",
    )


@dataclass(frozen=True, slots=True)
class _Name:
    id: int
    name: str


async def staff_names(transaction: Transaction, staff_ids: list[int]) -> dict[int, Text]:
    """The names of these people by id."""
    found = await transaction.all(_Name, "select id, display_name as name from staff where id = any(%s)", (staff_ids,))
    return {one.id: Text(one.name, one.name) for one in found}


async def first_day(transaction: Transaction, zone: str) -> date | None:
    """The first day of the city on which there is anything to count; None where there is nothing."""
    return await transaction.value(
        date,
        """select min(day) from (
               select min(started_at at time zone %(zone)s)::date as day from contact
               union all select min(first_day) from import where undone_at is null and kind <> 'cases') first""",
        {"zone": zone},
    )
