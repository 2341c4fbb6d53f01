"""Takes the pictures of the docs from a running demo: `make run` in one terminal, `make screenshots` in another.

A citizen asks, a counsellor answers, a team leader looks on; the simulation does the rest.
"""

import argparse
import io
import os
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from sori.demo import city

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "screenshots"
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


def opened(browser: Browser, url: str, viewport: dict[str, int]) -> Page:
    """A page of a new person."""
    context = browser.new_context(
        viewport=viewport, locale="ko-KR", timezone_id="Asia/Seoul", reduced_motion="reduce", device_scale_factor=1
    )
    page = context.new_page()
    page.goto(url)
    return page


def log_in(browser: Browser, base: str, path: str, name: str) -> Page:
    """The page of a member of the demo's staff."""
    page = opened(browser, base + path, DESK)
    page.get_by_role("button", name=name).click()
    page.wait_for_url(f"{base}{path}*")
    return page


def say(page: Page, text: str) -> None:
    """Writes a message and sends it."""
    box = page.get_by_role("textbox").first
    box.fill(text)
    box.press("Enter")


def keep(page: Page, name: str) -> None:
    """Keeps a picture, small enough for a repository."""
    page.wait_for_timeout(700)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(192)
    FOLDER.mkdir(parents=True, exist_ok=True)
    picture.save(FOLDER / f"{name}.png", optimize=True)
    print(f"docs/screenshots/{name}.png")


def take(browser: Browser, base: str) -> None:
    """Plays one contact and takes the pictures on its way."""
    names = {login: person.display_name for login, person in city.PEOPLE.items()}
    desk = log_in(browser, base, "/desk", names["counsellor"])
    desk.get_by_role("heading", name="내 상담").wait_for()
    resume = desk.get_by_role("button", name="대기로 바꾸기").first
    if resume.is_visible():
        resume.click()
    citizen = opened(browser, base + "/", PHONE)
    citizen.get_by_role("button", name="교통").wait_for()
    keep(citizen, "menu")
    citizen.get_by_role("button", name="교통").click()
    citizen.get_by_role("button", name="상담 신청").click()
    desk.get_by_role("button", name="받기").first.wait_for()
    keep(desk, "offer")
    while citizen.get_by_text("연결되었습니다").count() == 0:
        for button in desk.get_by_role("button", name="받기").all():
            button.click()
        desk.wait_for_timeout(500)
    say(citizen, "집 앞 골목에 차가 이틀째 서 있어요. 소방차가 못 들어올 것 같아요.")
    row = desk.get_by_role("link").filter(has_text="소방차").first
    row.click()
    say(desk, "안녕하세요, 소리시 콜센터 김소리입니다. 위치를 알려 주시면 바로 접수하겠습니다.")
    citizen.get_by_text("바로 접수하겠습니다").first.wait_for()
    say(citizen, "소리로 12길 34, 편의점 옆이에요.")
    desk.get_by_role("log").get_by_text("편의점 옆").first.wait_for()
    keep(desk, "desk")
    keep(citizen, "chat")
    floor = log_in(browser, base, "/floor", names["team-leader"])
    floor.get_by_role("table").first.wait_for()
    keep(floor, "floor")
    floor.goto(base + "/floor/expected-wait")
    floor.get_by_role("table").first.wait_for()
    keep(floor, "expected-wait")
    floor.goto(base + "/wall")
    floor.get_by_role("table").first.wait_for()
    keep(floor, "wall")
    administration = log_in(browser, base, "/admin/menu", names["administrator"])
    administration.get_by_role("complementary", name="시민이 보는 화면").wait_for()
    keep(administration, "administration")
    citizen.get_by_role("button", name="상담 끝내기").click()


def main() -> None:
    """Takes all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://localhost:8120")
    chosen = parser.parse_args()
    path = os.environ.get("SORI_CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        take(browser, chosen.url)
        browser.close()


if __name__ == "__main__":
    main()
