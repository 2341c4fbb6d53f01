"""What a cell of a table, or a value of a document, says: texts, lists, days, as people write them."""

import re
from datetime import date, datetime
from typing import Any


def text_of(value: Any) -> str:
    """A value as text, without space around it; whole numbers as spreadsheets keep them lose their point."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    # What was set aside has a mark before what a spreadsheet would run.
    return "" if value is None else re.sub(r"^'(?=[=+@])", "", str(value).strip())


def list_of(value: Any) -> list[str]:
    """The items of a list, of lines, or of a line with semicolons or strokes between them."""
    if isinstance(value, list):
        return [text_of(item) for item in value]
    text = text_of(value)
    return [part.strip(" -•·\t") for part in (text.splitlines() if "\n" in text else re.split(r"[;|]", text))]


def day_of(value: Any) -> date | None:
    """A day, such as 2026-03-01, 2026.3.1 or 2026년 3월 1일; None for what isn't one."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date(*(int(part) for part in re.split(r"\s*[-./년월]\s*", text_of(value).rstrip("일. "))))
    except (ValueError, TypeError, OverflowError):
        return None
