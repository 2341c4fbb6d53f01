"""The demo city's catalogue of services to book: 7,000 made of districts, places and kinds, the same each time."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from sori.bookings import service
from sori.bookings.model import Category, ServiceContent
from sori.centre import service as centre
from sori.demo.articles import FOLDER
from sori.platform.database import Transaction
from sori.platform.problem import Problem

SERVICES = 7_000
_SEED = 120


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of service: where it is held, for how many, for how long, and what it costs at most."""

    category: Category
    name: str
    places: tuple[str, ...]
    capacities: tuple[int, ...]
    most_people: int
    minutes: int
    fees: tuple[int, ...]


_PARKS = ("중앙공원", "강변공원", "체육공원", "숲속공원")
_HALLS = ("구민회관", "문화센터", "복합청사", "청년마루")
_HEALTH = ("보건소", "보건분소", "건강생활지원센터")
_LEARNING = ("평생학습관", "구립도서관", "여성센터", "어울림센터")
_SIGHTS = ("역사박물관", "생태학습관", "과학관", "미술관")
_KINDS = (
    *(
        _Kind(Category.SPORT, name, (*_PARKS, "구민체육센터"), capacities, most, minutes, (0, 5_000, 10_000, 20_000))
        for name, capacities, most, minutes in (
            ("테니스장", (4, 8), 4, 120),
            ("풋살장", (12, 20), 20, 120),
            ("축구장", (30, 40), 40, 120),
            ("농구장", (10, 20), 10, 120),
            ("배드민턴장", (8, 16), 8, 60),
            ("탁구장", (8, 12), 4, 60),
            ("게이트볼장", (10, 20), 10, 120),
            ("족구장", (8, 16), 16, 120),
            ("야구장", (30, 36), 36, 180),
            ("수영장", (30, 50), 4, 60),
        )
    ),
    *(
        _Kind(Category.SPACE, name, _HALLS, capacities, most, minutes, (0, 10_000, 30_000, 50_000))
        for name, capacities, most, minutes in (
            ("회의실", (10, 20), 20, 120),
            ("세미나실", (20, 40), 40, 180),
            ("강당", (100, 200), 200, 240),
            ("공연 연습실", (10, 15), 15, 120),
            ("녹음실", (4, 6), 6, 60),
            ("동아리방", (8, 12), 12, 120),
            ("공유 부엌", (8, 10), 10, 180),
            ("바비큐장", (6, 8), 8, 240),
            ("야영장", (6, 8), 8, 600),
        )
    ),
    *(
        _Kind(Category.CULTURE, name, _SIGHTS, capacities, most, minutes, (0, 0, 3_000, 5_000))
        for name, capacities, most, minutes in (
            ("전시 해설", (15, 20), 5, 60),
            ("숲 해설", (15, 25), 10, 90),
            ("별 관측", (20, 30), 5, 90),
            ("도예 체험", (10, 16), 4, 120),
            ("목공 체험", (8, 12), 4, 120),
            ("다도 체험", (8, 12), 4, 60),
            ("역사 산책", (15, 20), 5, 120),
            ("어린이 과학 교실", (15, 20), 3, 90),
        )
    ),
    *(
        _Kind(Category.COURSE, name, _LEARNING, capacities, most, minutes, (0, 10_000, 20_000))
        for name, capacities, most, minutes in (
            ("요가 교실", (15, 20), 2, 60),
            ("스마트폰 교실", (10, 15), 2, 90),
            ("영어 회화 교실", (12, 15), 2, 90),
            ("코딩 교실", (10, 15), 2, 120),
            ("손글씨 교실", (10, 15), 2, 90),
            ("우쿨렐레 교실", (10, 12), 2, 60),
            ("가죽 공예 교실", (8, 10), 2, 120),
            ("제과 교실", (8, 12), 2, 120),
            ("한국어 교실", (15, 20), 2, 90),
        )
    ),
    *(
        _Kind(Category.CARE, name, _HEALTH, capacities, most, minutes, (0,))
        for name, capacities, most, minutes in (
            ("건강 상담", (1, 2), 1, 30),
            ("치매 선별 검사", (2, 4), 1, 30),
            ("마음 상담", (1, 2), 1, 50),
            ("영양 상담", (1, 2), 1, 30),
            ("금연 상담", (1, 2), 1, 30),
            ("예방접종", (5, 10), 2, 30),
        )
    ),
)
_WEEKDAYS = (frozenset(range(5)), frozenset(range(7)), frozenset({5, 6}), frozenset({1, 3}), frozenset({0, 2, 4}))


async def load_once(transaction: Transaction, now: datetime) -> None:
    """Offers the demo's services where there was never any: a round of the worker."""
    try:
        city = await centre.centre(transaction)
        if not city.demo or await service.is_any(transaction):
            return
    except Problem:  # no centre yet
        return
    await service.offer_services(transaction, catalogue(districts(), city.local(now).date()), now)


def districts() -> list[str]:
    """The names of the demo's districts."""
    read = tomllib.loads(Path(FOLDER / "directory.toml").read_text("utf-8"))
    return [district["name"]["ko"] for district in read["district"]]


def catalogue(districts: list[str], first_day: date, most: int = SERVICES) -> list[ServiceContent]:
    """So many services, held for a year from a day; the same for the same districts and day."""
    drawn = Random(_SEED)  # noqa: S311 — a demo's variety, no secret
    return [
        _service(number, kind, district, place, unit, first_day, drawn)
        for number, (district, kind, place, unit) in zip(range(1, most + 1), _combinations(districts), strict=False)
    ]


def _combinations(districts: list[str]) -> Iterator[tuple[str, _Kind, str, int]]:
    """First one of each kind in each place, then second ones, and so on."""
    for unit in range(1, 100):
        for district in districts:
            for kind in _KINDS:
                for place in kind.places:
                    yield district, kind, place, unit


def _service(
    number: int, kind: _Kind, district: str, place: str, unit: int, first_day: date, drawn: Random
) -> ServiceContent:
    capacity = drawn.choice(kind.capacities)
    first_hour = drawn.randint(9, 13)
    starts = range(first_hour * 60, 20 * 60, max(kind.minutes, 60))
    times = tuple(time(minute // 60, minute % 60) for minute in starts)[: drawn.randint(2, 5)]
    name = f"{place} {kind.name}" if unit == 1 else f"{place} {kind.name} {unit}"
    return ServiceContent(
        code=f"{kind.category}-{number:05d}",
        name=name,
        category=kind.category,
        place=f"{district} {place}",
        district=district,
        department=f"{district} {_DEPARTMENTS[kind.category]}",
        fee_won=drawn.choice(kind.fees),
        capacity=capacity,
        most_people=min(kind.most_people, capacity),
        weekdays=drawn.choice(_WEEKDAYS),
        times=times,
        minutes=kind.minutes,
        first_day=first_day,
        last_day=first_day + timedelta(days=365),
        opens_days_before=drawn.choice((7, 14, 30)),
        closes_hours_before=drawn.choice((1, 3, 24)),
    )


_DEPARTMENTS = {
    Category.SPORT: "체육진흥과",
    Category.SPACE: "총무과",
    Category.CULTURE: "문화관광과",
    Category.COURSE: "평생교육과",
    Category.CARE: "보건소",
}
