"""Cases that no rule can dispatch, in the browser: sent by a person with one key after another."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import expect
from someone import PHONE, ROOT, Someone
from test_accessibility import check

from running import RunningCentre

People = Callable[..., Someone]
DISTRICTS = ROOT / "src/sori/demo/knowledge/districts.geojson"
TYPE = "street-bin"  # no other browser test reports one
RULES = """
[[rule]]
type = "street-bin"
districts = ["한빛구"]
department = "road-management"

[[rule]]
districts = {others}
type = "street-bin"
department = "living-environment"
"""


@pytest.fixture
def ruled(running_centre: RunningCentre, learned: None, tmp_path: Path) -> None:
    """Rules by district for a type of the demo, whose types are there once the chatbot has learned them."""
    areas = [area["properties"] for area in json.loads(DISTRICTS.read_text("utf-8"))["features"]]
    others = [area["ko"] for area in areas if area["level"] == "district" and area["ko"] != "한빛구"]
    path = tmp_path / "rules.toml"
    path.write_text(RULES.format(others=json.dumps(others)))
    arguments = [sys.executable, "-m", "sori.cli", "import", "dispatch-rules", str(path), "--as", "administrator"]
    environment = os.environ | {"SORI_STATE": str(running_centre.state.path)}
    environment.pop("DATABASE_URL", None)
    subprocess.run(arguments, env=environment, check=True)


def reports(person: Someone, place: str, code: str = TYPE) -> str:
    """Has somebody report something of a type; gives its number."""
    form = next(one for one in person.api("GET", "/api/report/forms") if one["code"] == code)
    answers = {"place": place}
    for question in form["questions"]:
        if question["required"] and question["kind"] != "place":
            answers[question["code"]] = question["choices"][0]["ko"] if question["choices"] else "가득 찼어요"
    report = {"key": str(uuid4()), "form": code, "language": "ko", "answers": answers, "photos": {}}
    return str(person.api("POST", "/api/report", report)["number"])


def test_who_dispatches_sends_one_case_after_another_with_a_key(ruled: None, citizen: People, staff: People) -> None:
    person = citizen()
    person.opens("/report")
    taken = reports(person, "한빛구 시청 앞")
    lost = [reports(person, "새터동 3"), reports(person, "새터동 5")]
    officer = staff("officer")
    found = officer.api("GET", "/api/office/desk")["items"]
    case = next(one["id"] for one in found if one["number"] == taken)
    officer.api("POST", f"/api/office/cases/{case}/accept")

    leader = staff("team-leader")
    leader.opens("/office?view=undispatched")
    choices = [
        leader.page.get_by_role("group", name=f"{number} 민원을 보낼 만한 부서").get_by_role("button")
        for number in lost
    ]
    expect(choices[0]).to_contain_text("지금까지 100%")
    check(leader)
    choices[0].focus()
    leader.page.keyboard.press("9")
    leader.page.keyboard.press("1")
    leader.sees("도로관리과에 분배")
    expect(choices[0]).to_have_count(0)
    expect(choices[1]).to_be_focused()
    leader.page.keyboard.press("1")
    expect(choices[1]).to_have_count(0)
    leader.opens(f"/cases?number={lost[0]}")
    leader.page.get_by_role("link", name=lost[0]).click()
    leader.sees("위치가 확실하지 않아, 사람이 담당 부서를 정해야 합니다.")
    phone = staff("team-leader", PHONE)
    phone.opens("/office?view=undispatched")
    phone.sees("분배할 민원")
    check(phone)
