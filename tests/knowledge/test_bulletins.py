"""Bulletins: told to those whom they concern, acknowledged, shown when they come up, over by themselves."""

from datetime import timedelta
from typing import Any

import pytest
from bulletins import Writer, acknowledges, reads

from factories import Citizen, Clock, Counsellor, Leader, Stream, problem, rows
from factories import until as eventually
from running import People
from sori.knowledge.bulletins import service

HOUR = 3_600


async def test_a_bulletin_reaches_those_whom_it_concerns_and_nobody_else(people: People) -> None:
    leader = await Writer.of(people, "team_leader")
    anna, cheol = await people.staff("anna"), await people.staff("cheol")
    await leader.writes("초안")
    await leader.publishes("모두에게")
    await leader.publishes("외국어 파트", queues=["foreign"])
    await leader.publishes("수도 담당", skills=["water"], urgency="urgent")

    assert await reads(anna) == ["수도 담당", "모두에게"]
    assert await reads(cheol) == ["외국어 파트", "모두에게"]
    assert await reads(await people.staff("officer")) == ["수도 담당", "외국어 파트", "모두에게"]
    assert problem(await people.browser().get("/api/bulletins/now"))[0] == 401
    for path in ("/api/bulletins", "/api/bulletins/1"):
        assert problem(await anna.get(path)) == (403, "not_allowed")
    assert problem(await anna.post("/api/bulletins", json={}))[0] == 403


async def test_who_acknowledged_is_recorded_and_who_has_not_is_told(people: People, clock: Clock) -> None:
    writer = await Writer.of(people)
    anna = await people.staff("anna")
    made = await writer.publishes(queues=["general"])
    clock.passes(60)
    assert (await acknowledges(anna, "재산세 납기 연장")).status_code == 204
    assert (await acknowledges(anna, "재산세 납기 연장")).status_code == 204, "once is as good as twice"

    shown = await writer.sees(made["id"])
    assert [(one["display_name"], one["acknowledged_at"]) for one in shown["readers"]] == [
        ("Anna", "2026-03-04T01:01:00Z"),
        ("Bora", None),
    ]
    [listed] = (await writer.browser.read("/api/bulletins"))["items"]
    assert (listed["acknowledged"], listed["concerned"]) == (1, 2)
    [read] = await anna.read("/api/bulletins/now")
    assert read["acknowledged_at"] == "2026-03-04T01:01:00Z"
    entries = await rows(people.database.url, "select action, staff_id is null from audit order by id desc limit 1")
    assert entries == [("bulletin.acknowledged", False)]
    assert problem(await writer.browser.post(f"/api/bulletins/{made['id']}/acknowledge", json={"version": 1}))[0] == 403


async def test_a_new_text_is_acknowledged_anew_and_a_longer_life_is_not(people: People) -> None:
    writer = await Writer.of(people)
    anna = await people.staff("anna")
    made = await writer.publishes()
    await acknowledges(anna, "재산세 납기 연장")

    longer = await writer.revises(made, valid_to="2026-03-06T00:00:00Z")
    assert (await anna.read("/api/bulletins/now"))[0]["acknowledged_at"] is not None
    changed = await writer.revises(longer, body="10월 31일까지 낼 수 있습니다.")

    [read] = await anna.read("/api/bulletins/now")
    assert (read["version"], read["acknowledged_at"]) == (2, None)
    old = await anna.post(f"/api/bulletins/{made['id']}/acknowledge", json={"version": 1})
    assert problem(old) == (409, "bulletin_changed_meanwhile")
    assert [(one["number"], one["acknowledged"]) for one in changed["versions"]] == [(2, 0), (1, 1)]
    assert "9월" in changed["versions"][1]["body"]


