"""Tables as files; each one made is logged, since it leaves the house."""

from datetime import date, datetime

from sori.people import service as people
from sori.people.model import Actor
from sori.platform.database import Transaction
from sori.platform.translation import Language, Text, translated
from sori.reports.export import Cell, Exported, Sheet, exported
from sori.reports.model import (
    NONE,
    Dimension,
    Durations,
    FieldCount,
    Figures,
    FileFormat,
    Filters,
    Periods,
    PeriodTable,
    StatisticsRow,
    StatisticsTable,
)
from sori.reports.service import periods as period_service
from sori.reports.service import tables

_FIGURES = (
    "inbound",
    "answered",
    "abandoned",
    "unfinished",
    "answer_rate_pct",
    "service_level_pct",
    "inbound_daily_mean",
    "answered_daily_mean",
    *(f"{what}_{figure}" for what in ("wait", "handling") for figure in ("mean_s", "p50_s", "p90_s", "p95_s", "p99_s")),
)


async def table(
    transaction: Transaction,
    actor: Actor,
    by: Dimension,
    filters: Filters,
    file_format: FileFormat,
    language: Language,
    now: datetime,
) -> Exported:
    """A table of statistics as a file."""
    made = await tables.table(transaction, by, filters, now)
    detail = {"by": by.value, "from": made.first_day.isoformat(), "to": made.last_day.isoformat()}
    await people.audit(transaction, now, actor.id, "statistics.exported", {}, detail | {"format": file_format.value})
    return exported(_sheet(made, language), file_format)


async def periods(
    transaction: Transaction,
    actor: Actor,
    table: PeriodTable,
    file_format: FileFormat,
    language: Language,
    now: datetime,
) -> Exported:
    """One of the tables of periods as a file."""
    made = await period_service.periods(transaction)
    detail = {"table": table.value, "format": file_format.value}
    await people.audit(transaction, now, actor.id, "statistics.exported", {}, detail)
    return exported(_period_sheet(made, table, language), file_format)


def _sheet(table: StatisticsTable, language: Language) -> Sheet:
    def told(key: str, **values: object) -> str:
        return translated(language, f"statistics.{key}", **values)

    levels = 3 if table.by is Dimension.TOPIC else 1
    headings = [told(f"by.{table.by}") + (f" {level}" if levels > 1 else "") for level in range(1, levels + 1)]
    path: list[Cell] = [None] * levels
    rows: list[list[Cell]] = []
    for row in table.rows:
        path = [*path[: row.level - 1], _value(table.by, row, language), *[None] * (levels - row.level)]
        rows.append([*path, *_cells(row.figures)])
    rows.append([told("total"), *[None] * (levels - 1), *_cells(table.total)])
    notes = [
        told(f"unit.{table.unit}"),
        told("percentiles", percent=table.percentile_error_pct),
        told("as_of", at=f"{table.as_of:%Y-%m-%d %H:%M:%S} UTC"),
    ]
    if table.left_out.rows:
        notes.append(told("left_out", rows=table.left_out.rows, inbound=table.left_out.inbound))
    return Sheet(
        name=f"sori-{table.by}-{table.first_day}-{table.last_day}",
        title=told(f"by.{table.by}"),
        headings=[*headings, *(told(name) for name in _FIGURES)],
        rows=rows,
        notes=notes,
    )


def _value(by: Dimension, row: StatisticsRow, language: Language) -> Cell:
    if row.name is not None:
        return _named(row.name, language)
    if row.key == NONE:
        return translated(language, f"statistics.none.{by}")
    if by is Dimension.CHANNEL:
        return translated(language, f"channel.{row.key}")
    if by is Dimension.DAY:
        return date.fromisoformat(row.key)
    if by is Dimension.DAY_HOUR:
        # A wall clock's time, as spreadsheets have it: without a zone.
        return datetime.fromisoformat(f"{row.key}:00")
    return int(row.key) if by is Dimension.HOUR else row.key


def _named(name: Text, language: Language) -> str:
    return name.ko if language is Language.KO else name.en


def _cells(figures: Figures) -> list[Cell]:
    return [
        figures.inbound,
        figures.answered,
        figures.abandoned,
        figures.unfinished,
        figures.answer_rate_pct,
        figures.service_level_pct,
        figures.inbound_daily_mean,
        figures.answered_daily_mean,
        *_durations(figures.wait),
        *_durations(figures.handling),
    ]


def _durations(durations: Durations | None) -> list[Cell]:
    if durations is None:
        return [None] * 5
    return [durations.mean_s, durations.p50_s, durations.p90_s, durations.p95_s, durations.p99_s]


def _period_sheet(made: Periods, table: PeriodTable, language: Language) -> Sheet:
    def told(key: str) -> str:
        return translated(language, f"statistics.{key}")

    headings: list[str]
    rows: list[list[Cell]]
    match table:
        case PeriodTable.CHANNELS:
            channels = list(dict.fromkeys(channel for row in made.channels for channel in row.by_channel))
            headings = [told("days"), told("total"), told("daily_mean")]
            headings += [translated(language, f"channel.{channel}") for channel in channels]
            rows = [
                [row.first_day, row.last_day, row.days, row.total, row.daily_mean, *map(row.by_channel.get, channels)]
                for row in made.channels
            ]
        case PeriodTable.ANSWERS:
            headings = ["days", "by.channel", "inbound", "answered", "answer_rate_pct", "printed_rate_pct"]
            headings = [told(heading) for heading in [*headings, "inbound_daily_mean", "answered_daily_mean"]]
            rows = [
                [
                    *(row.first_day, row.last_day, row.days, translated(language, f"channel.{row.channel}")),
                    *(row.inbound, row.answered, row.answer_rate_pct, row.printed_rate_pct),
                    *(row.inbound_daily_mean, row.answered_daily_mean),
                ]
                for row in made.answers
            ]
        case PeriodTable.SHARES:
            headings = ["days", "part", "field", "total", "total_daily_mean", "count", "daily_mean", "share_pct"]
            headings = [told(heading) for heading in [*headings, "printed_share_pct"]]
            rows = []
            for row in made.shares:
                period: list[Cell] = [row.first_day, row.last_day, row.days, row.part]
                figures: list[Cell] = [row.total, row.total_daily_mean, row.count, row.daily_mean]
                rows.append([*period, None, *figures, row.share_pct, row.printed_share_pct])
                rows += [[*period, *_field(field, 3, 1)] for field in row.fields]
        case PeriodTable.SUGGESTIONS:
            headings = [told(heading) for heading in ("field", "count", "share_pct", "printed_share_pct")]
            rows = [[of.first_day, of.last_day, *_field(field, 0, 0)] for of in made.suggestions for field in of.fields]
    return Sheet(f"sori-{table}", told(f"period.{table}"), [told("first_day"), told("last_day"), *headings], rows)


def _field(field: FieldCount, before: int, after: int) -> list[Cell]:
    """A field's cells, with so many empty ones before its count less one and after it."""
    gap: list[Cell] = [None] * max(0, before - 1)
    return [field.field, *gap, field.count, *[None] * after, field.share_pct, field.printed_share_pct]
