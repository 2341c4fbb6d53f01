"""Figures of cases in the browser: what a leader asks of years before, down to the lines of the file."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from someone import PHONE, Someone
from test_accessibility import check

from running import RunningCentre

pytestmark = [pytest.mark.browser, pytest.mark.slow]

People = Callable[..., Someone]
JUNE = "from=2024-06-01&to=2024-06-30"


@pytest.fixture(scope="module")
def history(running_centre: RunningCentre, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Cases of a June: potholes of an office that the centre doesn't have, one of which was late."""
    path = tmp_path_factory.mktemp("history") / "june.csv"
    lines = [
        f"도로 파임,옛 도로과,2024-06-{day:02} 09:00,2024-06-{day + 3:02} 18:00,2024-06-{day + took:02} 10:00,{at}"
        for day, took, at in ((3, 1, "37.5466,126.9501"), (4, 2, "37.5466,126.9501"), (5, 9, "37.5466,126.9501"))
    ]
    path.write_text("유형,처리부서,접수일시,처리기한,완료일시,위도,경도\n" + "\n".join(lines) + "\n", "utf-8")
    _sori(running_centre, "import", "cases", str(path))
    yield
    listed = _sori(running_centre, "import", "list")
    _sori(running_centre, "import", "undo", next(line.split()[0] for line in listed.splitlines() if "june.csv" in line))


def _sori(centre: RunningCentre, *arguments: str) -> str:
    environment = os.environ | {"SORI_STATE": str(centre.state.path)}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "sori.cli", *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


def test_a_leader_goes_from_a_figure_to_the_cases_and_saves_the_table(
    staff: People, history: None, tmp_path: Path
) -> None:
    leader = staff("team-leader")
    leader.opens("/stats")
    leader.page.get_by_role("link", name="현장민원", exact=True).last.click()
    expect(leader.page.get_by_role("heading", name="현장민원 통계: 유형")).to_be_visible()
    leader.opens(f"/cases/figures?by=department&{JUNE}")
    row = leader.page.get_by_role("row", name="옛 도로과")
    expect(row.get_by_role("cell")).to_have_text(["3", "3", "0", "0", "2", "1", "0", "66.7%", "2.0", "9.0"])
    check(leader)
    row.get_by_role("link", name="옛 도로과 기한 초과 1").click()
    records = leader.page.get_by_role("dialog", name="옛 도로과 · 기한 초과")
    expect(records.get_by_role("listitem")).to_have_count(1)
    expect(records).to_contain_text("june.csv 4행")
    assert leader.violations() == []
    leader.page.go_back()
    expect(records).to_be_hidden()
    leader.page.get_by_role("link", name="주별").click()
    expect(leader.page.get_by_role("row", name="합계")).to_contain_text("66.7%")
    leader.page.get_by_role("button", name="파일로 저장").click()
    with leader.page.expect_download() as download:
        leader.page.get_by_role("menuitem", name="CSV").click()
    saved = tmp_path / "table.csv"
    download.value.save_as(saved)
    assert saved.read_text("utf-8-sig").splitlines()[1].startswith("2024-06-03,3,3,0,0,2,1,0,66.7,")
    leader.page.get_by_role("link", name="지도").click()
    expect(leader.page.get_by_role("table").get_by_role("row").nth(1)).to_contain_text("3")
    expect(leader.page.locator("[data-ready=true]")).to_be_visible()
    check(leader)
    leader.page.set_viewport_size(PHONE)
    check(leader)
    leader.page.get_by_label("지도에 표시할 수치").select_option("기한 초과")
    leader.sees("한 칸에 3건이 되지 않으면")
    leader.opens("/cases/figures?from=2024-06-30&to=2024-06-01")
    expect(leader.page.get_by_role("alert")).to_contain_text("시작일이 종료일보다 늦습니다")


def test_on_a_phone_an_officer_sees_the_figures_of_their_departments_only(staff: People, history: None) -> None:
    officer = staff("officer", PHONE)
    officer.opens("/cases")
    officer.page.get_by_role("link", name="현장민원 통계").click()
    expect(officer.page.get_by_role("heading", name="현장민원 통계: 유형")).to_be_visible()
    officer.opens(f"/cases/figures?{JUNE}")
    officer.sees("이 기간에는 셀 민원이 없습니다")
    check(officer)
    counsellor = staff("counsellor")
    counsellor.opens("/cases/figures")
    expect(counsellor.page).to_have_url(f"{counsellor.base}/desk")