async def test_it_begins_and_ends_by_itself(people: People, clock: Clock) -> None:
    writer = await Writer.of(people)
    anna = await people.staff("anna")
    made = await writer.publishes(valid_from="2026-03-04T02:00:00Z", valid_to="2026-03-04T03:00:00Z")
    assert (made["standing"], await reads(anna)) == ("scheduled", [])
    early = await anna.post(f"/api/bulletins/{made['id']}/acknowledge", json={"version": 1})
    assert problem(early) == (409, "bulletin_not_current")

    clock.passes(HOUR)
    async with people.database.transaction() as transaction:
        await service.tell_what_begins(transaction, clock())
        assert [hint.about for hint in transaction.hints] == [{"bulletin": made["id"], "everyone": 1}]
        await service.tell_what_begins(transaction, clock())
        assert len(transaction.hints) == 1, "each is told once"
    assert await reads(anna) == ["재산세 납기 연장"]

    clock.passes(HOUR)
    assert await reads(anna) == []
    shown = await writer.sees(made["id"])
    assert (shown["standing"], shown["may_change"], shown["may_withdraw"]) == ("over", False, False)
    assert problem(await writer.tries(shown, "withdraw")) == (409, "bulletin_is_over")
    late = await anna.post(f"/api/bulletins/{made['id']}/acknowledge", json={"version": 1})
    assert problem(late) == (409, "bulletin_not_current")


async def test_a_draft_whose_end_has_come_is_not_published(people: People, clock: Clock) -> None:
    writer = await Writer.of(people)
    draft = await writer.writes()
    clock.passes(24 * HOUR)
    writer = await Writer.of(people)
    assert problem(await writer.tries(draft, "publish")) == (409, "bulletin_is_over")


async def test_what_is_withdrawn_is_gone_and_stays_on_record(people: People) -> None:
    writer = await Writer.of(people)
    anna = await people.staff("anna")
    made = await writer.publishes()
    await acknowledges(anna, "재산세 납기 연장")

    gone = await writer.does(made, "withdraw")
    assert (gone["standing"], await reads(anna)) == ("withdrawn", [])
    assert [one["display_name"] for one in gone["readers"] if one["acknowledged_at"]] == ["Anna"]
    assert problem(await writer.tries(gone, "publish")) == (409, "bulletin_is_withdrawn")
    assert problem(await writer.tries_to_revise(gone, title="다시")) == (409, "bulletin_is_withdrawn")


async def test_nobody_overwrites_what_they_have_not_seen(people: People) -> None:
    writer, other = await Writer.of(people), await Writer.of(people, "editor2")
    made = await writer.writes()
    await other.revises(made, title="고친 제목")

    for refused in (await writer.tries_to_revise(made, body="다른 글"), await writer.tries(made, "publish")):
        assert problem(refused) == (412, "changed_meanwhile")
        assert "editor2" in refused.json()["detail"]
    without = await writer.browser.put(f"/api/bulletins/{made['id']}", json={"content": made["content"]})
    assert problem(without) == (428, "version_missing")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "가" * 201}, "title"),
        ({"body": "\n"}, "body"),
        ({"body": "가" * 5_001}, "body"),
        ({"body": "주민등록번호 900101-1234567"}, "body"),
        ({"valid_to": "2026-03-04T01:00:00Z"}, "valid_to"),
        ({"valid_to": "2026-03-05T00:00:00"}, "valid_to"),
        ({"valid_to": "2028-03-05T00:00:00Z"}, "valid_to"),
        ({"valid_from": "2026-03-06T00:00:00Z"}, "valid_to"),
        ({"queues": ["nowhere"]}, "queues"),
        ({"skills": ["nothing"]}, "skills"),
        ({"topics": ["nothing"]}, "topics"),
        ({"words": ["가"]}, "words"),
        ({"words": [f"낱말 {number}" for number in range(31)]}, "words"),
    ],
)
async def test_what_is_wrong_is_refused_with_its_field(people: People, wrong: dict[str, Any], field: str) -> None:
    refused = await (await Writer.of(people)).tries_to_write(**wrong)

    assert problem(refused)[0] == 422
    assert refused.json()["field"] == field


