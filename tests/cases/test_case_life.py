"""A case from its filing to its end: at the officer's desk, on the citizen's page, and what time makes due."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from case_files import FORMS, Files, brings_in
from factories import Browser, Clock, answer, problem, rows
from running import People
from sori.cases.life import rounds, tracking
from sori.cases.model import CASE_MOVES, CaseMove, CaseState, possible
from sori.operations import retention
from sori.people.service import departments
from sori.platform.translation import Text

DAY = 24 * 3600


@pytest.fixture
async def files(people: People, clock: Clock) -> Files:
    await brings_in(people.database, clock(), FORMS.replace('code = "bay"', 'code = "bay"\nperiod = {days = 7}'))
    async with people.database.transaction() as transaction:
        await departments.put_departments(transaction, {"parks": Text("공원과", "Parks")})
    return Files(people.database)


@pytest.fixture
async def officer(people: People, files: Files, clock: Clock) -> Browser:
    """Speaks for the works department."""
    administrator = await people.actor("administrator")
    async with people.database.transaction() as transaction:
        [works] = [one for one in await departments.departments(transaction) if one.code == "works"]
        await departments.keep(transaction, administrator, works.id, Text("사업소", "Works"), ["officer"], clock())
    return await people.staff("officer")


async def opens_link(people: People, number: str, clock: Clock) -> str:
    async with people.database.transaction() as transaction:
        case_id = await transaction.value(int, "select id from field_case where number = %s", (number,))
        return await tracking.new_link(transaction, case_id or 0, clock())


async def desk(officer: Browser, **query: Any) -> Any:
    return await officer.read("/api/office/desk", **query)


def test_every_state_can_be_left_but_the_last_and_what_is_open_has_a_way_to_an_answer() -> None:
    for state in CaseState:
        assert bool(possible(state)) == (state is not CaseState.CLOSED)
    reached, edge = {CaseState.DONE}, 0
    while len(reached) > edge:
        edge = len(reached)
        reached |= {state for (state, _), target in CASE_MOVES.items() if state is not None and target in reached}
    # A withdrawn case isn't opened again: its citizen files another.
    assert reached == set(CaseState) - {CaseState.CLOSED, CaseState.WITHDRAWN}


async def test_a_filed_case_is_dispatched_and_due_after_three_working_hours(
    files: Files, officer: Browser, clock: Clock
) -> None:
    number = await files.case(clock(), place="시청 앞 010-1234-5678")
    found = await desk(officer)
    [line] = found["items"]
    assert (line["number"], line["state"], line["urgency"]) == (number, "dispatched", "in_time")
    assert line["place"] == "시청 앞 010-****-5678"
    assert line["due_at"] == "2026-03-04T05:00:00Z", "received at ten in Seoul, an hour for lunch"
    assert set(line["moves"]) == {"accepted", "transferred", "returned", "noticed", "merged", "closed_as_repeated"}
    assert found["counts"] == {"open": 1, "to_accept": 1, "near": 0, "overdue": 0, "stopped": 0, "finished": 0}
    clock.passes(3 * 3600)
    assert (await desk(officer, view="near"))["items"][0]["urgency"] == "near"
    clock.passes(3600 + 1)
    [late] = (await desk(officer, view="overdue"))["items"]
    assert late["urgency"] == "overdue"
    assert (await desk(officer, view="near"))["items"] == []


async def test_a_case_goes_from_desk_to_answer_and_its_citizen_follows_it(
    files: Files, officer: Browser, people: People, clock: Clock, database_url: str
) -> None:
    number = await files.case(clock(), "bay", place="시청 앞")
    token = await opens_link(people, number, clock)
    citizen = people.browser()
    [line] = (await desk(officer))["items"]
    case = f"/api/office/cases/{line['id']}"
    assert problem(await officer.post(f"{case}/complete", json={"text": "했습니다"})) == (409, "case_move")
    await officer.do(f"{case}/accept")
    await officer.do(f"{case}/ask", text="어느 층입니까?")
    seen = await citizen.read(f"/api/case-links/{token}")
    assert (seen["number"], seen["state"], seen["question"]) == (number, "needs_information", "어느 층입니까?")
    assert (seen["due_at"], seen["urgency"]) == (None, "stopped")
    clock.passes(2 * DAY)
    seen = await citizen.do(f"/api/case-links/{token}/answer", text="지하 2층입니다.")
    assert (seen["state"], seen["question"]) == ("in_progress", None)
    officer = await people.staff("officer")
    # Seven working days from Wednesday on, without the three on which the question stood.
    assert seen["due_at"] == "2026-03-17T09:00:00Z"
    photo = BytesIO()
    Image.new("RGB", (20, 10), "green").save(photo, "JPEG")
    sent = await officer.post(f"{case}/photos", files={"file": ("after.jpg", photo.getvalue(), "image/jpeg")})
    photo_id = answer(sent)["id"]
    assert (await citizen.get(f"/api/case-links/{token}/photos/{photo_id}")).status_code == 404, "not sent yet"
    await officer.do(f"{case}/complete", text="단속했습니다.", photo_ids=[photo_id])
    seen = await citizen.read(f"/api/case-links/{token}")
    assert (seen["state"], seen["may_rate"], seen["may_withdraw"]) == ("done", True, False)
    assert [one["move"] for one in seen["history"]] == [
        "filed",
        "dispatched",
        "accepted",
        "asked",
        "answered",
        "completed",
    ]
    assert seen["history"][-1]["text"] == "단속했습니다."
    assert (await citizen.get(f"/api/case-links/{token}/photos/{photo_id}")).headers["content-type"] == "image/jpeg"
    seen = await citizen.do(f"/api/case-links/{token}/rating", rating=4, text="고맙습니다")
    assert (seen["rating"], seen["may_rate"]) == (4, False)
    assert problem(await citizen.post(f"/api/case-links/{token}/rating", json={"rating": 5})) == (409, "case_move")
    seen = await citizen.do(f"/api/case-links/{token}/reopen", text="또 서 있습니다.")
    assert (seen["state"], seen["urgency"]) == ("reopened", "in_time")
    kinds = await rows(database_url, "select kind from event where starts_with(kind, 'case.') order by id")
    assert [kind for (kind,) in kinds] == [
        "case.received",
        "case.dispatched",
        "case.accepted",
        "case.asked",
        "case.answered",
        "case.completed",
        "case.rated",
        "case.reopened",
    ]


async def test_the_number_opens_nothing_and_the_link_is_kept_as_a_hash(
    files: Files, people: People, clock: Clock, database_url: str
) -> None:
    number = await files.case(clock(), place="시청 앞")
    token = await opens_link(people, number, clock)
    citizen = people.browser()
    for wrong in (number, "1", token[:-1] + ("A" if token[-1] != "A" else "B")):
        assert problem(await citizen.get(f"/api/case-links/{wrong}")) == (404, "no_case_link")
    assert len(token) == 22, "128 bits"
    assert await rows(database_url, "select count(*) from case_link where token_hash = %s", (token.encode(),)) == [(0,)]


async def test_an_office_sees_its_own_cases_only_and_hands_them_on(
    files: Files, officer: Browser, people: People, clock: Clock
) -> None:
    await files.case(clock(), place="시청 앞")
    [line] = (await desk(officer))["items"]
    case = f"/api/office/cases/{line['id']}"
    async with people.database.transaction() as transaction:
        ids = {one.code: one.id for one in await departments.departments(transaction)}
    refused = await officer.post(f"{case}/transfer", json={"department_id": ids["works"], "text": "우리 일"})
    assert problem(refused) == (422, "case_same_department")
    empty = await officer.post(f"{case}/transfer", json={"department_id": ids["parks"]})
    assert problem(empty) == (422, "case_text_empty")
    await officer.do(f"{case}/return", text="도로가 아니라 공원입니다.")
    leader = await people.staff("team_leader")
    [waiting] = (await leader.read("/api/office/desk", view="undispatched"))["items"]
    assert waiting["moves"] == ["dispatched", "merged"]
    await leader.do(f"{case}/dispatch", department_id=ids["parks"])
    assert (await desk(officer))["items"] == []
    assert problem(await officer.post(f"{case}/accept")) == (404, "no_case")
    assert problem(await officer.get(f"/api/cases/{line['id']}")) == (404, "no_case")
    history = (await leader.read(f"/api/cases/{line['id']}"))["life"]["history"]
    assert [(one["move"], one["department"]["ko"]) for one in history][-2:] == [
        ("returned", "사업소"),
        ("dispatched", "공원과"),
    ]
    assert problem(await leader.post(f"{case}/accept")) == (403, "not_allowed")


async def test_a_period_is_extended_once_and_again_only_with_consent(
    files: Files, officer: Browser, people: People, clock: Clock
) -> None:
    number = await files.case(clock(), "bay", place="시청 앞")
    [line] = (await desk(officer))["items"]
    case = f"/api/office/cases/{line['id']}"
    await officer.do(f"{case}/accept")
    long = await officer.post(f"{case}/extend", json={"amount": 8, "reason": "현장 확인"})
    assert problem(long) == (422, "extension_too_long")
    await officer.do(f"{case}/extend", amount=7, reason="현장 확인이 더 필요합니다.")
    again = await officer.post(f"{case}/extend", json={"amount": 3, "reason": "비"})
    assert problem(again) == (422, "extension_no_consent")
    await officer.do(f"{case}/extend", amount=3, reason="비가 옵니다.", consented=True)
    third = await officer.post(f"{case}/extend", json={"amount": 1, "reason": "또", "consented": True})
    assert problem(third) == (422, "extension_no_more")
    token = await opens_link(people, number, clock)
    seen = await people.browser().read(f"/api/case-links/{token}")
    told = [(one["text"], one["due_at"]) for one in seen["history"] if one["move"] == "extended"]
    assert told == [
        ("현장 확인이 더 필요합니다.", "2026-03-23T09:00:00Z"),
        ("비가 옵니다.", "2026-03-26T09:00:00Z"),
    ]


async def test_a_rejection_states_the_remedy(files: Files, officer: Browser, people: People, clock: Clock) -> None:
    number = await files.case(clock(), place="시청 앞")
    [line] = (await desk(officer))["items"]
    case = f"/api/office/cases/{line['id']}"
    await officer.do(f"{case}/accept")
    without = await officer.post(f"{case}/reject", json={"reason": "사유지입니다.", "remedy": " "})
    assert problem(without) == (422, "case_text_empty")
    await officer.do(f"{case}/reject", reason="사유지입니다.", remedy="국민권익위원회 110")
    token = await opens_link(people, number, clock)
    last = (await people.browser().read(f"/api/case-links/{token}"))["history"][-1]
    assert last["text"] == "사유지입니다.\n\n국민권익위원회 110"


async def test_the_same_petition_is_closed_by_a_person_after_two_answers(
    files: Files, officer: Browser, clock: Clock, database_url: str
) -> None:
    for nth in range(3):
        await files.case(clock(), place=f"{nth}번지")
    await rows(database_url, "update field_case set citizen_id = (select min(citizen_id) from field_case)")
    first, second, third = [one["id"] for one in (await desk(officer))["items"]]
    for case_id in (first, second):
        refused = await officer.post(f"/api/office/cases/{third}/close-as-repeated", json={"text": "같은 내용"})
        assert problem(refused) == (409, "case_not_repeated")
        await officer.do(f"/api/office/cases/{case_id}/accept")
        await officer.do(f"/api/office/cases/{case_id}/complete", text="했습니다.")
    await officer.do(f"/api/office/cases/{third}/close-as-repeated", text="두 번 답한 내용입니다.")
    assert (await desk(officer))["items"] == []


async def test_many_are_moved_at_once_and_those_that_cannot_be_are_told(
    files: Files, officer: Browser, clock: Clock
) -> None:
    for nth in range(3):
        await files.case(clock(), place=f"{nth}번지")
    ids = [one["id"] for one in (await desk(officer))["items"]]
    await officer.do(f"/api/office/cases/{ids[0]}/accept")
    refused = await officer.do("/api/office/cases/move-many", case_ids=[*ids, 999_999], move="accepted")
    assert [one["case_id"] for one in refused] == [ids[0], 999_999]
    assert {one["state"] for one in (await desk(officer))["items"]} == {"accepted"}
    assert (await officer.do("/api/office/cases/move-many", case_ids=ids, move="completed", text="했습니다.")) == []
    assert (await desk(officer, view="finished"))["counts"]["finished"] == 3


async def test_replies_are_kept_by_department(officer: Browser, people: People) -> None:
    [own] = (await desk(officer))["departments"]
    reply = {"title": "단속 완료", "body": "{number}번 민원을 처리했습니다."}
    assert problem(await officer.post("/api/office/replies", json={"department_id": own + 1_000, **reply})) == (
        422,
        "no_department",
    )
    kept = await officer.do("/api/office/replies", department_id=own, **reply)
    assert [(one["id"], one["title"]) for one in await officer.read("/api/office/replies")] == [(kept, "단속 완료")]
    assert (await officer.delete(f"/api/office/replies/{kept}")).status_code == 204
    assert await officer.read("/api/office/replies") == []


async def test_time_reminds_tells_and_closes(
    files: Files, officer: Browser, people: People, clock: Clock, database_url: str
) -> None:
    number = await files.case(clock(), place="시청 앞")
    token = await opens_link(people, number, clock)

    async def passes(seconds: float) -> None:
        now = clock.passes(seconds)
        async with people.database.transaction() as transaction:
            for made in (rounds.count_due, rounds.remind, rounds.tell_progress, rounds.close_finished):
                await made(transaction, now)

    async def reminders() -> list[str]:
        found = await rows(
            database_url, "select kind from event where kind in ('case.near', 'case.overdue') order by id"
        )
        return [kind for (kind,) in found]

    await passes(3600)
    assert await reminders() == []
    await passes(2 * 3600)
    await passes(1)
    assert await reminders() == ["case.near"]
    await passes(3600)
    await passes(1)
    assert await reminders() == ["case.near", "case.overdue"]
    await passes(30 * DAY)
    await passes(1)
    seen = await people.browser().read(f"/api/case-links/{token}")
    assert [one["move"] for one in seen["history"]][-1] == "noticed"
    officer = await people.staff("officer")
    [line] = (await desk(officer))["items"]
    await officer.do(f"/api/office/cases/{line['id']}/accept")
    await officer.do(f"/api/office/cases/{line['id']}/complete", text="했습니다.")
    await passes(14 * DAY + 1)
    late = await people.browser().post(f"/api/case-links/{token}/reopen", json={"text": "아직"})
    assert problem(late) == (409, "case_reopen_late")
    assert (await people.browser().read(f"/api/case-links/{token}"))["state"] == "closed"


async def test_a_temporary_holiday_moves_what_is_open(
    files: Files, officer: Browser, people: People, clock: Clock
) -> None:
    await files.case(clock(), "bay", place="시청 앞")
    before = (await desk(officer))["items"][0]["due_at"]
    administrator = await people.staff("administrator")
    kept = await administrator.put("/api/office/temporary-holidays", json={"day": "2026-03-10", "name": "임시공휴일"})
    assert kept.status_code == 204
    async with people.database.transaction() as transaction:
        await rounds.count_due(transaction, clock())
    assert (before, (await desk(officer))["items"][0]["due_at"]) == ("2026-03-12T09:00:00Z", "2026-03-13T09:00:00Z")
    assert (await officer.delete("/api/office/temporary-holidays/2026-03-10")).status_code == 403
    bad = {"spans": [], "field_period": {"amount": 3, "unit": "hours"}, "reopen_days": 7}
    assert problem(await administrator.put("/api/office/rules", json=bad)) == (422, "case_office_hours")


async def test_history_is_appended_never_edited_and_its_words_go_in_time(
    files: Files, people: People, clock: Clock, database_url: str
) -> None:
    await files.case(clock(), place="시청 앞")
    with pytest.raises(Exception, match="appended to, never changed"):
        await rows(database_url, "update case_history set state = 'done'")
    async with people.database.transaction() as transaction:
        await retention.delete(transaction, clock() + timedelta(days=1_826))
    assert await rows(database_url, "select count(*) from case_history where text is null") == [(2,)]


def test_each_move_has_one_name() -> None:
    assert {move for _, move in CASE_MOVES} == set(CaseMove)


async def test_a_citizen_is_told_by_text_message_or_email_where_they_want_to_be(
    files: Files, officer: Browser, people: People, clock: Clock, database_url: str
) -> None:
    number = await files.case(clock(), place="시청 앞")
    token = await opens_link(people, number, clock)
    link, citizen = f"/api/case-links/{token}", people.browser()

    async def told() -> list[tuple[Any, ...]]:
        return await rows(
            database_url, "select channel, recipient, template, body, subject from outgoing_message order by id"
        )

    for nobody in ("", "02-120-0000", "전화 주세요", "a@b"):
        refused = problem(await citizen.put(f"{link}/notices", json={"to": nobody}))
        assert refused == (422, "no_notice_recipient")
    for _ in range(2):
        seen = answer(await citizen.put(f"{link}/notices", json={"to": "+82 10 1234 5678"}))
    assert seen["notices"] == {"channel": "sms", "to": "010****5678"}
    [(channel, to, template, body, _)] = await told()
    assert (channel, to, template) == ("sms", "01012345678", "case_begun")
    assert number in body
    assert "불법 주정차" in body

    [line] = (await desk(officer))["items"]
    case = f"/api/office/cases/{line['id']}"
    await officer.do(f"{case}/accept")
    await officer.do(f"{case}/ask", text="어느 차입니까? 02-000-1111")
    assert (await officer.read(f"/api/cases/{line['id']}"))["life"]["told_by"] == "sms"
    await citizen.do(f"{link}/answer", text="흰 차입니다.")
    answer(await citizen.put(f"{link}/notices", json={"to": "kim@example.kr"}))
    await officer.do(f"{case}/complete", text="단속했습니다.")
    assert [(one[0], one[2]) for one in await told()] == [
        ("sms", "case_begun"),
        ("sms", "case_asked"),
        ("email", "case_begun"),
        ("email", "case_completed"),
    ], "what the citizen did themselves, and what is among offices, is not told"
    assert not any("흰 차" in one[3] or "단속했습니다" in one[3] for one in await told()), "words stay on the page"
    assert number in (await told())[-1][4]

    await citizen.do(f"{link}/reopen", text="그대로입니다.")
    assert answer(await citizen.delete(f"{link}/notices"))["notices"] is None
    await officer.do(f"{case}/accept")
    await officer.do(f"{case}/complete", text="다시 단속했습니다.")
    assert len(await told()) == 4
    assert problem(await citizen.put(f"{link}/notices", json={"to": "01012345678"})) == (409, "case_move")


async def test_the_link_in_a_notice_opens_the_case_and_is_shown_to_no_administrator(
    files: Files, people: People, clock: Clock, database_url: str
) -> None:
    number = await files.case(clock(), place="시청 앞")
    token = await opens_link(people, number, clock)
    async with people.database.transaction() as transaction:
        public_url = "https://sori.city.example"
        await tracking.ask_for_notices(transaction, token, "010-1234-5678", public_url, clock())
    [(body,)] = await rows(database_url, "select body from outgoing_message")
    address = re.findall(rf"{public_url}/case/([\w-]+)$", body)
    assert (await people.browser().read(f"/api/case-links/{address[0]}"))["number"] == number
    administrator = await people.staff("administrator")
    [shown] = (await administrator.read("/api/outgoing"))["items"]
    assert address[0] not in shown["body"]
    assert shown["body"].endswith(f"{public_url}/case/****")
