"""A citizen's photo in the browser: seen by everybody once an officer has checked what is covered in it."""

import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from playwright.sync_api import expect
from someone import PHONE, Someone
from test_accessibility import check

from drawn import STREET

People = Callable[..., Someone]
FORM = "light-pollution"  # no other browser test reports one


def once(person: Someone, asked: Callable[[], Any]) -> Any:
    """What is answered, once that is something."""
    deadline = time.monotonic() + 200
    while not (found := asked()):
        assert time.monotonic() < deadline, "nothing came"
        person.page.wait_for_timeout(500)
    return found


def reports_with_photo(person: Someone) -> tuple[str, str]:
    """Has somebody report something with a photo; gives its number and the token of its page."""
    # The demo brings its forms in after its start.
    form = once(
        person, lambda: next((one for one in person.api("GET", "/api/report/forms") if one["code"] == FORM), None)
    )
    key, csrf = str(uuid4()), next(c["value"] for c in person.context.cookies() if c["name"] == "sori_csrf")
    sent = person.context.request.post(
        f"{person.base}/api/report/{key}/photos",
        multipart={"file": {"name": "길.jpg", "mimeType": "image/jpeg", "buffer": STREET}},
        headers={"x-csrf-token": str(csrf)},
    )
    assert sent.ok, sent.text()
    answers, photos = {}, {}
    for question in form["questions"]:
        if question["kind"] == "photo":
            photos[question["code"]] = [sent.json()["photo"]["id"]]
        elif question["required"]:
            words = "한빛구 솔숲동 77-1" if question["kind"] == "place" else "오늘 부서져 있었어요"
            answers[question["code"]] = question["choices"][0]["ko"] if question["choices"] else words
    report = {"key": key, "form": FORM, "language": "ko", "answers": answers, "photos": photos}
    told = person.api("POST", "/api/report", report)
    return str(told["number"]), str(told["token"])


def test_an_officer_covers_more_and_shows_the_photo(citizen: People, staff: People) -> None:
    person = citizen(PHONE)
    person.opens("/report")
    number, token = reports_with_photo(person)
    counsellor = staff("counsellor")
    counsellor.opens("/cases")
    case_id = next(one["id"] for one in counsellor.api("GET", "/api/cases")["items"] if one["number"] == number)
    # Photos of other tests may be looked over first.
    once(counsellor, lambda: counsellor.api("GET", f"/api/cases/{case_id}")["photos"][0]["public_copy"])
    counsellor.opens(f"/cases/{case_id}")
    page = counsellor.page
    counsellor.sees("아직 공개하지 않았습니다. 얼굴과 차량번호가 모두 가려졌는지 확인해 주십시오.")
    check(counsellor)
    page.get_by_role("button", name="사진 1 공개 확인").click()
    editor = page.get_by_role("region", name="사진 1: 공개할 때 가릴 곳")
    covers = editor.get_by_role("button", name="가릴 곳 ", exact=False).filter(has_not_text="추가")
    before = covers.count()
    assert before >= 2, "the face and the plate"
    check(counsellor)
    box = editor.locator("img").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.88)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.97, steps=3)
    page.mouse.up()
    expect(covers).to_have_count(before + 1)
    editor.get_by_role("button", name="가릴 곳 추가").click()
    added = editor.get_by_role("button", name=f"가릴 곳 {before + 2}: 왼쪽 40%, 위 40%, 너비 20%, 높이 20%")
    added.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    name = f"가릴 곳 {before + 2}: 왼쪽 41%, 위 40%, 너비 20%, 높이 21%"
    expect(editor.get_by_role("button", name=name)).to_be_focused()
    page.keyboard.press("Delete")
    expect(covers).to_have_count(before + 1)
    editor.get_by_role("button", name="이대로 가려 공개").click()
    counsellor.sees("가린 사진을 공개 중입니다.")

    person.opens(f"/case/{token}")
    shown = person.page.get_by_role("img", name="얼굴과 차량번호를 가려 공개한 사진 1")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.naturalWidth") == 1_100
    check(person)

    phone = staff("counsellor", PHONE)
    phone.opens(f"/cases/{case_id}")
    phone.page.get_by_role("button", name="사진 1 공개 확인").click()
    check(phone)
    phone.page.get_by_role("button", name="공개하지 않기").click()
    phone.sees("공개하지 않습니다.")
    person.opens(f"/case/{token}")
    person.sees("처리 과정")
    expect(shown).to_have_count(0)
