"""Days and times of the day as citizens write them: 내일, 다음 주 토요일, 12월 5일, 오후 2시 반, 14:00, 저녁."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

_WEEKDAYS = "월화수목금토일"
_NUMBERS = {
    word: number
    for number, word in enumerate(
        ("한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한", "열두"), start=1
    )
}
_NOON = 12
_MIDNIGHT = 24
_WEEK = timedelta(days=7)
_LATE = time(23, 59)


@dataclass(frozen=True, slots=True)
class Between:
    """A stretch of the day, both ends belonging to it."""

    first: time
    last: time


@dataclass(frozen=True, slots=True)
class When:
    """Which days and times are meant; none: any. `rest` is what else was written."""

    days: frozenset[date]
    times: tuple[Between, ...]
    rest: str

    def fits(self, day: date, at: time) -> bool:
        """Whether a time of a day is meant."""
        return (not self.days or day in self.days) and (
            not self.times or any(one.first <= at <= one.last for one in self.times)
        )


Days = Callable[["re.Match[str]", date], Iterator[date]]


def when(text: str, today: date) -> When:
    """The days and times that are written in a text, as meant on this day.

    A day without its month or year, and a weekday, is the next such one, today among them. An hour up to six without
    its half of the day may be either; what is no day or time of the calendar stays in `rest`.
    """
    days: set[date] = set()
    for pattern, meaning in _DAYS:
        text = _taken(pattern, text, lambda found, meaning=meaning: days.update(meaning(found, today)))  # type: ignore[misc]
    times: list[Between] = []
    text = _taken(_TIME, text, lambda found: times.extend(_clock(found)))
    if not times:
        text = _taken(_PERIOD, text, lambda found: times.append(_PERIODS[found[1]]))
    return When(frozenset(days), tuple(times), " ".join(text.split()))


def _taken(pattern: "re.Pattern[str]", text: str, take: Callable[["re.Match[str]"], None]) -> str:
    """The text without what the pattern finds, each given to `take`; what that can't read stays."""

    def replaced(found: "re.Match[str]") -> str:
        try:
            take(found)
        except ValueError:
            return found[0]
        return " "

    return pattern.sub(replaced, text)


def _after(found: "re.Match[str]", today: date) -> Iterator[date]:
    yield today + timedelta(days={"오늘": 0, "내일": 1, "모레": 2, "글피": 3}[found[1]])


def _days_after(found: "re.Match[str]", today: date) -> Iterator[date]:
    yield today + timedelta(days=int(found[1]))


def _month_and_day(found: "re.Match[str]", today: date) -> Iterator[date]:
    for year in (today.year, today.year + 1):
        day = date(year, int(found[1]), int(found[2]))
        if day >= today:
            yield day
            return


def _day(found: "re.Match[str]", today: date) -> Iterator[date]:
    number = int(found[1])
    if not 1 <= number <= 31:
        raise ValueError(number)
    day = today
    while day.day != number:
        day += timedelta(days=1)
    yield day


def _weekday(found: "re.Match[str]", today: date) -> Iterator[date]:
    number = _WEEKDAYS.index(found[2])
    if found[1] is None:
        yield today + timedelta(days=(number - today.weekday()) % 7)
        return
    monday = today - timedelta(days=today.weekday())
    yield monday + _weeks(found[1]) + timedelta(days=number)


def _part_of_week(found: "re.Match[str]", today: date) -> Iterator[date]:
    monday = today - timedelta(days=today.weekday()) + (_weeks(found[1]) if found[1] else timedelta())
    numbers = range(5, 7) if found[2] == "주말" else range(5)
    yield from (monday + timedelta(days=number) for number in numbers)


def _whole_week(found: "re.Match[str]", today: date) -> Iterator[date]:
    monday = today - timedelta(days=today.weekday()) + _weeks(found[1])
    yield from (monday + timedelta(days=number) for number in range(7))


def _weeks(word: str) -> timedelta:
    return _WEEK * {"이번": 0, "다음": 1, "담": 1, "다다음": 2}[word]


_ENDS = r"(?:에는|에|날|은|는|로|으로|쯤|이요|요|이나)?(?![가-힣])"
_WHICH_WEEK = r"(?:(이번|다음|담|다다음)\s*주\s*)?"
_DAYS: tuple[tuple["re.Pattern[str]", Days], ...] = (
    (re.compile(r"(\d{1,3})\s*일\s*(?:뒤|후)" + _ENDS), _days_after),
    (re.compile(r"(\d{1,2})\s*월\s*(\d{1,2})\s*일" + _ENDS), _month_and_day),
    (re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?![\d/])" + _ENDS), _month_and_day),
    (re.compile(r"(?<![\d월])(?<!월\s)(\d{1,2})\s*일" + _ENDS), _day),
    (re.compile(_WHICH_WEEK + r"([월화수목금토일])요일" + _ENDS), _weekday),
    (re.compile(_WHICH_WEEK + r"(주말|평일)" + _ENDS), _part_of_week),
    (re.compile(r"(이번|다음|담|다다음)\s*주" + _ENDS), _whole_week),
    (re.compile(r"(오늘|내일|모레|글피)" + _ENDS), _after),
)

_PERIODS = {
    "새벽": Between(time(0), time(5, 59)),
    "아침": Between(time(6), time(9, 59)),
    "오전": Between(time(0), time(11, 59)),
    "점심": Between(time(11), time(13, 59)),
    "낮": Between(time(11), time(16, 59)),
    "오후": Between(time(12), _LATE),
    "저녁": Between(time(17), time(21, 59)),
    "밤": Between(time(19), _LATE),
}
_PERIOD = re.compile(r"(새벽|아침|오전|점심|낮|오후|저녁|밤)(?:\s*시간)?" + _ENDS)
_HOUR = r"(\d{1,2}|열한|열두|다섯|여섯|일곱|여덟|아홉|한|두|세|네|열)"
_TIME = re.compile(
    r"(?:(새벽|아침|오전|점심|낮|오후|저녁|밤)\s*)?(?:(?<!\d)(\d{1,2}):(\d{2})(?!\d)|"
    + _HOUR
    + r"\s*시(?:\s*(\d{1,2})\s*분|\s*(반))?)\s*(이후|부터|이전|전|까지)?"
    + _ENDS
)
_MAYBE_EITHER = 6
"""An hour up to this one may be of the afternoon as well, where nothing says which."""


def _clock(found: "re.Match[str]") -> list[Between]:
    period, hour, minute = found[1], found[2], found[3]
    if hour is None:
        hour = found[4]
        minute = "30" if found[6] else found[5] or "0"
        explicit = False
    else:
        explicit = True
    number = _NUMBERS[hour] if hour in _NUMBERS else int(hour)
    if number == _MIDNIGHT:
        number = 0
    at = time(number, int(minute))
    if period in ("오후", "저녁", "밤", "낮", "점심") and 1 <= number < _NOON and not (period == "밤" and number < 6):
        # At noon (점심, 낮) eleven is before it.
        either = [at] if period in ("낮", "점심") and number == 11 else [at.replace(hour=number + _NOON)]
    elif period in ("오전", "새벽", "아침", "밤") and number == _NOON:
        either = [at.replace(hour=0)]
    elif period is None and not explicit and 1 <= number <= _MAYBE_EITHER:
        either = [at, at.replace(hour=number + _NOON)]
    else:
        either = [at]
    match found[7]:
        case "이후" | "부터":
            return [Between(either[-1], _LATE)]
        case "이전" | "전" | "까지":
            return [Between(time(0), either[-1])]
    return [Between(one, one) for one in either]
