"""The same thing reported more than once: suggested before it is sent and on the desk, merged, separated, followed."""

import io
import math
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from case_files import Files
from factories import Browser, Clock, problem, rows
from running import People
from sori.cases.duplicates.likeness import NEAR_M, RECENT, Sighting, likeness, ranked, words_alike
from sori.cases.model import Point
from sori.cases.photo import checked_photo
from sori.geo.distance import degrees_of, metres_between
from sori.people.service import departments
from sori.platform.translation import Text

EAST, NORTH = 127.02, 37.55
"""In 서구 신사동."""
DAY = 24 * 3600
NOON = datetime(2026, 3, 4, 3, tzinfo=UTC)


# What is alike


def sighting(**given: Any) -> Sighting:
    return Sighting(
        point=given.get("point", Point(EAST, NORTH)),
        place=given.get("place", ""),
        words=given.get("words", ""),
        looks=given.get("looks", ()),
        received_at=given.get("received_at", NOON),
    )


def test_metres_between_two_points_are_those_of_the_great_circle() -> None:
    # From 0°, 0° to 1°, 1° the haversine (Sinnott 1984) gives 157.249 km; within a city the plane is nearer yet.
    assert metres_between(0, 0, 1, 1) == pytest.approx(157_249, rel=1e-4)
    assert metres_between(127, 37.5, 127, 37.501) == pytest.approx(111.195, abs=0.001)
    assert metres_between(127, 37.5, 127.001, 37.5) == pytest.approx(88.22, abs=0.01)


@given(
    st.floats(0, 200),
    st.floats(0, 6.2832),
    st.timedeltas(timedelta(days=-100), timedelta(days=100)),
)
def test_alike_are_two_of_them_that_are_near_and_recent_whichever_is_asked(
    metres: float, direction: float, later: timedelta
) -> None:
    east, north = degrees_of(1.0, NORTH)
    other = Point(EAST + east * metres * math.cos(direction), NORTH + north * metres * math.sin(direction))
    one, two = sighting(words="차가 서 있어요"), sighting(point=other, received_at=NOON + later, words="차가 있어요")
    found, back = likeness(one, two), likeness(two, one)
    assert (found is None) == (back is None)
    if abs(metres - NEAR_M) > 0.1:
        assert (found is not None) == (metres < NEAR_M and abs(later) <= RECENT)
    if found is not None and back is not None:
        assert found.rank == pytest.approx(back.rank)
        assert found.metres == pytest.approx(metres, abs=0.1)


def test_without_points_the_same_written_place_is_alike_and_another_is_not() -> None:
    one = sighting(point=None, place="서구 신사동 12-3")
    assert likeness(one, sighting(point=None, place="서구 신사동 12‑3 ")) is not None
    assert likeness(one, sighting(place="서구  신사동, 12 3")) is not None, "one of them has a point"
    assert likeness(one, sighting(point=None, place="서구 신사동 12-4")) is None
    assert likeness(sighting(point=None), sighting(point=None)) is None, "nothing is known of either"


def test_words_count_by_what_they_share() -> None:
    assert words_alike("소화전 옆에 차가 있어요", "소화전옆에 차가있어요") == 1.0
    alike = words_alike("소화전 옆에 차가 있어요", "소화전 옆에 트럭이 서 있습니다")
    other = words_alike("소화전 옆에 차가 있어요", "가로등이 깜빡거립니다")
    assert alike is not None
    assert other is not None
    assert 0.3 < alike < 0.8
    assert other < 0.1
    assert words_alike("", "차") is None


def test_the_likeliest_is_first_the_same_photo_before_all() -> None:
    near, old = Point(EAST + 0.0001, NORTH), NOON - timedelta(days=30)
    others = [
        (1, sighting(point=near, received_at=old)),
        (2, sighting(point=near)),
        (3, sighting(point=near, words="소화전 옆 승용차")),
        (4, sighting(point=near, received_at=old, looks=[5])),
        (5, sighting(point=Point(EAST + 0.01, NORTH), looks=[5])),
    ]
    found = ranked(sighting(words="소화전 옆 승용차", looks=[4]), others)
    assert [id_ for id_, _ in found] == [4, 3, 2]
    assert [like.same_photo for _, like in found] == [True, False, False]


def picture(seed: int, size: tuple[int, int] = (400, 300), quality: int = 90) -> bytes:
    rough = Image.frombytes("L", (7, 5), bytes((seed * 37 * (at + 3) ** 2) % 251 for at in range(35)))
    written = io.BytesIO()
    rough.resize(size, Image.Resampling.BICUBIC).save(written, "JPEG", quality=quality)
    return written.getvalue()


