"""Figures of cases by the API: a few cases counted by hand, a real city's counted anew, and who sees what."""

import csv
import gzip
import io
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from importing import bring_in, written

from case_files import DISTRICTS, FORMS, NEIGHBOURHOODS, Files, bounds, brings_in
from factories import Browser, Clock, problem, rows
from running import People
from sori.cases.life import tracking
from sori.people.service import departments
from sori.platform.translation import Text
from sori.reports.cases.model import CaseDimension
from sori.reports.cases.rows import CaseTally
from sori.reports.cases.rows import rows as rows_of
from sori.reports.imported.headings import CASES

ROOT = Path(__file__).resolve().parents[2]
MAPPING = ROOT / "docs" / "import" / "boston-311.toml"
BOSTON = ROOT.parent / "shared" / "data" / "boston311" / "requests-2015-01-06.csv.gz"
DAY = 24 * 3600
PERIOD = {"from": "2026-02-01", "to": "2026-03-31"}
OLD = """type,department,opened,due,closed,latitude,longitude
illegal PARKING,Works,2026-02-02 09:00,2026-02-03 09:00,2026-02-04 09:00,37.55,127.01
Pothole,Roads,2026-02-02 10:00,2026-02-05 10:00,2026-02-03 10:00,37.55,127.01
Pothole,,2026-02-16 10:00,2026-02-17 10:00,,,
Pothole,,2026-01-31 10:00,,2026-02-18 10:00,,
"""


async def table(browser: Browser, by: str, **filters: Any) -> Any:
    return await browser.read("/api/stats/cases/table", by=by, **(PERIOD | filters))


def figures(told: Any) -> dict[str, tuple[Any, ...]]:
    """Received, done, open, withdrawn; on time, late, overdue, share; median and 90 % of days; by row."""
    made = {row["key"]: tuple(row["figures"].values()) for row in told["rows"]}
    return made | {"total": tuple(told["total"].values())}


async def behind(browser: Browser, figure: str, **filters: Any) -> Any:
    return await browser.read("/api/stats/cases/behind", figure=figure, **(PERIOD | filters))


@pytest.fixture
async def officer(people: People, clock: Clock) -> Browser:
    """Speaks for the works department, which has one case done after two hours, one overdue and one taken back."""
    await brings_in(people.database, clock(), FORMS)
    await bounds(people.database, clock(), *DISTRICTS, *NEIGHBOURHOODS)
    files = Files(people.database)
    administrator = await people.actor("administrator")
    async with people.database.transaction() as transaction:
        await departments.put_departments(transaction, {"parks": Text("공원과", "Parks")})
        [works] = [one for one in await departments.departments(transaction) if one.code == "works"]
        await departments.keep(transaction, administrator, works.id, Text("사업소", "Works"), ["officer"], clock())
    officer = await people.staff("officer")
    await files.case(clock(), "parking", place="시청 앞")
    [done] = (await officer.read("/api/office/desk"))["items"]
    await files.case(clock(), "bay", place="시청 앞")
    withdrawn = await files.case(clock(), "bay", place="시청 앞")
    async with people.database.transaction() as transaction:
        case_id = await transaction.value(int, "select id from field_case where number = %s", (withdrawn,))
        token = await tracking.new_link(transaction, case_id or 0, clock())
    clock.passes(2 * 3600)
    await officer.do(f"/api/office/cases/{done['id']}/accept")
    await officer.do(f"/api/office/cases/{done['id']}/complete", text="했습니다.")
    await people.browser().do(f"/api/case-links/{token}/withdraw")
    clock.passes(14 * DAY)
    return officer


