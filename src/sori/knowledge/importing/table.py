"""Tables: a row an article (or whatever the columns are of), the first row names the fields."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import openpyxl

from sori.knowledge.importing.row import ARTICLE, Columns, FileFaulty, Row

_ENCODINGS = ("utf-8-sig", "cp949")
"""The second is what Korean Windows writes."""
_MOST_ROWS = 20_000
SET_ASIDE = ("line", "field", "reason")
"""Columns of a file of rows that were set aside before."""
_LARGEST_UNPACKED = 200 * 1024 * 1024


def of_csv(content: bytes, columns: Columns = ARTICLE) -> list[Row]:
    """The rows of a CSV file, separated by commas, semicolons or tabs."""
    text = decoded(content)
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)

    def lines() -> Iterator[tuple[int, list[str]]]:
        begins = 1
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1

    try:
        return _rows(lines(), columns)
    except csv.Error as error:
        raise FileFaulty("articles_line", {"line": reader.line_num, "reason": str(error)}) from error


def of_xlsx(content: bytes, columns: Columns = ARTICLE) -> list[Row]:
    """The rows of the first sheet of a workbook; formulas count as what they last gave."""
    refuse_bomb(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        return _rows(
            ((number, list(cells)) for number, cells in enumerate(sheet.iter_rows(values_only=True), 1)), columns
        )
    except (KeyError, ValueError, IndexError, zipfile.BadZipFile, OSError) as error:
        raise FileFaulty("articles_damaged") from error


def decoded(content: bytes) -> str:
    """A text file's text, whichever of the usual encodings it is in."""
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileFaulty("articles_encoding")


def refuse_bomb(content: bytes) -> None:
    """Raises FileFaulty for a packed file that is none, or would fill the memory when unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _LARGEST_UNPACKED:
                raise FileFaulty("articles_too_large")
    except zipfile.BadZipFile as error:
        raise FileFaulty("articles_damaged") from error


def _rows(lines: Iterable[tuple[int, Sequence[Any]]], columns: Columns) -> list[Row]:
    rows: list[Row] = []
    names: list[str] | None = None
    for line, cells in lines:
        if all(cell is None or str(cell).strip() == "" for cell in cells):
            continue
        if names is None:
            names = _names(cells, columns)
            continue
        if len(rows) == _MOST_ROWS:
            raise FileFaulty("articles_most", {"most": _MOST_ROWS})
        values = {
            name: cell
            for name, cell in zip(names, cells, strict=False)
            if name and name not in SET_ASIDE and cell not in (None, "")
        }
        extra = [cell for cell in cells[len(names) :] if cell not in (None, "")]
        rows.append(Row(line, {**values, "?": " ".join(map(str, extra))} if extra else values))
    return rows


def _names(cells: Sequence[Any], columns: Columns) -> list[str]:
    names = [columns.named(str(cell or "")) or str(cell or "").strip() for cell in cells]
    lacking = columns.needed - set(names)
    if lacking:
        raise FileFaulty("articles_columns", {"lacking": ", ".join(sorted(lacking))})
    return names