def test_a_photo_sent_again_smaller_looks_the_same_and_another_does_not() -> None:
    looks = [checked_photo("a.jpg", one).looks for one in (picture(1), picture(1, (200, 150), 50), picture(2))]
    one, again, other = (looks[0] or 0), (looks[1] or 0), (looks[2] or 0)
    assert likeness(sighting(looks=[one]), sighting(looks=[again])).same_photo  # type: ignore[union-attr]
    assert not likeness(sighting(looks=[one]), sighting(looks=[other])).same_photo  # type: ignore[union-attr]
    plain = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(plain, "JPEG")
    assert checked_photo("a.jpg", plain.getvalue()).looks is None, "one colour is nobody's photo"


# On the citizen's pages


@pytest.fixture
async def officer(people: People, placed_files: Files, clock: Clock) -> Browser:
    """Speaks for the works department."""
    administrator = await people.actor("administrator")
    async with people.database.transaction() as transaction:
        await departments.put_departments(transaction, {"parks": Text("공원과", "Parks")})
        [works] = [one for one in await departments.departments(transaction) if one.code == "works"]
        await departments.keep(transaction, administrator, works.id, Text("사업소", "Works"), ["officer"], clock())
    return await people.staff("officer")


def report(metres: float = 0, form: str = "parking", **given: Any) -> dict[str, Any]:
    east, _ = degrees_of(metres, NORTH)
    return {
        "key": str(uuid4()),
        "form": form,
        "language": "ko",
        "answers": {"zone": "횡단보도"},
        "photos": {},
        "longitude": EAST + east,
        "latitude": NORTH,
        **given,
    }


async def sends(people: People, metres: float = 0, **given: Any) -> tuple[str, str]:
    """Reports something; gives its number and its link's token."""
    reported = await people.browser().post("/api/report", json=report(metres, **given))
    assert reported.status_code == 201, reported.text
    return reported.json()["number"], reported.json()["token"]


async def id_of(database_url: str, number: str) -> int:
    [(id_,)] = await rows(database_url, "select id from field_case where number = %s", (number,))
    return int(id_)


async def test_before_it_is_sent_a_citizen_sees_what_is_there_already_and_follows_it(
    officer: Browser, people: People, clock: Clock, database_url: str
) -> None:
    first, reporter = await sends(people, answers={"zone": "횡단보도", "more": "02-123-4567로 전화 주세요"})
    await sends(people, 80)
    citizen = people.browser()
    clock.passes(3 * DAY)
    found = (await citizen.post("/api/report/alike", json=report(20))).json()
    assert [(one["number"], one["metres"], one["neighbourhood"]["ko"]) for one in found] == [(first, 20, "신사동")]
    written = {"longitude": None, "latitude": None, "answers": {"place": "신사동 12-3", "zone": "횡단보도"}}
    assert (await citizen.post("/api/report/alike", json=report(**written))).json() == [], "in two districts"
    written |= {"district": "west", "neighbourhood": "w1"}
    third, _ = await sends(people, **written)
    found = (await citizen.post("/api/report/alike", json=report(**written))).json()
    assert [(one["number"], one["metres"]) for one in found] == [(third, None)], "the same words for the place"
    for nothing in (report(200), report(form="bay"), report(form="no-such"), report(longitude=None, latitude=None)):
        assert (await citizen.post("/api/report/alike", json=nothing)).json() == []
    assert await rows(database_url, "select count(*) from field_case") == [(3,)], "asking keeps nothing"

    followed = await citizen.post("/api/case-links", json={"number": first})
    token = followed.json()["token"]
    assert len(token) == 22
    seen = await citizen.read(f"/api/case-links/{token}")
    assert (seen["number"], seen["followed"], seen["state"]) == (first, True, "dispatched")
    assert (seen["answers"], seen["may_withdraw"], seen["may_rate"]) == ([], False, False)
    assert not any(one["text"] or one["by_citizen"] for one in seen["history"])
    for what, words in (
        ("withdraw", {}),
        ("rating", {"rating": 1}),
        ("reopen", {"text": "x"}),
        ("answer", {"text": "x"}),
    ):
        assert problem(await citizen.post(f"/api/case-links/{token}/{what}", json=words)) == (403, "case_followed")
    asked = await citizen.put(f"/api/case-links/{token}/notices", json={"to": "010-2222-3333"})
    assert asked.json()["notices"] == {"channel": "sms", "to": "010****3333"}
    assert (await citizen.read(f"/api/case-links/{reporter}"))["notices"] is None, "the reporter's are theirs"

    case = f"/api/office/cases/{await id_of(database_url, first)}"
    officer = await people.staff("officer")
    await officer.do(f"{case}/accept")
    await officer.do(f"{case}/complete", text="김 선생님, 단속했습니다.")
    assert (await officer.read(f"/api/cases/{await id_of(database_url, first)}"))["life"]["followers"] == 1
    seen = await citizen.read(f"/api/case-links/{token}")
    assert (seen["state"], seen["history"][-1]["text"]) == ("done", None), "what is said is said to the reporter"
    sent = await rows(database_url, "select template, recipient from outgoing_message order by id")
    assert sent == [("case_followed_begun", "01022223333"), ("case_followed_completed", "01022223333")]
    gone = await citizen.post("/api/report/alike", json=report(20))
    assert gone.json() == [], "what is done is reported anew"
    assert problem(await citizen.post("/api/case-links", json={"number": first})) == (422, "case_number")


