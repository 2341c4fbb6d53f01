"""The citizens' report page in the browser: photo first, a place from it, a kind from words; resumed and sent once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import ExifTags, Image
from playwright.sync_api import expect
from someone import PHONE, Someone
from test_accessibility import check
from test_complaint_pages import press

People = Callable[..., Someone]
pytestmark = pytest.mark.usefixtures("learned")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo taken in the middle of the demo city."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Sori"
    gps = {1: "N", 2: (37.0, 33.0, 12.0), 3: "E", 4: (126.0, 58.0, 0.0)}
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(gps)
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:03:04 14:30:00"
    path = tmp_path / "차.jpg"
    Image.new("RGB", (60, 40), "navy").save(path, exif=exif)
    return path


def test_a_photo_tells_the_place_words_the_kind_and_the_report_is_kept_until_it_is_sent(
    citizen: People, staff: People, photo: Path
) -> None:
    person = citizen(PHONE)
    person.opens("/report")
    page = person.page
    expect(page.locator(".report-map")).to_have_attribute("data-ready", "true")
    check(person)
    (photo.parent / "글.txt").write_text("no photo", "utf-8")
    for chosen in ("글.txt", "차.jpg"):
        with page.expect_file_chooser() as chooser:
            press(person, "사진 찍기·고르기")
        chooser.value.set_files([str(photo.parent / chosen)])
    expect(page.get_by_text("JPEG, PNG, WebP만")).to_be_visible()
    expect(page.get_by_text("사진을 찍은 곳입니다.")).to_be_visible()
    expect(page.get_by_text("샛별구 별골동")).to_be_visible()

    press(person, "신고 보내기")
    expect(page.get_by_label("신고 종류")).to_be_focused()
    page.get_by_label("무엇이 문제인가요?").fill("어린이 보호구역에 차가 서 있어요")
    page.locator("label", has_text="어린이보호구역 주정차").click()
    press(person, "신고 보내기")
    expect(page.get_by_label("차량 번호나 차종을 알려 주세요.")).to_be_focused()
    check(person)

    page.reload()
    person.sees("보내지 않은 신고를 이어서 씁니다.")
    press(person, "English")
    expect(page.get_by_label("What is the licence plate or type of the car?")).to_be_visible()
    press(person, "한국어")
    page.get_by_label("차량 번호나 차종을 알려 주세요.").fill("12가 3456")
    press(person, "사진을 찍은 때: 3월 4일 (수) 오후 2:30")
    person.context.set_offline(True)
    press(person, "신고 보내기")
    person.sees("서버와 연결되지 않았습니다.")
    person.context.set_offline(False)
    press(person, "신고 보내기")
    expect(page.get_by_role("heading", name="신고를 접수했습니다")).to_be_focused()
    number = page.locator(".report-number").inner_text()
    check(person)

    reader = staff("counsellor")
    reader.opens(f"/cases?number={number}")
    row = reader.page.get_by_role("row").filter(has_text=number)
    expect(row).to_contain_text("샛별구")
    follow = page.get_by_role("link", name="처리 상황 보기").get_attribute("href")
    press(person, "다른 신고 하기")
    expect(page.get_by_label("무엇이 문제인가요?")).to_have_value("")
    person.opens(follow)
    person.sees("민원을 접수했습니다.")
