"""Reports from the citizens' page: forms, photos with their notes, one case a report; through the API."""

import io
from datetime import UTC, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from PIL import ExifTags, Image

from case_files import Files
from factories import Clock, problem, rows
from running import People
from sori.cases.photo import notes_of

SEOUL = ZoneInfo("Asia/Seoul")
NORTH, EAST = (37.0, 33.0, 0.0), (127.0, 1.0, 12.0)
"""37.55, 127.02: in 서구 신사동."""


def photo(kind: str = "JPEG", **notes: object) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Sori"
    if "latitude" in notes:
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(
            {
                ExifTags.GPS.GPSLatitudeRef: notes.get("ns", "N"),
                ExifTags.GPS.GPSLatitude: notes["latitude"],
                ExifTags.GPS.GPSLongitudeRef: "E",
                ExifTags.GPS.GPSLongitude: notes["longitude"],
            }
        )
    for name, tag in (("taken", ExifTags.Base.DateTimeOriginal), ("offset", ExifTags.Base.OffsetTimeOriginal)):
        if name in notes:
            exif.get_ifd(ExifTags.IFD.Exif)[tag] = notes[name]
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(written, kind, exif=exif)
    return written.getvalue()


@pytest.mark.parametrize(
    ("notes", "point", "taken_at"),
    [
        ({}, None, None),
        ({"latitude": NORTH, "longitude": EAST}, (127.02, 37.55), None),
        ({"latitude": NORTH, "longitude": EAST, "ns": "S"}, (127.02, -37.55), None),
        ({"latitude": (0.0, 0.0, 0.0), "longitude": (0.0, 0.0, 0.0)}, None, None),
        ({"latitude": (137.0, 0.0, 0.0), "longitude": EAST}, None, None),
        ({"taken": "2026:03:04 14:30:00"}, None, datetime(2026, 3, 4, 5, 30, tzinfo=UTC)),
        ({"taken": "2026:03:04 14:30:00", "offset": "+00:00"}, None, datetime(2026, 3, 4, 14, 30, tzinfo=UTC)),
        ({"taken": "2026:13:40 99:00:00"}, None, None),
        ({"taken": "0000:00:00 00:00:00"}, None, None),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_a_photos_notes_are_read_and_impossible_ones_are_none(
    notes: dict[str, object], point: tuple[float, float] | None, taken_at: datetime | None, kind: str
) -> None:
    found = notes_of(photo(kind, **notes), SEOUL)
    assert found.taken_at == taken_at
    assert (found.point is None) == (point is None)
    if found.point and point:
        assert (found.point.longitude, found.point.latitude) == pytest.approx(point)


def report(form: str = "parking", **given: object) -> dict[str, object]:
    return {"key": str(uuid4()), "form": form, "language": "ko", "answers": {}, "photos": {}, **given}


async def test_a_photo_tells_where_it_was_taken_and_the_case_keeps_only_the_picture(
    placed_files: Files,
    people: People,
    clock: Clock,
    database_url: str,
) -> None:
    citizen = people.browser()
    forms = await citizen.read("/api/report/forms")
    assert [(one["code"], len(one["questions"])) for one in forms] == [("parking", 4), ("bay", 2)]
    sent = report(answers={"zone": "횡단보도"})
    content = photo(latitude=NORTH, longitude=EAST, taken="2026:03:04 14:30:00")
    answer = await citizen.post(f"/api/report/{sent['key']}/photos", files={"file": ("차.jpg", content)})
    assert answer.status_code == 201, answer.text
    read = answer.json()
    assert read["point"] == pytest.approx({"longitude": 127.02, "latitude": 37.55})
    assert datetime.fromisoformat(read["taken_at"]) == datetime(2026, 3, 4, 5, 30, tzinfo=UTC)
    place = await citizen.read("/api/places/at", **read["point"])
    assert (place["certainty"], place["areas"][0]["district_name"]["ko"]) == ("certain", "서구")

    sent |= {"photos": {"photo": [read["photo"]["id"]]}, **read["point"]}
    first = await citizen.post("/api/report", json=sent)
    assert first.status_code == 201, first.text
    again = (await citizen.post("/api/report", json=sent)).json()
    assert again["number"] == first.json()["number"], "a repeated press is one case"
    for token in (first.json()["token"], again["token"]):
        assert (await citizen.read(f"/api/case-links/{token}"))["number"] == again["number"]
    late = await citizen.post(f"/api/report/{sent['key']}/photos", files={"file": ("차.jpg", content)})
    assert problem(late) == (409, "form_filed")
    kept = await rows(database_url, "select number, channel, district, neighbourhood from field_case")
    assert kept == [(first.json()["number"], "smart_report", "west", "w1")]
    [(picture, taken_at)] = await rows(
        database_url, "select content, taken_at from case_photo where case_id is not null"
    )
    assert taken_at == datetime(2026, 3, 4, 5, 30, tzinfo=UTC)
    with Image.open(io.BytesIO(picture)) as image:
        assert not image.getexif()
    answers = await rows(database_url, "select question, value from case_answer order by place")
    assert answers == [("place", "서구 신사동 (지도에서 고른 곳)"), ("zone", "횡단보도"), ("more", None)]


async def test_each_answer_that_is_missing_or_none_is_told_and_nothing_is_filed(
    placed_files: Files,
    people: People,
    database_url: str,
) -> None:
    citizen = people.browser()
    await citizen.read("/api/report/forms")
    refused = await citizen.post("/api/report", json=report(answers={"zone": "달", "more": "ㅋㅋㅋ"}))
    assert refused.status_code == 422
    assert [one["place"] for one in refused.json()["errors"]] == ["place", "zone", "more"]
    bay = await citizen.post("/api/report", json=report("bay", answers={"place": "시청 주차장"}))
    assert [one["place"] for one in bay.json()["errors"]] == ["picture"]
    gone = await citizen.post("/api/report", json=report("bay", answers={"place": "시청"}, photos={"picture": [999]}))
    assert problem(gone) == (422, "photo_gone")
    assert problem(await citizen.post("/api/report", json=report("moon"))) == (422, "no_form")
    beyond = await citizen.post("/api/report", json=report(longitude=127.0, latitude=91.0))
    assert (beyond.status_code, beyond.json()["field"]) == (400, "latitude")
    assert await rows(database_url, "select count(*) from field_case") == [(0,)]


@pytest.mark.parametrize(
    ("name", "content", "refused"),
    [
        ("글.txt", b"words", (415, "photo_kind")),
        ("빈.jpg", b"", (422, "file_empty")),
        ("깨진.jpg", photo()[:200], (422, "file_damaged")),
    ],
)
async def test_a_file_that_is_no_photo_is_refused_with_the_reason(
    people: People, name: str, content: bytes, refused: tuple[int, str]
) -> None:
    citizen = people.browser()
    await citizen.read("/api/report/forms")
    assert problem(await citizen.post(f"/api/report/{uuid4()}/photos", files={"file": (name, content)})) == refused


async def test_where_an_address_means_two_the_citizens_choice_counts(
    placed_files: Files,
    people: People,
    database_url: str,
) -> None:
    citizen = people.browser()
    named = await citizen.read("/api/places/named", address="신사동 12")
    assert (named["certainty"], [one["district"] for one in named["areas"]]) == ("several", ["east", "west"])
    answers = {"place": "신사동 12", "zone": "횡단보도"}
    for chosen in ({"district": "east", "neighbourhood": "e1"}, {"district": "moon"}, {}):
        assert (await citizen.post("/api/report", json=report(answers=answers, **chosen))).status_code == 201
    placed = await rows(database_url, "select district, neighbourhood from field_case order by id")
    assert placed == [("east", "e1"), (None, None), (None, None)]
    drawn = await citizen.get("/api/places/map")
    again = await citizen.get("/api/places/map", headers={"if-none-match": drawn.headers["etag"]})
    assert (drawn.status_code, again.status_code, len(drawn.json()["features"])) == (200, 304, 5)