async def test_what_is_not_public_is_neither_suggested_nor_followed(
    placed_files: Files, people: People, clock: Clock
) -> None:
    number = await placed_files.case(clock(), "bay", place="서구 신사동 시장 주차장")
    citizen = people.browser()
    asked = report(form="bay", answers={"place": "서구 신사동 시장 주차장"}, longitude=None, latitude=None)
    assert (await citizen.post("/api/report/alike", json=asked)).json() == []
    for wrong in (number, "1", "", "2026-\0"):
        assert problem(await citizen.post("/api/case-links", json={"number": wrong})) == (422, "case_number")


# On the desk


async def test_two_of_the_same_are_done_at_once_and_each_citizen_is_told(
    officer: Browser, people: People, clock: Clock, database_url: str
) -> None:
    first, first_token = await sends(people)
    clock.passes(DAY)
    second, second_token = await sends(people, 30, answers={"zone": "횡단보도", "more": "트럭입니다"})
    officer = await people.staff("officer")
    one, two = await id_of(database_url, first), await id_of(database_url, second)
    for id_, other in ((one, second), (two, first)):
        [alike] = await officer.read(f"/api/office/cases/{id_}/alike")
        assert (alike["number"], alike["metres"], alike["may_merge"]) == (other, 30, True)
    await people.browser().put(f"/api/case-links/{second_token}/notices", json={"to": "a@example.org"})
    merged = await officer.post(f"/api/office/cases/{one}/merge", json={"number": second})
    assert merged.json() == {"case_id": one}, "the later one into the earlier, from whichever it is asked"
    seen = await people.browser().read(f"/api/case-links/{second_token}")
    assert (seen["state"], seen["may_withdraw"], seen["history"][-1]["text"]) == ("merged", True, None)
    shown = await officer.read(f"/api/cases/{two}")
    assert (shown["life"]["merged_into"]["number"], shown["life"]["moves"]) == (first, ["separated"])
    assert [it["number"] for it in (await officer.read(f"/api/cases/{one}"))["life"]["merged"]] == [second]
    desk = await officer.read("/api/office/desk")
    assert [(line["number"], line["merged"]) for line in desk["items"]] == [(first, 1)]
    assert desk["counts"]["open"] == 1
    refused = await officer.post(f"/api/office/cases/{two}/accept")
    assert problem(refused) == (409, "case_merged"), "what is done is done to the first"
    assert await officer.read(f"/api/office/cases/{two}/alike") == []

    await officer.do(f"/api/office/cases/{one}/accept")
    await officer.do(f"/api/office/cases/{one}/extend", amount=2, reason="비가 옵니다.")
    photo = await officer.post(f"/api/office/cases/{one}/photos", files={"file": ("a.jpg", picture(3))})
    await officer.do(f"/api/office/cases/{one}/complete", text="단속했습니다.", photo_ids=[photo.json()["id"]])
    for token in (first_token, second_token):
        seen = await people.browser().read(f"/api/case-links/{token}")
        assert (seen["state"], seen["history"][-1]["text"], seen["may_rate"]) == ("done", "단속했습니다.", True)
        assert "extended" in [entry["move"] for entry in seen["history"]]
        [shown_photo] = seen["history"][-1]["photos"]
        answered = await people.browser().get(f"/api/case-links/{token}/photos/{shown_photo}")
        assert answered.headers["content-type"] == "image/jpeg"
    sent = await rows(database_url, "select template from outgoing_message order by id")
    assert [one for (one,) in sent] == ["case_begun", "case_merged", "case_extended", "case_completed"]
    again = await people.browser().do(f"/api/case-links/{second_token}/reopen", text="또 서 있습니다.")
    assert again["state"] == "reopened", "by itself"
    assert (await people.browser().read(f"/api/case-links/{first_token}"))["state"] == "done"


