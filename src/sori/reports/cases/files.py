"""Tables of cases as files; each one made is logged, since it leaves the house."""

from datetime import date, datetime

from sori.people import service as people
from sori.people.model import Actor
from sori.platform.database import Transaction
from sori.platform.translation import Language, translated
from sori.reports.cases import service
from sori.reports.cases.model import CaseDimension, CaseFigureRow, CaseFigures, CaseFigureTable, CaseFilters
from sori.reports.export import Cell, Exported, Sheet, exported
from sori.reports.model import FileFormat

FIGURES = (
    *("received", "done", "open", "withdrawn", "on_time", "late", "overdue"),
    *("on_time_pct", "median_days", "p90_days"),
)


async def table(
    transaction: Transaction,
    actor: Actor,
    by: CaseDimension,
    filters: CaseFilters,
    file_format: FileFormat,
    language: Language,
    now: datetime,
) -> Exported:
    """A table of cases as a file."""
    made = await service.table(transaction, actor, by, filters, now)
    detail = {"by": by.value, "format": file_format.value} | service.told(filters)
    await people.audit(transaction, now, actor.id, "case_figures.exported", {}, detail)
    return exported(sheet(made, language), file_format)


def sheet(table: CaseFigureTable, language: Language) -> Sheet:
    """A table as it is written."""

    def word(key: str, **values: object) -> str:
        return translated(language, f"case_figures.{key}", **values)

    rows: list[list[Cell]] = [[_key(table.by, row, language), *_cells(row.figures)] for row in table.rows]
    rows.append([word("total"), *_cells(table.total)])
    return Sheet(
        name=f"sori-cases-{table.by}-{table.first_day}-{table.last_day}",
        title=word(f"by.{table.by}"),
        headings=[word(f"by.{table.by}"), *map(word, FIGURES)],
        rows=rows,
        notes=[word(f"moment.{table.moment}"), word("about"), word("as_of", at=f"{table.as_of:%Y-%m-%d %H:%M:%S} UTC")],
    )


def _key(by: CaseDimension, row: CaseFigureRow, language: Language) -> Cell:
    if row.name is not None:
        return row.name.ko if language is Language.KO else row.name.en
    if by is CaseDimension.DEPARTMENT:
        return translated(language, "case_figures.no_department")
    return row.key if by is CaseDimension.MONTH else date.fromisoformat(row.key)


def _cells(figures: CaseFigures) -> list[Cell]:
    return [getattr(figures, name) for name in FIGURES]
