"""Hours as people write them in a directory, read: "평일 09:00-18:00, 토 09:00-12:00"; and who is there by them.

Parts stand between commas: days, then one span or more, or 휴무 (closed). A part without days goes on with those before
it. 평일 (weekdays), 주말 and days by name don't hold on holidays; 매일 (daily) and 공휴일 (holidays) do. Where several
words name a day, the one for the fewest days says alone what holds on it, wherever it stands: 토 before 주말 and 매일,
공휴일 before 매일. A span may end after midnight: 05:00-25:00, 22:00-06:00.
"""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

_WEEK = range(7)
_HOLIDAY = 7
_KOREAN_DAYS = "월화수목금토일"
_ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_GROUPS: Mapping[str, Sequence[int]] = {
    "평일": range(5),
    "주중": range(5),
    "weekdays": range(5),
    "주말": (5, 6),
    "weekends": (5, 6),
    "매일": (*_WEEK, _HOLIDAY),
    "연중무휴": (*_WEEK, _HOLIDAY),
    "daily": (*_WEEK, _HOLIDAY),
    "공휴일": (_HOLIDAY,),
    "휴일": (_HOLIDAY,),
    "holidays": (_HOLIDAY,),
}
_SPAN = re.compile(r"(\d{1,2})(?::(\d{2})|시)\s*[-~–]\s*(\d{1,2})(?::(\d{2})|시)")
_WHOLE_DAY = re.compile(r"24\s*시간|24\s*hours|상시", re.IGNORECASE)
_CLOSED = re.compile(r"휴무|휴관|닫음|closed", re.IGNORECASE)
_BETWEEN_PARTS = re.compile(r"[,;\n]")
_BETWEEN_DAYS = re.compile(r"[·/&]|\s+")
_TO = re.compile(r"\s*[-~–]\s*")
_DAY = 24 * 60
_AHEAD = 400
"""Days that are looked through for when somebody is there next: beyond a year's."""


class HoursUnreadable(ValueError):
    """Hours that can't be read; `part` is what wasn't understood."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


@dataclass(frozen=True, slots=True)
class Span:
    """From one minute of a day until just before another; past 1440 it is the next day's."""

    opens_minute: int
    closes_minute: int


@dataclass(frozen=True, slots=True)
class WrittenHours:
    """The spans of each weekday from Monday, and as the eighth those of holidays."""

    days: tuple[tuple[Span, ...], ...]

    def is_on(self, local: datetime, holidays: Container[date]) -> bool:
        """Whether they hold at `local`, a time in the city's zone."""
        minute = local.hour * 60 + local.minute
        return any(
            span.opens_minute <= minute + passed * _DAY < span.closes_minute
            for passed in (0, 1)
            for span in self._on(local.date() - timedelta(days=passed), holidays)
        )

    def next_on(self, local: datetime, holidays: Container[date]) -> datetime | None:
        """The first moment from `local` on at which they hold, or None where there is none for a year."""
        if self.is_on(local, holidays):
            return local
        for ahead in range(_AHEAD):
            day = local.date() + timedelta(days=ahead)
            for span in sorted(self._on(day, holidays), key=lambda span: span.opens_minute):
                hour, minute = divmod(span.opens_minute, 60)
                opening = datetime(day.year, day.month, day.day, hour, minute, tzinfo=local.tzinfo)
                if opening > local:
                    return opening
        return None

    def _on(self, day: date, holidays: Container[date]) -> tuple[Span, ...]:
        return self.days[_HOLIDAY if day in holidays else day.weekday()]


def read(text: str) -> WrittenHours:
    """What the text says; HoursUnreadable for one that can't be read, or says nothing."""
    days: list[list[Span]] = [[] for _ in range(8)]
    fewest = [len(days) + 1] * len(days)
    named: Mapping[int, int] = {}
    parts = [part.strip() for part in _BETWEEN_PARTS.split(text) if part.strip()]
    for part in parts:
        written, spans = _read_part(part)
        if not written and not named and spans != [Span(0, _DAY)]:
            raise HoursUnreadable(part)
        named = _days(written or "매일", part) if written or not named else named
        for day, breadth in named.items():
            if breadth < fewest[day]:
                fewest[day], days[day] = breadth, list(spans)
            elif breadth == fewest[day]:
                days[day] = [*days[day], *spans] if spans else []
    if not parts or not any(days):
        raise HoursUnreadable(text.strip())
    for spans_of_day in days:
        _refuse_overlap(spans_of_day, text.strip())
    return WrittenHours(tuple(tuple(sorted(spans, key=lambda span: span.opens_minute)) for spans in days))


def _read_part(part: str) -> tuple[str, list[Span]]:
    """The words for the days, and the spans; none: closed."""
    if found := _CLOSED.search(part):
        return _only_before(part, found), []
    if found := _WHOLE_DAY.search(part):
        return _only_before(part, found), [Span(0, _DAY)]
    begin = _SPAN.search(part)
    if begin is None or _SPAN.sub("", part[begin.start() :]).strip(" /+·"):
        raise HoursUnreadable(part)
    return part[: begin.start()].strip(), [_span(found, part) for found in _SPAN.finditer(part)]


def _only_before(part: str, found: re.Match[str]) -> str:
    if part[found.end() :].strip():
        raise HoursUnreadable(part)
    return part[: found.start()].strip()


def _span(found: re.Match[str], part: str) -> Span:
    from_hour, from_minute, to_hour, to_minute = (int(number or 0) for number in found.groups())
    opens, closes = from_hour * 60 + from_minute, to_hour * 60 + to_minute
    if closes <= opens and closes <= _DAY:
        closes += _DAY
    if max(from_minute, to_minute) > 59 or opens >= _DAY or not 0 < closes - opens <= _DAY:
        raise HoursUnreadable(part)
    return Span(opens, closes)


def _days(written: str, part: str) -> Mapping[int, int]:
    """The days that are named, each with how many days the narrowest word for it means."""
    found: dict[int, int] = {}
    for word in _BETWEEN_DAYS.split(_TO.sub("~", written.lower())):
        named = _named(word, part)
        for day in named:
            found[day] = min(found.get(day, len(named)), 1 if _is_letters(word) else len(named))
    return found


def _named(word: str, part: str) -> Sequence[int]:
    if word in _GROUPS:
        return tuple(_GROUPS[word])
    if _is_letters(word):
        return tuple(_KOREAN_DAYS.index(letter) for letter in word)
    ends = [_weekday(end) for end in word.split("~")]
    if len(ends) > 2 or any(end is None for end in ends):
        raise HoursUnreadable(part)
    first, last = ends[0] or 0, ends[-1] or 0
    return tuple((first + step) % 7 for step in range((last - first) % 7 + 1))


def _is_letters(word: str) -> bool:
    """Whether it names days by a letter each, with nothing between: 월수금."""
    return word != "" and set(word) <= set(_KOREAN_DAYS)


def _weekday(word: str) -> int | None:
    word = word.strip()
    short = word.removesuffix("요일")
    if len(short) == 1 and short in _KOREAN_DAYS:
        return _KOREAN_DAYS.index(short)
    return _ENGLISH_DAYS.index(word[:3]) if word[:3] in _ENGLISH_DAYS and word.isascii() else None


def _refuse_overlap(spans: Sequence[Span], text: str) -> None:
    ordered = sorted(spans, key=lambda span: span.opens_minute)
    if any(one.closes_minute > other.opens_minute for one, other in pairwise(ordered)):
        raise HoursUnreadable(text)