async def test_merging_is_undone_and_a_withdrawn_first_lets_the_others_go(
    officer: Browser, people: People, database_url: str
) -> None:
    sent = [await sends(people, metres) for metres in (0, 5, 10)]
    numbers = [number for number, _ in sent]
    ids = [await id_of(database_url, number) for number in numbers]
    await officer.do(f"/api/office/cases/{ids[2]}/merge", number=numbers[1])
    await officer.do(f"/api/office/cases/{ids[1]}/merge", number=numbers[0])
    life = (await officer.read(f"/api/cases/{ids[0]}"))["life"]
    assert [one["number"] for one in life["merged"]] == numbers[1:], "what was merged into the second went with it"
    assert problem(await officer.post(f"/api/office/cases/{ids[2]}/merge", json={"number": numbers[1]})) == (
        409,
        "case_merged",
    )
    await officer.do(f"/api/office/cases/{ids[1]}/separate")
    assert problem(await officer.post(f"/api/office/cases/{ids[1]}/separate")) == (409, "case_move")
    life = (await officer.read(f"/api/cases/{ids[1]}"))["life"]
    assert (life["merged_into"], life["history"][-1]["move"]) == (None, "separated")
    assert await rows(database_url, "select id, state from field_case order by id") == [
        (ids[0], "dispatched"),
        (ids[1], "dispatched"),
        (ids[2], "merged"),
    ]
    await people.browser().do(f"/api/case-links/{sent[0][1]}/withdraw")
    assert await rows(database_url, "select state from field_case order by id") == [
        ("withdrawn",),
        ("dispatched",),
        ("dispatched",),
    ]


async def test_a_merged_case_goes_where_the_first_goes_and_comes_back_to_where_it_was(
    officer: Browser, people: People, database_url: str
) -> None:
    first, second = (await sends(people))[0], (await sends(people, 5))[0]
    one, two = await id_of(database_url, first), await id_of(database_url, second)
    async with people.database.transaction() as transaction:
        office = {each.code: each.id for each in await departments.departments(transaction)}
    await officer.do(f"/api/office/cases/{two}/merge", number=first)
    await officer.do(f"/api/office/cases/{one}/transfer", department_id=office["parks"], text="공원입니다.")
    assert await rows(database_url, "select department_id, state from field_case order by id") == [
        (office["parks"], "transferred"),
        (office["parks"], "merged"),
    ]
    assert problem(await officer.post(f"/api/office/cases/{two}/separate")) == (404, "no_case"), "no longer theirs"
    leader = await people.staff("team_leader")
    await leader.do(f"/api/office/cases/{two}/separate")
    assert await rows(database_url, "select department_id, state from field_case order by id") == [
        (office["parks"], "transferred"),
        (office["works"], "dispatched"),
    ]


async def test_who_does_not_see_a_case_merges_nothing_into_it(
    officer: Browser, people: People, database_url: str
) -> None:
    first, second = (await sends(people))[0], (await sends(people, 5))[0]
    one, two = await id_of(database_url, first), await id_of(database_url, second)
    async with people.database.transaction() as transaction:
        parks = next(each.id for each in await departments.departments(transaction) if each.code == "parks")
    await officer.do(f"/api/office/cases/{one}/transfer", department_id=parks, text="공원입니다.")
    assert await officer.read(f"/api/office/cases/{two}/alike") == []
    for case, number, refusal in (
        (two, first, (404, "no_case")),
        (two, second, (422, "case_itself")),
        (two, "2026-999999", (422, "case_number")),
        (one, second, (404, "no_case")),
    ):
        assert problem(await officer.post(f"/api/office/cases/{case}/merge", json={"number": number})) == refusal
    leader = await people.staff("team_leader")
    refused = await leader.post(f"/api/office/cases/{two}/merge", json={"number": first})
    assert problem(refused) == (409, "case_move"), "it lies before its department"
    assert await rows(database_url, "select count(*) from field_case where merged_into is not null") == [(0,)]
