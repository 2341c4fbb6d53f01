"""Complaints in the browser: filed with the chatbot by keyboard and with a photo, looked at on the cases' pages."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect
from someone import DESK, PHONE, Someone
from test_accessibility import check
from test_chatbot import ask

People = Callable[..., Someone]
pytestmark = pytest.mark.usefixtures("learned")


def press(person: Someone, name: str) -> None:
    """With the keyboard, as somebody does who uses no mouse."""
    button = person.page.get_by_role("button", name=name, exact=True)
    button.focus()
    person.page.keyboard.press("Enter")


def test_a_citizen_files_a_complaint_with_a_photo_and_a_counsellor_reads_it(
    staff: People, citizen: People, tmp_path: Path
) -> None:
    photo = tmp_path / "구역.png"
    Image.new("RGB", (60, 40), "navy").save(photo)
    (tmp_path / "글.txt").write_text("no photo", "utf-8")
    person = citizen(PHONE)
    person.opens("/?chatbot")
    bar = person.page.get_by_role("region", name="신고 작성")
    ask(person, "장애인 주차구역 위반 차량 신고할게요")
    person.sees("어느 주차장의 몇 번째 칸인가요?")
    expect(bar).to_contain_text("질문 1/4")
    check(person)
    ask(person, "시청 별관 주차장 3번째 칸 010-1234-5678")
    person.sees("차량 번호를 알려 주세요.")
    ask(person, "12가 3456")
    person.sees("어떤 위반인가요?")
    press(person, "1. 표지 없이 주차")
    person.sees("질문 4/4")
    expect(bar).to_be_focused()

    with person.page.expect_file_chooser() as chooser:
        press(person, "사진 고르기·찍기")
    chooser.value.set_files([str(tmp_path / "글.txt")])
    expect(bar.get_by_role("alert")).to_contain_text("JPEG, PNG, WebP만")
    check(person)
    with person.page.expect_file_chooser() as chooser:
        press(person, "사진 고르기·찍기")
    chooser.value.set_files([str(photo)])
    press(person, "사진 1장 보내기")
    person.sees("신고 내용을 확인해 주세요")
    expect(person.page.get_by_role("button", name="구역.png")).to_be_visible()
    check(person)
    press(person, "접수하기")
    person.sees("접수번호는 ")
    said = person.page.get_by_text(re.compile(r"접수번호는 \d{4}-\d{6}")).first.inner_text()
    number = re.findall(r"\d{4}-\d{6}", said)[0]
    check(person)

    for viewport in (DESK, PHONE):
        reader = staff("counsellor", viewport)
        reader.opens(f"/cases?number={number}")
        row = reader.page.get_by_role("row").filter(has_text=number)
        expect(row).to_contain_text("010-****-5678")
        check(reader)
        row.get_by_role("link", name=number).click()
        expect(reader.page.get_by_role("heading", name=f"{number} 장애인 전용 주차구역 위반")).to_be_visible()
        expect(reader.page.get_by_role("img", name="사진 1: 구역.png")).to_be_visible()
        reader.sees("12가 3456")
        check(reader)
    reader.opens("/cases?number=nothing")
    reader.sees("찾는 민원이 없습니다")
    check(reader)


def test_an_officer_settles_a_case_and_its_citizen_follows_it(staff: People, citizen: People, tmp_path: Path) -> None:
    after = tmp_path / "after.png"
    Image.new("RGB", (60, 40), "green").save(after)
    person = citizen(PHONE)
    person.opens("/?chatbot")
    ask(person, "포트홀 신고합니다")
    person.sees("파인 곳은 어느 도로의 몇 차로인가요?")
    ask(person, "시청 앞 2차로")
    person.sees("크기는 어느 정도인가요?")
    press(person, "1. 주먹만 함")
    person.sees("다친 사람이나 망가진 차가 있나요?")
    press(person, "건너뛰기")
    person.sees("질문 4/4")
    press(person, "건너뛰기")
    press(person, "접수하기")
    person.page.get_by_role("button", name=re.compile("처리 상황 보기")).first.click()
    expect(person.page.get_by_role("heading", name="처리 과정")).to_be_visible()
    check(person)
    number = person.page.get_by_role("definition").first.inner_text()
    telephone = person.page.get_by_role("textbox", name="휴대전화 번호나 이메일 주소")
    telephone.fill("120")
    press(person, "소식 받기")
    expect(person.page.get_by_role("alert")).to_contain_text("휴대전화 번호나 이메일 주소가 아닙니다")
    telephone.fill("010-1234-5678")
    press(person, "소식 받기")
    person.sees("010****5678 번호로 문자를 보내 드립니다.")
    check(person)

    officer = staff("officer", DESK)
    officer.opens("/office")
    row = officer.page.get_by_role("row").filter(has_text=number)
    expect(row).to_contain_text("분배")
    check(officer)
    row.get_by_role("checkbox").check()
    press(officer, "접수 확인")
    expect(row).to_contain_text("확인")
    row.get_by_role("link", name=number).click()
    press(officer, "시민에게 묻기")
    officer.page.get_by_role("textbox", name="물어볼 내용").fill("어느 차로입니까?")
    check(officer)
    officer.page.get_by_role("dialog").get_by_role("button", name="시민에게 묻기").click()
    officer.sees("기한 멈춤")

    person.page.reload()
    person.page.get_by_role("textbox", name="답변").fill("2차로입니다.")
    press(person, "답변 보내기")
    person.sees("처리하고 있습니다.")

    officer.page.reload()
    press(officer, "처리 완료")
    officer.page.get_by_role("textbox", name="처리 결과").fill("메웠습니다.")
    with officer.page.expect_file_chooser() as chooser:
        press(officer, "결과 사진 올리기")
    chooser.value.set_files([str(after)])
    expect(officer.page.get_by_role("img", name="결과 사진 1")).to_be_visible()
    officer.page.get_by_role("dialog").get_by_role("button", name="처리 완료").click()
    expect(officer.page.get_by_role("list").get_by_text("처리 완료")).to_be_visible()
    check(officer)

    person.page.reload()
    person.sees("메웠습니다.")
    expect(person.page.get_by_role("img", name="처리 결과 사진 1")).to_be_visible()
    check(person)
    person.page.get_by_text("매우 만족", exact=True).click()
    press(person, "평가 보내기")
    person.sees("5점 가운데 5점")
