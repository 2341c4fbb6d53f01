"""Counted history of a file: figures of days and longer periods, every value checked, a row at a time."""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from sori.conversations.model import Channel
from sori.reports.imported.contacts import Known
from sori.reports.imported.headings import Layout
from sori.reports.imported.source import Batch, Fault
from sori.reports.model import FIRST_YEAR_BEGINS, LAST_YEAR_ENDS

SERIES = ("contacts", "suggestions")
_LONGEST_TEXT = 200
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,15}")


@dataclass(frozen=True, slots=True)
class NewCount:
    """One figure of a period as a file tells it."""

    line: int
    series: str
    first_day: date
    last_day: date
    channel: Channel | None
    queue_id: int | None
    topic_id: int | None
    part: str | None
    field: str | None
    inbound: int | None
    answered: int
    printed_pct: Decimal | None
    file_values: dict[str, str]

    @property
    def same(self) -> tuple[object, ...]:
        """What it is a count of; two such with different figures contradict each other."""
        return (
            *(self.series, self.first_day, self.last_day, self.channel),
            *(self.queue_id, self.topic_id, self.part, self.field),
        )


class _Wrong(Exception):
    """A value that is wrong: of which field, and which text tells it."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(code)
        self.field = field
        self.code = code


def checked(
    batch: Batch, layout: Layout, known: Known, channels: Mapping[int, Channel]
) -> tuple[list[NewCount], list[Fault]]:
    """The counts of a batch that are right, and the rows in which something is wrong: none of such a row is loaded.

    `channels` are the channels by their number in `known`.
    """
    made: list[NewCount] = []
    faults: list[Fault] = []
    for line, values in zip(batch.lines, _rows(batch), strict=True):
        try:
            made += _counts(line, values, layout, known, channels)
        except _Wrong as wrong:
            faults.append(Fault(line, wrong.field, wrong.code, values))
    return made, faults


def _rows(batch: Batch) -> Iterator[list[str]]:
    columns = [["" if value is None else str(value) for value in column.to_pylist()] for column in batch.columns]
    return (list(row) for row in zip(*columns, strict=True))


def _counts(
    line: int, values: Sequence[str], layout: Layout, known: Known, channels: Mapping[int, Channel]
) -> list[NewCount]:
    common = _fields(values, layout.columns, layout.fixed)
    first_day, last_day = _period(common)
    if (days := _number(common, "days")) is not None and days != (last_day - first_day).days + 1:
        raise _Wrong("days", "import.days_differ")
    told = {heading: value.strip() for heading, value in zip(layout.headings, values, strict=True) if value.strip()}
    made = []
    for columns, fixed in layout.counts or [({}, {})]:
        fields = common | _fields(values, columns, fixed)
        answered = _number(fields, "answered")
        if answered is None:
            if layout.counts:
                continue  # a channel that there wasn't yet in this period
            raise _Wrong("answered", "import.answered_missing")
        inbound = _number(fields, "inbound")
        if inbound is not None and inbound < answered:
            raise _Wrong("answered", "import.more_answered_than_inbound")
        made.append(
            NewCount(
                line,
                _series(fields),
                first_day,
                last_day,
                channels.get(_known(fields, "channel", known.channels, layout) or 0),
                _known(fields, "queue", known.queues, layout),
                _known(fields, "topic", known.topics, layout),
                _text(fields, "part"),
                _text(fields, "field"),
                inbound,
                answered,
                _percentage(fields),
                told,
            )
        )
    if (total := _number(common, "total")) is not None and total != sum(count.answered for count in made):
        raise _Wrong("total", "import.total_differs")
    return made


def _fields(values: Sequence[str], columns: Mapping[str, int], fixed: Mapping[str, str]) -> dict[str, str]:
    return {**fixed, **{name: values[number].strip() for name, number in columns.items()}}


def _period(fields: Mapping[str, str]) -> tuple[date, date]:
    if fields.get("day"):
        day = _day(fields, "day")
        return day, day
    if fields.get("period"):
        return _named_period(fields["period"])
    if not fields.get("from"):
        raise _Wrong("day", "import.day_missing")
    first = _day(fields, "from")
    last = _day(fields, "to") if fields.get("to") else first
    if last < first:
        raise _Wrong("to", "import.to_before_from")
    return first, last


def _named_period(text: str) -> tuple[date, date]:
    """A year, a month, a day, or two days with a slash between."""
    if re.fullmatch(r"\d{4}", text):
        year = int(text)
        first, last = (f"{year:04}-01-01", f"{year:04}-12-31")
    elif re.fullmatch(r"\d{4}-\d{2}", text):
        year, month = map(int, text.split("-"))
        if not (1 <= month <= 12 and year):
            raise _Wrong("period", "import.day_wrong")
        first, last = (f"{text}-01", f"{text}-{monthrange(year, month)[1]}")
    else:
        first, _, last = text.partition("/")
    fields = {"period": first, "until": last or first}
    begins, ends = _day(fields, "period"), _day(fields, "until", "period")
    if ends < begins:
        raise _Wrong("period", "import.to_before_from")
    return begins, ends


def _day(fields: Mapping[str, str], name: str, told_as: str | None = None) -> date:
    text = fields[name].strip()
    plain = re.sub(r"^(\d{4})[./](\d{1,2})[./](\d{1,2})\.?$", r"\1-\2-\3", text.split(" 00:00:00")[0])
    try:
        year, month, day = map(int, plain.split("-"))
        found = date(year, month, day)
    except ValueError:
        raise _Wrong(told_as or name, "import.day_wrong") from None
    if not FIRST_YEAR_BEGINS <= found <= LAST_YEAR_ENDS:
        raise _Wrong(told_as or name, "import.day_wrong")
    return found


def _number(fields: Mapping[str, str], name: str) -> int | None:
    text = fields.get(name, "").strip()
    if not text:
        return None
    if text.endswith(".0"):
        text = text[:-2]  # how whole numbers come where a spreadsheet has gaps beside them
    if not _NUMBER.fullmatch(text) or not text.isascii():
        raise _Wrong(name, "import.number_wrong")
    return int(text.replace(",", ""))


def _percentage(fields: Mapping[str, str]) -> Decimal | None:
    text = fields.get("printed_pct", "").strip().removesuffix("%")
    if not text:
        return None
    try:
        told = Decimal(text)
    except InvalidOperation:
        raise _Wrong("printed_pct", "import.number_wrong") from None
    if not (told.is_finite() and 0 <= told <= 1000):
        raise _Wrong("printed_pct", "import.number_wrong")
    return told


def _series(fields: Mapping[str, str]) -> str:
    series = fields.get("series") or SERIES[0]
    if series not in SERIES:
        raise _Wrong("series", "import.series_unknown")
    return series


def _known(fields: Mapping[str, str], name: str, names: Mapping[str, int], layout: Layout) -> int | None:
    text = fields.get(name, "").strip()
    if not text:
        return None
    renamed = {other.strip().casefold(): ours for other, ours in layout.values.get(name, {}).items()}
    number = names.get(renamed.get(text.casefold(), text).strip().casefold(), -1)
    if number < 0:
        raise _Wrong(name, f"import.unknown_{name}")
    return number


def _text(fields: Mapping[str, str], name: str) -> str | None:
    text = fields.get(name, "").strip()
    if len(text) > _LONGEST_TEXT:
        raise _Wrong(name, "import.text_too_long")
    return text or None
