"""Tables as files for spreadsheets: CSV that Korean Excel opens, and XLSX with real numbers and dates."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter

from sori.reports.model import FileFormat

Cell = str | int | float | date | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_WIDEST = 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to be written: its name for the file, its title, its headings and its rows."""

    name: str
    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()
    """What the reader must know, below the table."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A file made of a table."""

    name: str
    media_type: str
    content: bytes


def exported(sheet: Sheet, file_format: FileFormat) -> Exported:
    """The table as a file of this format."""
    if file_format is FileFormat.CSV:
        return Exported(f"{sheet.name}.csv", "text/csv; charset=utf-8", _csv(sheet))
    return Exported(
        f"{sheet.name}.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx(sheet)
    )


def _csv(sheet: Sheet) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(harmless(heading) for heading in sheet.headings)
    writer.writerows([harmless(cell) for cell in row] for row in sheet.rows)
    # The byte order mark tells Korean Excel that this isn't CP949.
    return written.getvalue().encode("utf-8-sig")


def harmless(cell: Cell) -> str | int | float:
    """A cell as CSV may have it: a text that a spreadsheet would take for a formula gets an apostrophe in front."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat(sep=" ") if isinstance(cell, datetime) else cell.isoformat()
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA):
        return f"'{cell}"
    return cell


def _xlsx(sheet: Sheet) -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(
        written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        page = book.add_worksheet(_page_name(sheet.title))
        bold = book.add_format({"bold": True})
        formats = {
            int: book.add_format({"num_format": "#,##0"}),
            float: book.add_format({"num_format": "#,##0.0##"}),
            date: book.add_format({"num_format": "yyyy-mm-dd"}),
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }
        for column, heading in enumerate(sheet.headings):
            page.write_string(0, column, heading, bold)
            page.set_column(column, column, min(_WIDEST, max(10, 2 * len(heading))))
        for number, row in enumerate(sheet.rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    page.write_string(number, column, cell)
                elif isinstance(cell, date):
                    page.write_datetime(number, column, cell, formats[type(cell)])
                elif cell is not None:
                    page.write_number(number, column, cell, formats[type(cell)])
        for offset, note in enumerate(sheet.notes):
            page.write_string(len(sheet.rows) + 2 + offset, 0, note)
        page.freeze_panes(1, 0)
    return written.getvalue()


def _page_name(title: str) -> str:
    """A title as a sheet may be called: at most 31 characters, none of those that mean something in references."""
    return "".join(character for character in title if character not in "[]:*?/\\'")[:31] or "Sori"
