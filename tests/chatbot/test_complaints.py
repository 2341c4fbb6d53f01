"""A citizen files a complaint with the chatbot: question by question, with photos, once, and with a number."""

import asyncio
import io
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from asking import Asker, Bot, spoken
from case_files import DISTRICTS, FORMS, NEIGHBOURHOODS, bounds, brings_in
from factories import Clock, Leader, answer, problem, rows
from running import People

REPORT = "불법 주정차 단속해 주세요"
BAY = "장애인 전용 구역 위반 신고"


@pytest.fixture(autouse=True)
async def forms(askers: People, bot: Bot, clock: Clock) -> None:
    """The chatbot offers two forms, which it has learned because they were brought in."""
    await brings_in(askers.database, clock())
    await bot.knows(REPORT, "parking")


def picture(kind: str = "JPEG", **more: Any) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(written, kind, **more)
    return written.getvalue()


def taken_somewhere() -> bytes:
    """A photo that tells where and by what it was made, and that it must be turned."""
    notes = Image.Exif()
    notes[0x0112] = 6  # turn it right
    notes[0x0110] = "Telephone 7"
    notes.get_ifd(0x8825)[2] = (37.0, 33.0, 59.0)
    return picture(exif=notes, comment=b"my house")


async def sends_photo(asker: Asker, content: bytes, name: str = "차.jpg") -> Any:
    return await asker.browser.post(f"/api/chat/bot/conversations/{asker.key}/photos", files={"file": (name, content)})


async def says_photos(asker: Asker, *ids: int) -> Any:
    body = {"client_key": str(uuid4()), "photo_ids": list(ids)}
    return answer(await asker.browser.post(f"/api/chat/bot/conversations/{asker.key}/words", json=body))


async def fills(asker: Asker, *answers: str) -> Any:
    told = None
    for said in (REPORT, *(answers or ("시청 앞", "2번", "건너뛰기", "건너뛰기"))):
        told = await asker.says(said)
    return told


async def test_a_form_is_asked_step_by_step_and_filed_with_a_number(
    askers: People, asker: Asker, database_url: str
) -> None:
    told = await asker.says(REPORT)
    assert told["asking"] == {
        "form": {"ko": "불법 주정차", "en": "Illegal parking"},
        "at": 1,
        "of": 4,
        "kind": "place",
        "may_skip": False,
        "may_keep": False,
    }
    told = await asker.says("시청 앞")
    assert told["turns"][-1]["choices"] == ["횡단보도", "소화전 옆"]
    told = await asker.says("소화전 옆")
    assert (told["asking"]["at"], told["asking"]["may_skip"]) == (3, True)
    await asker.says("건너뛰기")
    told = await asker.says("없어요")
    assert (told["stage"], told["asking"]) == ("summary", None)
    told = await asker.says("접수하기")
    assert spoken(told) == [
        "‘불법 주정차’ 신고를 접수했습니다. 접수번호는 2026-000001입니다. "
        "아래 ‘처리 상황 보기’에서 진행을 보실 수 있습니다. 감사합니다."
    ]
    assert await rows(database_url, "select place, question, value from case_answer order by place") == [
        (1, "place", "시청 앞"),
        (2, "zone", "소화전 옆"),
        (3, "more", None),
    ]
    anna = await askers.staff("anna")
    [line] = (await anna.read("/api/cases"))["items"]
    assert (line["number"], line["place"], line["photos"]) == ("2026-000001", "시청 앞", 0)


async def test_what_is_reported_already_is_shown_before_the_yes_and_followed_instead(
    askers: People, asker: Asker, clock: Clock, database_url: str
) -> None:
    await bounds(askers.database, clock(), *DISTRICTS, *NEIGHBOURHOODS)
    answers = ("서구 신사동 12-3", "1번", "건너뛰기")
    assert (await fills(asker, *answers, "건너뛰기"))["alike"] == []  # nobody has reported it yet
    await asker.says("접수하기")

    other = Asker(askers.browser("ko"))
    await other.begins()
    told = await fills(other, *answers)
    assert told["alike"] == []  # not while it is being asked
    told = await other.says("건너뛰기")
    [alike] = told["alike"]
    assert (alike["number"], alike["state"], alike["metres"]) == ("2026-000001", "dispatched", None)
    assert (await other.sees())["alike"] == [alike]
    followed = await other.browser.do("/api/case-links", number=alike["number"])
    assert followed["token"]
    # Who means another thing files it all the same, and nothing is suggested after that.
    told = await other.says("접수하기")
    assert (told["filed"], told["alike"]) == (["2026-000002"], [])
    assert await rows(database_url, "select count(*) from field_case") == [(2,)]


