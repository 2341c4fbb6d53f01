"""The officer's desk on a map in the browser: clusters taken apart by the keyboard, and the list beside it."""

from collections.abc import Callable
from uuid import uuid4

from playwright.sync_api import Locator, expect
from someone import DESK, PHONE, Someone
from test_accessibility import check

People = Callable[..., Someone]
TYPE = "street-light"  # no other browser test reports one
SPOTS = ((126.91, 37.50), (126.912, 37.502), (127.05, 37.62), (127.05, 37.62), None)


def reports(person: Someone) -> list[str]:
    """Has somebody report one type at each of the spots; gives the cases' numbers."""
    form = None
    while form is None:  # the demo's forms come a moment after the start
        form = next((one for one in person.api("GET", "/api/report/forms") if one["code"] == TYPE), None)
    answers = {}
    for question in form["questions"]:
        if question["required"]:
            answers[question["code"]] = question["choices"][0]["ko"] if question["choices"] else "정문 앞"
    numbers = []
    for spot in SPOTS:
        place = {} if spot is None else {"longitude": spot[0], "latitude": spot[1]}
        report = {"key": str(uuid4()), "form": TYPE, "language": "ko", "answers": answers, "photos": {}} | place
        numbers.append(str(person.api("POST", "/api/report", report)["number"]))
    return numbers


def test_the_desks_map_goes_from_clusters_to_cases_and_the_list_with_it(citizen: People, staff: People) -> None:
    person = citizen()
    person.opens("/report")
    numbers = reports(person)
    leader = staff("team-leader", DESK)
    page = leader.page
    part = page.get_by_role("region", name="지도로 보기")
    clusters = part.get_by_role("button", name="민원 2건")
    cases = part.locator(".city-map").get_by_role("link")

    def opens_desk() -> None:
        leader.opens(f"/office?type={TYPE}")
        expect(part.locator(".city-map")).to_have_attribute("data-ready", "true", timeout=30_000)
        leader.sees("지도에 민원 4건")
        expect(clusters).to_have_count(2)

    def goes_nearer(cluster: Locator) -> None:
        with page.expect_response("**/api/office/map?*"):
            cluster.focus()
            page.keyboard.press("Enter")
        expect(part).to_have_attribute("aria-busy", "false")
        expect(part.locator("canvas")).to_be_focused()

    opens_desk()
    check(leader)
    listed = page.get_by_role("row")
    expect(listed).to_have_count(6)
    while cases.count() == 0:  # two that lie 300 m apart are told apart
        goes_nearer(clusters.first)
    expect(cases).to_have_count(2)
    check(leader)
    one = cases.filter(has_text=numbers[0])
    one.focus()
    expect(listed.filter(has_text=numbers[0])).to_have_attribute("data-lit", "true")
    expect(listed.filter(has_text=numbers[1])).to_have_attribute("data-lit", "false")
    page.get_by_role("button", name="지도에 보이는 곳만 목록에").click()
    expect(listed).to_have_count(3)
    leader.sees("지도에서 고른 곳의 민원만 보입니다.")
    one.press("Enter")
    expect(page.get_by_role("heading", name=numbers[0])).to_be_visible()
    expect(page.locator(".city-map")).to_have_attribute("data-ready", "true")
    check(leader)

    opens_desk()
    for _ in range(4):  # two at one point never are: they are listed
        goes_nearer(clusters.last)
    clusters.last.press("Enter")
    expect(listed).to_have_count(3)
    expect(listed.filter(has_text=numbers[3])).to_be_visible()
    page.get_by_role("link", name="위치 없는 민원 1건").click()
    expect(listed).to_have_count(2)
    expect(listed.last).to_contain_text(numbers[4])
    page.get_by_role("link", name="모두 보기").click()
    expect(listed).to_have_count(6)

    phone = staff("team-leader", PHONE, scheme="dark")
    phone.opens(f"/office?type={TYPE}")
    expect(phone.page.get_by_role("row")).to_have_count(6)
    phone.page.get_by_text("지도", exact=True).click()
    expect(phone.page.locator(".city-map")).to_have_attribute("data-ready", "true", timeout=30_000)
    phone.sees("지도에 민원 4건")
    check(phone)
