"""Routes of statistics: tables, the records behind their figures, periods, and all of it as files."""

from datetime import date, datetime
from typing import Annotated

from litestar import Response, Router, get
from litestar.params import QueryParameter

from sori.conversations.model import Channel
from sori.people.http import StaffRequest
from sori.people.model import Actor
from sori.platform.database import Database
from sori.platform.translation import Language, accepted
from sori.reports.export import Exported
from sori.reports.model import (
    STATISTICS_ROLES,
    Choices,
    Dimension,
    FileFormat,
    Filters,
    ImportSummary,
    Periods,
    PeriodTable,
    RecordPage,
    StatisticsFigure,
    StatisticsTable,
)
from sori.reports.service import files, imports, periods, tables

_MANY = 500
By = Annotated[Dimension, QueryParameter(description="What the table has a row for each of.")]
FirstDay = Annotated[date, QueryParameter(name="from", description="The first day, by the city's calendar.")]
LastDay = Annotated[date, QueryParameter(name="to", description="The last day, included.")]
Channels = Annotated[list[Channel] | None, QueryParameter(name="channel", description="Only these channels.")]
Queues = Annotated[
    list[int] | None,
    QueryParameter(name="queue", max_items=_MANY, description="Only stays in these queues; 0: without a queue."),
]
Topics = Annotated[
    list[int] | None,
    QueryParameter(name="topic", max_items=_MANY, description="Only these topics and those below; 0: without a topic."),
]
Counsellors = Annotated[
    list[int] | None,
    QueryParameter(name="counsellor", max_items=_MANY, description="Only stays answered by these; 0: not answered."),
]
Hours = Annotated[
    list[int] | None, QueryParameter(name="hour", max_items=24, description="Only these hours of the day, 0 to 23.")
]


@get("/table", roles=STATISTICS_ROLES)
async def get_statistics(
    by: By,
    first_day: FirstDay,
    last_day: LastDay,
    database: Database,
    now: datetime,
    channel: Channels = None,
    queue: Queues = None,
    topic: Topics = None,
    counsellor: Counsellors = None,
    hour: Hours = None,
) -> StatisticsTable:
    """A table of statistics as everything stands now: by channel, queue, topic, counsellor, day, month or hour.

    Counted are contacts, each once, on the city's day on which it was opened. By queue or counsellor, or filtered by
    them, stays in queues are counted instead, on the day on which each began; `unit` tells which. Answer rate is
    answered ÷ (answered + abandoned), service level answered within the queue's target ÷ the same. The wait is from
    queueing to the answer, of those answered; handling is talk and wrap-up, of those that are over. Means are exact,
    percentiles within `percentile_error_pct` per cent of the exact ones.
    """
    filters = _filters(first_day, last_day, channel, queue, topic, counsellor, hour)
    async with database.transaction() as transaction:
        return await tables.table(transaction, by, filters, now)


@get("/table/file", roles=STATISTICS_ROLES)
async def export_statistics(
    by: By,
    first_day: FirstDay,
    last_day: LastDay,
    request: StaffRequest,
    database: Database,
    actor: Actor,
    now: datetime,
    format: FileFormat = FileFormat.XLSX,
    language: Language | None = None,
    channel: Channels = None,
    queue: Queues = None,
    topic: Topics = None,
    counsellor: Counsellors = None,
    hour: Hours = None,
) -> Response[bytes]:
    """The same table as a file for a spreadsheet."""
    filters = _filters(first_day, last_day, channel, queue, topic, counsellor, hour)
    async with database.transaction() as transaction:
        made = await files.table(transaction, actor, by, filters, format, _language(request, language), now)
    return file_of(made)


@get("/contacts", roles=STATISTICS_ROLES)
async def get_records_behind(
    figure: StatisticsFigure,
    first_day: FirstDay,
    last_day: LastDay,
    database: Database,
    actor: Actor,
    now: datetime,
    by: Annotated[
        Dimension | None, QueryParameter(description="The table's `by`: decides whether contacts or stays are listed.")
    ] = None,
    channel: Channels = None,
    queue: Queues = None,
    topic: Topics = None,
    counsellor: Counsellors = None,
    hour: Hours = None,
    after: Annotated[str | None, QueryParameter(description="`next_after` of the page before.")] = None,
) -> RecordPage:
    """The contacts (or stays) behind a figure, newest first; the look is logged.

    Ask with the table's filters and, for one row, the filter that its key names (a day: `from` and `to`). What was
    imported as counts comes as the lines of its file.
    """
    filters = _filters(first_day, last_day, channel, queue, topic, counsellor, hour)
    async with database.transaction() as transaction:
        return await tables.records(transaction, actor, by, figure, filters, after, now)


@get("/choices", roles=STATISTICS_ROLES)
async def get_statistics_choices(database: Database, now: datetime) -> Choices:
    """What tables can be filtered by, and since when there is anything to count."""
    async with database.reading() as transaction:
        return await tables.choices(transaction, now)


@get("/periods", roles=STATISTICS_ROLES)
async def get_periods(database: Database) -> Periods:
    """What imported counts say of whole periods: contacts by channel, answer rates, shares, suggestions."""
    async with database.transaction() as transaction:
        return await periods.periods(transaction)


@get("/periods/{table:str}/file", roles=STATISTICS_ROLES)
async def export_periods(
    table: PeriodTable,
    request: StaffRequest,
    database: Database,
    actor: Actor,
    now: datetime,
    format: FileFormat = FileFormat.XLSX,
    language: Language | None = None,
) -> Response[bytes]:
    """One of these tables as a file for a spreadsheet."""
    async with database.transaction() as transaction:
        made = await files.periods(transaction, actor, table, format, _language(request, language), now)
    return file_of(made)


@get("/imports", roles=STATISTICS_ROLES)
async def get_imports(database: Database) -> list[ImportSummary]:
    """What was imported, newest first."""
    async with database.reading() as transaction:
        return await imports.imports(transaction)


def _filters(
    first_day: date,
    last_day: date,
    channels: list[Channel] | None,
    queues: list[int] | None,
    topics: list[int] | None,
    counsellors: list[int] | None,
    hours: list[int] | None,
) -> Filters:
    return Filters(
        first_day,
        last_day,
        tuple(channels or ()),
        tuple(queues or ()),
        tuple(topics or ()),
        tuple(counsellors or ()),
        tuple(hours or ()),
    )


def _language(request: StaffRequest, asked: Language | None) -> Language:
    return asked or accepted(request.headers.get("accept-language"))


def file_of(made: Exported) -> Response[bytes]:
    """A file to be saved."""
    return Response(
        made.content,
        media_type=made.media_type,
        headers={"content-disposition": f'attachment; filename="{made.name}"', "cache-control": "no-store"},
    )


router = Router(
    "/api/stats",
    route_handlers=[
        get_statistics,
        export_statistics,
        get_records_behind,
        get_statistics_choices,
        get_periods,
        export_periods,
        get_imports,
    ],
    tags=["statistics"],
)