async def test_an_address_in_two_districts_is_asked_back_and_the_case_lies_in_the_one_that_was_chosen(
    askers: People, asker: Asker, clock: Clock, database_url: str
) -> None:
    await bounds(askers.database, clock(), *DISTRICTS, *NEIGHBOURHOODS)
    told = await fills(asker, "신사동 가로수길 3")
    assert told["turns"][-1]["choices"] == ["동구 신사동", "서구 신사동", "잘 모르겠어요"]
    assert "여러 곳에 있습니다" in spoken(told)[-1]
    for said in ("동구", "1번", "건너뛰기", "건너뛰기", "네"):
        told = await asker.says(said)
    assert await rows(
        database_url,
        """select district, neighbourhood, value from field_case join case_answer on case_id = field_case.id
           where question = 'place'""",
    ) == [("east", "e1", "동구 신사동 가로수길 3")]


async def test_a_correction_can_be_said_in_the_questions_own_words(asker: Asker) -> None:
    await fills(asker)
    told = await asker.says("고치기")
    assert told["turns"][-1]["choices"] == ["어디인가요?", "어떤 자리인가요?", "더 알릴 것이 있나요?", "사진"]
    told = await asker.says("어디인가요?")
    assert (told["asking"]["at"], told["asking"]["may_keep"]) == (1, True)
    await asker.says("구청 뒤")
    assert "구청 뒤" in spoken(await asker.sees())[0]


async def test_a_yes_pressed_twice_or_sent_again_makes_one_case(asker: Asker, database_url: str) -> None:
    await fills(asker)
    key = str(uuid4())
    first, second, other = await asyncio.gather(asker.says("네", key), asker.says("네", key), asker.says("네"))
    assert await rows(database_url, "select number from field_case") == [("2026-000001",)]
    assert "2026-000001" in str(first) + str(second) + str(other)
    assert "2026-000001" in str((await asker.sees())["turns"])


async def test_a_citizen_who_is_cut_off_and_sends_again_has_filed_once(asker: Asker, database_url: str) -> None:
    await fills(asker)
    key = str(uuid4())
    for steps in range(1, 40, 3):
        cut = asyncio.create_task(asker.tries("네", key))
        for _ in range(steps):
            await asyncio.sleep(0)
        cut.cancel()
        await asyncio.gather(cut, return_exceptions=True)
        filed, told = await rows(
            database_url,
            """select count(*) from field_case union all
               select count(*) from bot_turn where said ->> 'what' = 'case_filed'""",
        )
        assert filed == told, "a case is there exactly when its citizen is told of it"
    told = await asker.says("네", key)
    assert "2026-000001" in spoken(told)[0]
    assert await rows(database_url, "select number from field_case") == [("2026-000001",)]


async def test_a_second_complaint_of_the_same_kind_is_another_case(asker: Asker, database_url: str) -> None:
    for place in ("시청 앞", "구청 뒤"):
        await fills(asker, place, "1번", "건너뛰기", "건너뛰기")
        await asker.says("네")
    assert await rows(database_url, "select number, complaint from field_case order by id") == [
        ("2026-000001", 1),
        ("2026-000002", 2),
    ]


async def test_a_question_added_to_the_form_meanwhile_is_asked_before_it_is_filed(
    askers: People, asker: Asker, clock: Clock, database_url: str
) -> None:
    await fills(asker)
    added = FORMS.replace("더 알릴 것이 있나요?", "차 번호는요?").replace("required = false", "required = true")
    await brings_in(askers.database, clock(), added)
    told = await asker.says("네")
    assert (told["stage"], spoken(told)) == ("filling", ["차 번호는요?"])
    await asker.says("12가 3456")
    assert "2026-000001" in spoken(await asker.says("네"))[0]
    assert ("차 번호는요?", "12가 3456") in await rows(database_url, "select ask, value from case_answer")


async def test_a_form_no_longer_offered_goes_to_a_person_with_its_answers(
    askers: People, asker: Asker, clock: Clock
) -> None:
    await fills(asker, "시청 앞")
    withdrawn = FORMS.replace('photo = "optional"', 'photo = "optional"\noffered = false')
    await brings_in(askers.database, clock(), withdrawn)
    told = await asker.says("2번")
    assert told["stage"] == "handed_over"