async def test_cases_are_counted_by_type_department_and_time_with_those_of_files(
    people: People, officer: Browser, database_url: str, tmp_path: Path
) -> None:
    report = await bring_in(people.database, written(tmp_path, "old.csv", OLD), kinds=CASES)
    leader = await people.staff("team_leader")
    parking, bay = (2, 2, 0, 0, 1, 1, 0, 50.0, 0.08, 2.0), (2, 0, 1, 1, 0, 1, 1, 0.0, None, None)
    hole, total = (2, 1, 1, 0, 1, 1, 1, 50.0, 1.0, 1.0), (6, 3, 2, 1, 2, 3, 2, 40.0, 1.0, 2.0)
    by_type = await table(leader, "type")
    assert figures(by_type) == {"Pothole": hole, "bay": bay, "parking": parking, "total": total}
    assert [row["name"]["en"] for row in by_type["rows"]] == ["Pothole", "Misused disabled bay", "Illegal parking"]
    by_department = figures(await table(leader, "department"))
    assert {key: of[0] for key, of in by_department.items()} == {"works": 4, "Roads": 1, "none": 1, "total": 6}
    assert by_department["works"] == (4, 2, 1, 1, 1, 2, 1, 33.3, 0.08, 2.0)
    days = figures(await table(leader, "day"))
    assert (len(days), next(iter(days))) == (32, "2026-02-02"), "empty days between are there"
    assert {key: of[0] for key, of in days.items() if of[0]} == {
        "2026-02-02": 2, "2026-02-16": 1, "2026-03-04": 3, "total": 6
    }  # fmt: skip
    assert {key: of[0] for key, of in figures(await table(leader, "week")).items()} == {
        "2026-02-02": 2, "2026-02-09": 0, "2026-02-16": 1, "2026-02-23": 0, "2026-03-02": 3, "total": 6
    }  # fmt: skip
    months = figures(await table(leader, "month", **{"from": "2026-01-01"}))
    assert {key: of[0] for key, of in months.items()} == {"2026-01": 1, "2026-02": 3, "2026-03": 3, "total": 7}
    ended = figures(await table(leader, "day", moment="finished"))
    assert {key: of[:4] for key, of in ended.items() if of[0]} == {
        "2026-02-03": (1, 1, 0, 0), "2026-02-04": (1, 1, 0, 0), "2026-02-18": (1, 1, 0, 0),
        "2026-03-04": (2, 1, 0, 1), "total": (5, 4, 0, 1),
    }  # fmt: skip
    assert (
        figures(await table(leader, "type", department="none"))["total"]
        == figures(await table(leader, "day", type="Pothole", **{"from": "2026-02-16"}))["total"]
    )
    # Each figure opens as many cases as it says.
    for row in by_type["rows"]:
        for figure in ("received", "done", "open", "withdrawn", "on_time", "late", "overdue"):
            assert len((await behind(leader, figure, type=row["key"]))["items"]) == row["figures"][figure]
    own, _, old = (await behind(leader, "late"))["items"]
    assert (own["source"], own["may_open"], own["on_time"], own["finished_at"]) == ("live", True, False, None)
    assert old["origin"] == {"import_id": report.import_id, "file": "old.csv", "line": 2}
    assert (old["type"]["en"], old["department"]["ko"], old["may_open"]) == ("Illegal parking", "사업소", False)
    [(look,)] = await rows(database_url, "select detail from audit where action = 'case_figures.looked_behind' limit 1")
    days_told = {"from": "2026-02-01", "to": "2026-03-31"}
    assert look == days_told | {"figure": "received", "moment": "received", "types": "Pothole"}
    saved = await leader.get(
        "/api/stats/cases/table/file", params=PERIOD | {"by": "type", "format": "csv", "language": "ko"}
    )
    lines = list(csv.reader(io.StringIO(saved.content.decode("utf-8-sig"))))
    assert lines[0] == [
        *("민원유형", "접수", "처리", "미처리", "취하", "기한 내", "기한 초과", "미처리 기한 초과"),
        *("기한 준수율(%)", "처리 일수 중앙값", "처리 일수 90%"),
    ]
    assert lines[-1] == ["합계", "6", "3", "2", "1", "2", "3", "2", "40.0", "1.0", "2.0"]
    choices = await leader.read("/api/stats/cases/choices")
    assert [one["key"] for one in choices["types"]] == ["parking", "bay", "Pothole"]
    assert [one["key"] for one in choices["departments"]] == ["parks", "works", "Roads", "none"]
    assert (choices["first_day"], choices["last_day"]) == ("2026-01-31", "2026-03-04")

    # Two at the same place can't be told; a third one there can.
    nowhere = {"cells": [], "cell_m": None, "scattered": 2, "without_place": 4, "least": 3}
    assert await leader.read("/api/stats/cases/map", **PERIOD) == nowhere
    north = "type,opened,latitude,longitude\nPothole,2026-02-09 10:00,37.55,127.01\nPothole,2026-02-09 11:00,90,-180\n"
    await bring_in(people.database, written(tmp_path, "north.csv", north), kinds=CASES)
    found = await leader.read("/api/stats/cases/map", size="small", **PERIOD)
    [cell] = found["cells"]
    assert (cell["count"], cell["area"]["en"], found["scattered"], found["cell_m"]) == (3, "신사동, West-gu", 1, 242)
    assert cell["box"]["west"] <= 127.01 < cell["box"]["east"]
    assert cell["box"]["south"] < 37.55 <= cell["box"]["north"]
    assert (await leader.read("/api/stats/cases/map", figure="late", **PERIOD))["cells"] == []

    # Officers see their departments alone, also where they ask for others.
    officer = await people.staff("officer")
    assert figures(await table(officer, "department")) == {
        "works": by_department["works"], "total": by_department["works"]
    }  # fmt: skip
    assert figures(await table(officer, "type", department="Roads"))["total"][0] == 0
    assert {one["type"]["en"] for one in (await behind(officer, "received"))["items"]} == {
        "Illegal parking", "Misused disabled bay"
    }  # fmt: skip
    assert [one["key"] for one in (await officer.read("/api/stats/cases/choices"))["departments"]] == ["works"]
    anna = await people.staff("anna")
    assert (await anna.get("/api/stats/cases/table", params=PERIOD | {"by": "type"})).status_code == 403
    backwards = {"from": "2026-03-02", "to": "2026-03-01", "by": "type"}
    assert problem(await leader.get("/api/stats/cases/table", params=backwards)) == (422, "days_wrong")


