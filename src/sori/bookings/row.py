"""Services in files: which columns there are, and what makes a service of a row or tells what is wrong with it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from pathlib import PurePath
from typing import Any, TypeVar

from sori.bookings.model import MOST_AHEAD, Category, ServiceContent
from sori.knowledge.importing import FileFaulty, Row, table
from sori.knowledge.importing.cell import day_of, text_of
from sori.knowledge.importing.row import Columns, Rejected
from sori.platform.problem import Wrong

SERVICE = Columns(
    {
        "code": ("code", "코드", "서비스 코드"),
        "name": ("name", "이름", "서비스명"),
        "category": ("category", "분류"),
        "place": ("place", "장소"),
        "district": ("district", "자치구", "구"),
        "department": ("department", "담당 부서", "부서"),
        "fee_won": ("fee_won", "fee", "이용료", "요금"),
        "capacity": ("capacity", "정원"),
        "most_people": ("most_people", "예약 최대 인원", "최대 인원"),
        "weekdays": ("weekdays", "요일"),
        "times": ("times", "시작 시각", "시각", "시간"),
        "minutes": ("minutes", "이용 시간(분)", "분"),
        "first_day": ("first_day", "시작일"),
        "last_day": ("last_day", "종료일"),
        "opens_days_before": ("opens_days_before", "예약 시작(일 전)"),
        "closes_hours_before": ("closes_hours_before", "예약 마감(시간 전)"),
    },
    frozenset(
        {"code", "name", "category", "place", "capacity", "weekdays", "times", "minutes", "first_day", "last_day"}
    ),
)
"""The columns of a table of services."""
_READERS = (".csv", ".tsv", ".xlsx")
_CATEGORIES = {
    **{category.value: category for category in Category},
    "체육": Category.SPORT,
    "체육시설": Category.SPORT,
    "공간": Category.SPACE,
    "공간시설": Category.SPACE,
    "문화": Category.CULTURE,
    "문화체험": Category.CULTURE,
    "교육": Category.COURSE,
    "강좌": Category.COURSE,
    "진료": Category.CARE,
    "복지": Category.CARE,
    "건강": Category.CARE,
}
_WEEKDAYS = {
    **{name: {number} for number, name in enumerate("월화수목금토일")},
    **{f"{name}요일": {number} for number, name in enumerate("월화수목금토일")},
    **{name: {number} for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))},
    "매일": set(range(7)),
    "daily": set(range(7)),
    "평일": set(range(5)),
    "weekdays": set(range(5)),
    "주말": {5, 6},
    "weekend": {5, 6},
}
_FAULTS = {
    "code": "bookable_missing",
    "name": "bookable_missing",
    "capacity": "bookable_capacity",
    "most_people": "bookable_most_people",
    "minutes": "bookable_minutes",
    "last_day": "bookable_last_day",
    "opens_days_before": "setup_out_of_range",
    "closes_hours_before": "setup_out_of_range",
}
"""What tells each fault that a service read from a row can have."""
_OPENS_DAYS_BEFORE = 14
_CLOSES_HOURS_BEFORE = 1


@dataclass(frozen=True, slots=True)
class ReadService:
    """A row that can be kept."""

    line: int
    content: ServiceContent


def read(name: str, content: bytes) -> list[Row]:
    """The rows of a file. Raises FileFaulty for one that can't be read as what its name says."""
    ending = PurePath(name).suffix.lower()
    if ending not in _READERS:
        raise FileFaulty("articles_kind", {"kinds": ", ".join(_READERS)})
    rows = table.of_xlsx(content, SERVICE) if ending == ".xlsx" else table.of_csv(content, SERVICE)
    if not rows:
        raise FileFaulty("articles_empty")
    return rows


Value = TypeVar("Value")


def service_of(row: Row) -> ReadService | Rejected:
    """The row as a service, or everything that is wrong with it."""
    values = row.values
    wrong = [Wrong(name, "articles_field") for name in values if name not in SERVICE.fields]

    def cell(name: str, reading: Callable[[Any], Value | None], code: str, otherwise: Value) -> Value:
        given = values.get(name)
        found = otherwise if given is None else reading(given)
        if found is None or (given is None and name in SERVICE.needed):
            wrong.append(Wrong(name, code, {"found": text_of(given)[:40]}))
            return otherwise
        return found

    capacity = cell("capacity", _whole, "bookable_number", 1)
    content = ServiceContent(
        code=text_of(values.get("code")),
        name=text_of(values.get("name")),
        category=cell(
            "category", lambda value: _CATEGORIES.get(text_of(value).lower()), "bookable_category", Category.SPACE
        ),
        place=text_of(values.get("place")),
        district=text_of(values.get("district")),
        department=text_of(values.get("department")),
        fee_won=cell("fee_won", _won, "bookable_number", 0),
        capacity=capacity,
        most_people=cell("most_people", _whole, "bookable_number", max(capacity, 1)),
        weekdays=cell("weekdays", _weekdays, "bookable_weekdays", frozenset(range(7))),
        times=cell("times", _times, "bookable_times", (time(9),)),
        minutes=cell("minutes", _whole, "bookable_number", 60),
        first_day=cell("first_day", day_of, "setup_date", date.min),
        last_day=cell("last_day", day_of, "setup_date", date.max),
        opens_days_before=cell("opens_days_before", _whole, "bookable_number", _OPENS_DAYS_BEFORE),
        closes_hours_before=cell("closes_hours_before", _whole, "bookable_number", _CLOSES_HOURS_BEFORE),
    )
    told = {one.place for one in wrong}
    wrong += [
        Wrong(name, _FAULTS[name], {"low": 0, "high": MOST_AHEAD}) for name in content.faults() if name not in told
    ]
    return Rejected(row.line, wrong, values) if wrong else ReadService(row.line, content)


def _whole(value: Any) -> int | None:
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text_of(value))
    return int(text) if re.fullmatch(r"\d{1,7}", text, re.ASCII) else None


def _won(value: Any) -> int | None:
    text = text_of(value)
    return 0 if text in ("무료", "free") else _whole(text.removesuffix("원"))


def _weekdays(value: Any) -> frozenset[int] | None:
    text = text_of(value).lower()
    names = [name for name in re.split(r"[\s,;·/]+", text) if name]
    if len(names) == 1 and names[0] not in _WEEKDAYS:  # 월수금
        names = list(names[0])
    days = [_WEEKDAYS.get(name) for name in names]
    return frozenset().union(*(day for day in days if day)) if days and all(days) else None


def _times(value: Any) -> tuple[time, ...] | None:
    if isinstance(value, time):
        return (value.replace(second=0, microsecond=0),)
    found = []
    for text in re.split(r"[\s,;·/]+", text_of(value)):
        read = re.fullmatch(r"(\d{1,2}):(\d{2})(?::00)?", text, re.ASCII)
        if read is None or int(read[1]) > 23 or int(read[2]) > 59:
            return None
        found.append(time(int(read[1]), int(read[2])))
    return tuple(sorted(set(found)))