async def test_an_end_is_needed_and_unknown_bulletins_are_told(people: People) -> None:
    writer = await Writer.of(people)
    endless = await writer.browser.post("/api/bulletins", json={"content": {"title": "가", "body": "나"}})
    assert problem(endless)[0] == 400
    assert problem(await writer.browser.get("/api/bulletins/999")) == (404, "no_bulletin")
    anna = await people.staff("anna")
    assert problem(await anna.post("/api/bulletins/999/acknowledge", json={"version": 1})) == (404, "no_bulletin")


async def test_the_list_has_pages_and_can_be_narrowed(people: People) -> None:
    writer = await Writer.of(people)
    for number in range(51):
        await writer.writes(f"초안 {number}", body="단수 100%" if number == 7 else "글")
    await writer.publishes("수도관 공사")

    first = await writer.browser.read("/api/bulletins")
    assert [one["title"] for one in first["items"]][:2] == ["수도관 공사", "초안 50"]
    assert await writer.lists(before=first["next_before"]) == ["초안 1", "초안 0"]
    assert await writer.lists(only="current") == ["수도관 공사"]
    assert await writer.lists(text="100%") == ["초안 7"]
    assert await writer.lists(only="received") == await writer.lists(only="over") == []
    assert problem(await writer.browser.get("/api/bulletins?only=nonsense"))[0] == 400


async def talking(people: People, leader: Leader, key: str = "3") -> tuple[Counsellor, Citizen, int]:
    anna, citizen = await people.counsellor(), people.citizen()
    contact_id = (await citizen.opens(key))["contact_id"]
    await leader.steps()
    await anna.takes(contact_id)
    return anna, citizen, contact_id


async def coming_up(counsellor: Counsellor, contact_id: int) -> list[str]:
    found = await counsellor.browser.read(f"/api/contacts/{contact_id}/bulletins")
    return [one["title"] for one in found]


async def test_it_is_shown_when_a_conversation_comes_to_its_topic(people: People, leader: Leader) -> None:
    writer = await Writer.of(people)
    await writer.publishes("요금 감면", topics=["bill"])
    await writer.publishes("단수 안내", words=["물이 안 나"], urgency="urgent", queues=["foreign"])
    await writer.publishes("제설", words=["제설"])
    anna, citizen, contact_id = await talking(people, leader)
    assert await coming_up(anna, contact_id) == []

    await citizen.says("안녕하세요, bills 가 이상해요")
    assert await coming_up(anna, contact_id) == ["요금 감면"]
    await citizen.says("그리고 물이안나와요!")
    assert await coming_up(anna, contact_id) == ["단수 안내", "요금 감면"], "also one that concerns another queue"
    bora = await people.counsellor("bora")
    assert problem(await bora.browser.get(f"/api/contacts/{contact_id}/bulletins"))[0] == 403


async def test_one_for_a_queue_alone_comes_up_in_each_of_its_conversations(people: People, leader: Leader) -> None:
    writer = await Writer.of(people)
    await writer.publishes("수도 파트에", queues=["water"])
    await writer.publishes("일반 파트에", queues=["general"])
    await writer.publishes("모두에게")
    anna, _, contact_id = await talking(people, leader, key="2")

    assert await coming_up(anna, contact_id) == ["수도 파트에"]


async def test_every_desk_hears_of_it_at_once(live_people: People) -> None:
    writer = await Writer.of(live_people)
    anna = await live_people.staff("anna")
    until = (live_people.clock() + timedelta(days=1)).isoformat()
    draft = await writer.writes(valid_to=until)
    async with Stream(anna, "/api/desk/stream") as stream:
        before = len(stream.of("hint"))
        await writer.does(draft, "publish")
        await eventually(lambda: {"kind": "shift"} in stream.of("hint")[before:])
    assert await reads(anna) == ["재산세 납기 연장"]