@given(
    by=st.sampled_from([CaseDimension.DAY, CaseDimension.WEEK, CaseDimension.MONTH]),
    days=st.lists(st.dates(date(1999, 12, 1), date(2001, 3, 1)), min_size=1, max_size=5),
)
def test_rows_of_time_have_no_gap_and_lose_nothing(by: CaseDimension, days: list[date]) -> None:
    def key(day: date) -> str:
        if by is CaseDimension.WEEK:
            return date.fromisocalendar(*day.isocalendar()[:2], 1).isoformat()
        return day.isoformat()[:7] if by is CaseDimension.MONTH else day.isoformat()

    counts = Counter(map(key, days))
    made = rows_of(by, [CaseTally(one, count, 0, count, 0, 0, 0, 0, None, None) for one, count in counts.items()], {})
    first, last = min(days).toordinal(), max(days).toordinal()
    assert [row.key for row in made] == sorted({key(date.fromordinal(day)) for day in range(first, last + 1)})
    assert {row.key: row.figures.received for row in made if row.figures.received} == counts


@pytest.mark.skipif(not BOSTON.exists(), reason="the real requests are not part of the project")
async def test_half_a_year_of_a_real_city_comes_in_and_is_counted_as_its_file_says(
    people: People, database_url: str, tmp_path: Path
) -> None:
    path = tmp_path / BOSTON.name
    path.symlink_to(BOSTON.resolve())
    report = await bring_in(people.database, path, MAPPING, kinds=CASES)
    assert (report.rows, report.reasons) == (58_119 - 84, [(("closed", "closed before it was opened"), 84)])
    # Every row that tells due time, closing time and flag, those set aside too.
    assert (report.flags.compared, report.flags.differing) == (37_257, ())
    assert await rows(database_url, "select count(*) from imported_case where longitude is null") == [(8_748,)]

    with gzip.open(BOSTON, "rt", encoding="utf-8", newline="") as file:
        right = [row for row in csv.DictReader(file) if not row["closed_at"] or row["closed_at"] >= row["opened_at"]]
    leader = await people.staff("team_leader")
    year = {"from": "2015-01-01", "to": "2015-12-31"}
    by_type = figures(await table(leader, "type", **year))
    by_type.pop("total")
    assert {key: of[0] for key, of in by_type.items()} == Counter(row["type"] for row in right)
    of_department = defaultdict(list)
    for row in right:
        of_department[row["department"]].append(row)
    by_department = figures(await table(leader, "department", **year))
    for department, of in of_department.items():
        assert by_department[department] == _counted(of), department
    assert by_department["total"] == _counted(right)


def _counted(of: list[Mapping[str, str]]) -> tuple[Any, ...]:
    """The figures of the city's own rows, by its flags: of open ones too they say how things stood at its end."""
    due = [row for row in of if row["target_at"] and row["on_time"]]
    assert all(
        row["target_at"] < row["closed_at"]
        for row in of
        if row["target_at"] and not row["on_time"] and row["closed_at"]
    )
    unflagged = sum(1 for row in of if row["target_at"] and not row["on_time"])
    overdue = sum(1 for row in of if row["target_at"] and not row["closed_at"] and row["on_time"] != "ONTIME")
    done = [row for row in of if row["closed_at"]]
    on_time = sum(1 for row in due if row["on_time"] == "ONTIME" and row["closed_at"])
    late = sum(1 for row in due if row["on_time"] == "OVERDUE") + unflagged
    took = [
        (datetime.fromisoformat(row["closed_at"]) - datetime.fromisoformat(row["opened_at"])).total_seconds() / DAY
        for row in done
    ]
    share = None if on_time + late == 0 else np.floor(on_time / (on_time + late) * 1000 + 0.5) / 10
    half, most = (round(float(np.quantile(took, q, method="inverted_cdf")), 2) if took else None for q in (0.5, 0.9))
    return (len(of), len(done), len(of) - len(done), 0, on_time, late, overdue, share, half, most)