async def test_a_photo_is_kept_upright_and_without_where_it_was_made(
    askers: People, asker: Asker, database_url: str
) -> None:
    await fills(asker, "시청 앞", "2번", "건너뛰기")
    sent = answer(await sends_photo(asker, taken_somewhere()))
    assert (sent["name"], sent["media_type"], sent["width"], sent["height"]) == ("차.jpg", "image/jpeg", 20, 40)
    told = await says_photos(asker, sent["id"])
    photo_turn = next(turn for turn in told["turns"] if turn["photos"])
    assert (photo_turn["body"], photo_turn["photos"][0]["id"]) == ("", sent["id"])
    assert "4. 사진 차.jpg" in spoken(told)[0]
    mine = await asker.browser.get(f"/api/chat/bot/conversations/{asker.key}/photos/{sent['id']}")
    assert mine.headers["content-type"] == "image/jpeg"
    with Image.open(io.BytesIO(mine.content)) as kept:
        assert (dict(kept.getexif()), "comment" in kept.info, kept.size) == ({}, False, (20, 40))
    await asker.says("네")
    anna = await askers.staff("anna")
    [line] = (await anna.read("/api/cases"))["items"]
    case = await anna.read(f"/api/cases/{line['id']}")
    assert [photo["name"] for photo in case["photos"]] == ["차.jpg"]
    seen = await anna.get(f"/api/cases/{line['id']}/photos/{sent['id']}")
    assert seen.content == mine.content
    assert ("case.photo_opened",) in await rows(database_url, "select action from audit")


async def test_a_photo_that_is_refused_says_why_and_loses_nothing(asker: Asker) -> None:
    early = await sends_photo(asker, picture())
    assert problem(early) == (409, "photo_not_wanted")
    await fills(asker, "시청 앞", "2번", "건너뛰기")
    for content, status, code in (
        (picture("GIF"), 415, "photo_kind"),
        (b"%PDF-1.7", 415, "photo_kind"),
        (picture()[:200], 422, "file_damaged"),
        (b"", 422, "file_empty"),
    ):
        assert problem(await sends_photo(asker, content)) == (status, code)
    told = await asker.sees()
    assert (told["asking"]["kind"], told["asking"]["at"]) == ("photo", 4)
    unknown = await asker.browser.post(
        f"/api/chat/bot/conversations/{asker.key}/words", json={"client_key": str(uuid4()), "photo_ids": [999]}
    )
    assert problem(unknown) == (422, "no_file")
    for kind, name in (("PNG", "a.png"), ("WEBP", "b.webp")):
        assert answer(await sends_photo(asker, picture(kind), name))["name"] == name
    # What telephones write that keep several pictures in one photo.
    several = picture("MPO", save_all=True, append_images=[Image.new("RGB", (40, 20))])
    assert answer(await sends_photo(asker, several))["media_type"] == "image/jpeg"


async def test_photos_are_nobody_elses_and_the_last_ones_count(askers: People, asker: Asker, database_url: str) -> None:
    await asker.says(BAY)
    await asker.says("시청 주차장")
    ids = [answer(await sends_photo(asker, picture(), f"{name}.jpg"))["id"] for name in "abc"]
    await says_photos(asker, ids[0], ids[1])
    stranger = Asker(askers.browser(), asker.key)
    assert problem(await sends_photo(stranger, picture())) == (404, "no_conversation")
    unseen = await stranger.browser.get(f"/api/chat/bot/conversations/{asker.key}/photos/{ids[0]}")
    assert problem(unseen) == (404, "no_conversation")
    await asker.says("2번 고칠게요")
    await says_photos(asker, ids[2])
    await asker.says("네")
    kept = await rows(database_url, "select name, ask from case_photo where case_id is not null")
    assert kept == [("c.jpg", "구역 표시가 보이는 사진을 올려 주세요.")]


async def test_a_person_who_takes_over_sees_the_unfinished_answers_and_photos(
    askers: People, asker: Asker, clock: Clock
) -> None:
    await fills(asker, "시청 앞", "2번", "건너뛰기")
    sent = answer(await sends_photo(asker, picture()))
    await says_photos(asker, sent["id"])
    told = await asker.says("상담원 연결해 주세요")
    if told["contact_id"] is None:
        told = await asker.does("handover", menu_key="3")
    counsellor = await askers.counsellor("anna")
    await Leader(askers.database, clock).steps()
    await counsellor.takes(told["contact_id"])
    messages = await counsellor.browser.read(f"/api/contacts/{told['contact_id']}/messages")
    unfinished = next(message["body"] for message in messages if message["body"].startswith("작성하다 멈춘 신고"))
    assert "1. 어디인가요? 시청 앞" in unfinished
    [file] = [file for message in messages for file in message["attachments"]]
    assert file["name"] == "차.jpg"
    assert (await counsellor.browser.read("/api/cases"))["items"] == []
