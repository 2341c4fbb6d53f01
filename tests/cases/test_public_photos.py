"""What everybody may see of a case's photos: nothing before a person has looked, and never what is covered."""

import io
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from case_files import FORMS, Files, brings_in
from drawn import FACE, PLATE, STREET
from factories import Clock, problem, rows
from running import Browser, People
from sori.cases.public_photo import rounds
from sori.cases.public_photo.copy import CoveredArea, covered, within
from sori.cases.public_photo.finding import found

areas = st.builds(CoveredArea, st.integers(-90, 90), st.integers(-90, 90), st.integers(-5, 120), st.integers(-5, 120))


@settings(deadline=None)
@given(st.lists(areas, max_size=4), st.sampled_from(["PNG", "WEBP"]))
def test_whatever_is_covered_looks_the_same_in_the_copy(chosen: list[CoveredArea], kind: str) -> None:
    inside = [part for part in (within(area, 60, 40) for area in chosen) if part is not None]
    for part in inside:
        assert 0 <= part.left < part.left + part.width <= 60
        assert 0 <= part.top < part.top + part.height <= 40
    copies = []
    for colours in ("red", "white"), ("blue", "black"):
        picture = Image.new("RGB", (60, 40), "green")
        for area in inside:
            secret = Image.new("RGB", (area.width, area.height), colours[0])
            secret.paste(colours[1], (0, 0, area.width // 2, area.height))
            picture.paste(secret, (area.left, area.top))
        written = io.BytesIO()
        picture.save(written, kind, lossless=True)
        copies.append(covered(written.getvalue(), inside))
    assert copies[0] == copies[1], "nothing in the copy tells one secret from the other"


def holds(area: CoveredArea, point: tuple[int, int]) -> bool:
    return area.left <= point[0] < area.left + area.width and area.top <= point[1] < area.top + area.height


async def filed(people: People, form: str, content: bytes) -> tuple[int, str]:
    """A report with a photo: the photo's id, and the case's number."""
    citizen, key = people.browser(), str(uuid4())
    sent = await citizen.post(f"/api/report/{key}/photos", files={"file": ("홍길동.jpg", content)})
    assert sent.status_code == 201, sent.text
    question = {"parking": "photo", "bay": "picture"}[form]
    answers = {"place": "서구 신사동", "zone": "횡단보도"} if form == "parking" else {"place": "서구 신사동"}
    photo = sent.json()["photo"]["id"]
    told = await citizen.post(
        "/api/report",
        json={
            "key": key,
            "form": form,
            "language": "ko",
            "answers": answers,
            "photos": {question: [photo]},
            "longitude": 127.02,
            "latitude": 37.55,
        },
    )
    assert told.status_code == 201, told.text
    return photo, told.json()["number"]


async def looks_over(people: People, now: datetime, times: int = 1) -> None:
    for _ in range(times):
        async with people.database.transaction() as transaction:
            await rounds.copy_next(transaction, now)


async def seen(browser: Browser, photo: int) -> Any:
    return await browser.get(f"/api/public/photos/{photo}")


async def test_a_photo_is_public_once_a_person_has_looked_at_its_copy(
    placed_files: Files, people: People, clock: Clock, database_url: str
) -> None:
    photo, number = await filed(people, "parking", STREET)
    anybody, counsellor = people.browser(), await people.staff("anna")
    follower = (await anybody.post("/api/case-links", json={"number": number})).json()["token"]

    async def told() -> list[Any]:
        [request] = await anybody.read(f"/open311/v2/requests/{number}.json", extensions="true")
        shown = (await anybody.read(f"/api/case-links/{follower}"))["public_photos"]
        return [request["media_url"], request["extended_attributes"]["media_urls"], shown]

    [(case_id,)] = await rows(database_url, "select id from field_case")
    await looks_over(people, clock(), 2)
    assert await told() == [None, [], []]
    assert problem(await seen(anybody, photo)) == (404, "no_file")
    case = await counsellor.read(f"/api/cases/{case_id}")
    [proposed] = [one["public_copy"] for one in case["photos"]]
    assert (case["shows_photos"], proposed["published"], proposed["decided_at"]) == (True, False, None)
    covers = [CoveredArea(**one) for one in proposed["areas"]]
    assert any(holds(area, FACE) for area in covers), "the face is covered"
    assert any(holds(area, PLATE) for area in covers), "the plate is covered"

    more = [*proposed["areas"], {"left": 500, "top": 600, "width": 9_000, "height": 50}]
    decision = f"/api/cases/{case_id}/photos/{photo}/public"
    assert (await counsellor.put(decision, json={"areas": more, "published": True})).status_code == 204
    copy = await seen(anybody, photo)
    assert copy.headers["content-type"] == "image/jpeg"
    assert copy.headers["cache-control"] == "public, max-age=60"
    assert "%ED%99%8D" not in copy.headers["content-disposition"], "what its citizen called it is not told"
    with Image.open(io.BytesIO(copy.content)) as picture:
        for point in (FACE, PLATE, (800, 625)):
            red, green, blue = picture.convert("RGB").getpixel(point)
            assert max(red, green, blue) - min(red, green, blue) < 8, "one grey"
            assert 56 < red < 72
        assert picture.getpixel((1_000, 100))[0] > 130, "the rest is as it was"
    url, urls, shown = await told()
    assert (url, shown) == (urls[0], [photo])
    assert url.endswith(f"/api/public/photos/{photo}")
    xml = (await anybody.get(f"/open311/v2/requests/{number}.xml?extensions=true")).text
    assert f"<media_urls><media_url>{url}</media_url></media_urls>" in xml

    assert (await counsellor.put(decision, json={"areas": more, "published": False})).status_code == 204
    assert problem(await seen(anybody, photo)) == (404, "no_file")
    assert await told() == [None, [], []]
    await looks_over(people, clock())
    kept = (await counsellor.read(f"/api/cases/{case_id}"))["photos"][0]["public_copy"]
    assert (kept["published"], kept["areas"][-1]) == (False, {"left": 500, "top": 600, "width": 600, "height": 50})
    logged = await rows(database_url, "select action from audit where action like 'case.photo%%' order by id")
    assert logged == [("case.photo_published",), ("case.photo_withheld",)]

    too_many = {"areas": [more[0]] * 101, "published": True}
    assert problem(await counsellor.put(decision, json=too_many)) == (422, "photo_areas")
    elsewhere = await people.staff("officer")
    assert problem(await elsewhere.put(decision, json={"areas": [], "published": True})) == (404, "no_case")
    assert (await anybody.put(decision, json={"areas": [], "published": True})).status_code == 401


@pytest.mark.parametrize(
    ("rule", "form", "public"),
    [("covered", "parking", True), ("never", "parking", False), ("reviewed", "bay", False)],
)
async def test_what_a_form_says_of_photos_holds(
    placed_files: Files, people: People, clock: Clock, database_url: str, rule: str, form: str, public: bool
) -> None:
    changed = FORMS.replace('photo = "', f'public_photos = "{rule}"\nphoto = "')
    assert (await brings_in(people.database, clock(), changed)).rejected == []
    photo, _ = await filed(people, form, STREET)
    await looks_over(people, clock(), 2)
    assert (await seen(people.browser(), photo)).status_code == (200 if public else 404)
    if not public:
        [(case_id,)] = await rows(database_url, "select id from field_case")
        counsellor = await people.staff("anna")
        assert (await counsellor.read(f"/api/cases/{case_id}"))["shows_photos"] is False
        decision = f"/api/cases/{case_id}/photos/{photo}/public"
        assert problem(await counsellor.put(decision, json={"areas": [], "published": True})) == (404, "no_file")


async def test_a_rule_that_there_is_not_is_told(placed_files: Files, people: People, clock: Clock) -> None:
    changed = FORMS.replace('photo = "optional"', 'public_photos = "always"\nphoto = "optional"')
    done = await brings_in(people.database, clock(), changed)
    [wrong] = [(one.code, one.field, one.reason) for one in done.rejected]
    assert wrong[:2] == ("parking", "public_photos")
    assert "reviewed, covered, never" in wrong[2]


def test_nothing_is_found_where_there_is_nothing() -> None:
    written = io.BytesIO()
    Image.new("RGB", (30, 20), "navy").save(written, "PNG")
    assert found(written.getvalue()) == []
