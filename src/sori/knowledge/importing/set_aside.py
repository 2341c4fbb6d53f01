"""Rows that were set aside, as a file to be put right and brought in again."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from sori.knowledge.importing.row import Columns, Rejected
from sori.knowledge.importing.table import SET_ASIDE
from sori.platform.translation import Language, translated


def set_aside(rejected: Sequence[Rejected], columns: Columns, language: Language) -> str:
    """The rejected rows as CSV: line, fields and reasons, then all the row had under our names."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*SET_ASIDE, *columns.fields])
    for row in rejected:
        writer.writerow(
            [
                row.line,
                "\n".join(wrong.place for wrong in row.wrong),
                "\n".join(translated(language, f"problem.{wrong.code}", **wrong.values) for wrong in row.wrong),
                *(_cell(row.values.get(name)) for name in columns.fields),
            ]
        )
    return "\ufeff" + text.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(_cell(item) for item in value)
    if isinstance(value, Mapping):
        return " ".join(str(part) for part in value.values())
    text = "" if value is None else str(value)
    # A spreadsheet would run what begins like a formula.
    return f"'{text}" if text[:1] in ("=", "+", "@") else text
