"""How often an earlier request of the same thing is found, on Boston's requests of which a person said so.

Run: .venv/bin/python bench/duplicates.py

How near and how recent counts as alike was chosen on January to April; May and June are what is reported.
"""

import csv
import gzip
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sori.cases.duplicates.likeness import MOST_ALIKE, NEAR_M, RECENT
from sori.cases.model import Point
from sori.geo.distance import metres_between

FILE = Path(__file__).resolve().parents[2] / "shared/data/boston311/requests-2015-01-06.csv.gz"
NO_PLACE = (42.3594, -71.0587)
CHOSEN_ON, REPORTED = (1, 2, 3, 4), (5, 6)
CELL = 500.0
"""Cells of so many of a degree's parts, larger than any distance tried."""


@dataclass(frozen=True)
class Request:
    """A request: until when it was open, where, and which other one a person closed it as a duplicate of."""

    id: str
    type: str
    opened_at: datetime
    closed_at: datetime | None
    point: Point | None
    said: str | None


def main() -> None:
    """Prints the share found of each pair of distance and days on the first months, then ours on the last."""
    if not FILE.exists():
        print("Boston's requests are not here: shared/data/boston311 beside the repository.")
        return
    requests = sorted(_requests(), key=lambda one: one.opened_at)
    print(f"{'':<10}{'metres':>8}{'days':>6}{'found':>8}{'of':>6}{'reports with a suggestion':>28}")
    for metres in (20.0, 50.0, 100.0):
        for days in (7, 30, 60):
            _told("Jan–Apr", requests, CHOSEN_ON, metres, timedelta(days=days))
    _told("May–Jun", requests, REPORTED, NEAR_M, RECENT)


def _told(name: str, requests: list[Request], months: tuple[int, ...], metres: float, recent: timedelta) -> None:
    pairs = _pairs(requests)
    held: dict[tuple[str, int, int], list[Request]] = defaultdict(list)
    found = asked = suggested = reports = 0
    for one in requests:
        if one.opened_at.month not in months:
            continue
        near = sorted(
            (far / metres + (one.opened_at - other.opened_at) / recent, other.id)
            for other in _around(held, one)
            if one.point is not None and other.point is not None
            if one.opened_at - other.opened_at <= recent
            if other.closed_at is None or other.closed_at > one.opened_at
            if (far := _metres(one.point, other.point)) <= metres
        )
        shown = {id_ for _, id_ in near[:MOST_ALIKE]}
        reports += 1
        suggested += bool(shown)
        if one.id in pairs:
            asked += 1
            found += bool(shown & pairs[one.id])
        if one.point is not None:
            held[_cell(one, 0, 0)].append(one)
    print(f"{name:<10}{metres:>8.0f}{recent.days:>6}{found / asked:>8.3f}{asked:>6}{suggested / reports:>28.3f}")


def _pairs(requests: list[Request]) -> dict[str, set[str]]:
    """By the later of two that are the same: the earlier ones."""
    by_id = {one.id: one for one in requests}
    pairs: dict[str, set[str]] = defaultdict(set)
    for one in requests:
        other = by_id.get(one.said or "")
        if other is not None and other.id != one.id:
            later, earlier = (one, other) if one.opened_at >= other.opened_at else (other, one)
            pairs[later.id].add(earlier.id)
    return pairs


def _around(held: dict[tuple[str, int, int], list[Request]], one: Request) -> Iterator[Request]:
    if one.point is not None:
        for east in (-1, 0, 1):
            for north in (-1, 0, 1):
                yield from held[_cell(one, east, north)]


def _cell(one: Request, east: int, north: int) -> tuple[str, int, int]:
    point = one.point or Point(0, 0)
    return one.type, int(point.longitude * CELL) + east, int(point.latitude * CELL) + north


def _metres(one: Point, other: Point) -> float:
    return metres_between(one.longitude, one.latitude, other.longitude, other.latitude)


def _requests() -> Iterator[Request]:
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            point = None
            if row["lat"] and (float(row["lat"]), float(row["lon"])) != NO_PLACE:
                point = Point(float(row["lon"]), float(row["lat"]))
            said = None
            if "Duplicate of Existing" in row["closure_reason"]:
                numbers = re.findall(r"(?<!\d)(?:10100)?(1\d{6})(?!\d)", row["closure_reason"])
                said = f"10100{numbers[0]}" if numbers else None
            closed = datetime.fromisoformat(row["closed_at"]) if row["closed_at"] else None
            opened = datetime.fromisoformat(row["opened_at"])
            yield Request(row["case_id"], row["type"], opened, closed, point, said)


if __name__ == "__main__":
    main()
