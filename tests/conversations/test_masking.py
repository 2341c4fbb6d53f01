"""What identifies a citizen is kept as written, shown masked to staff, and given to who asks, which is logged."""

from typing import Any

from factories import Citizen, Counsellor, Leader, Stream, message, problem, rows
from running import People

WRITTEN = "제 번호는 010-1234-5678, 주민번호는 900101-1234567입니다"
SHOWN = "제 번호는 010-****-5678, 주민번호는 ******-*******입니다"


async def talks(people: People, leader: Leader) -> tuple[Citizen, Counsellor, int]:
    citizen, counsellor = people.citizen(), await people.counsellor()
    contact_id = (await citizen.opens())["contact_id"]
    await leader.steps()
    await counsellor.takes(contact_id)
    return citizen, counsellor, contact_id


async def read(counsellor: Counsellor, contact_id: int) -> list[Any]:
    said = await counsellor.browser.read(f"/api/contacts/{contact_id}/messages")
    return [message for message in said if message["sender"] != "system"]


async def looks(database_url: str) -> list[tuple[Any, ...]]:
    return await rows(database_url, "select login, about, detail from audit join staff on staff.id = staff_id"
                      " where action = 'text.unmasked' order by audit.id")  # fmt: skip


async def test_a_citizen_sees_what_they_wrote_and_their_counsellor_sees_it_masked(
    people: People, leader: Leader, database_url: str
) -> None:
    citizen, counsellor, contact_id = await talks(people, leader)
    assert (await citizen.says(WRITTEN))["body"] == WRITTEN
    assert (await citizen.sees())["messages"][-1]["body"] == WRITTEN
    (said,) = await read(counsellor, contact_id)
    assert (said["body"], said["masked"]) == (SHOWN, True)
    assert (await counsellor.desk())["contacts"][0]["last_message"]["body"] == SHOWN
    assert await rows(database_url, "select body from message where body <> ''") == [(WRITTEN,)]


async def test_what_a_counsellor_writes_reaches_the_citizen_whole_and_the_desk_masked(
    people: People, leader: Leader
) -> None:
    citizen, counsellor, contact_id = await talks(people, leader)
    kept = await counsellor.says(contact_id, "02-731-2121로 전화 주세요")
    assert (kept["body"], kept["masked"]) == ("02-***-2121로 전화 주세요", True)
    assert (await citizen.sees())["messages"][-1]["body"] == "02-731-2121로 전화 주세요"


async def test_a_number_in_a_phrase_of_the_centre_is_public(people: People, leader: Leader, database_url: str) -> None:
    _, counsellor, contact_id = await talks(people, leader)
    administrator = await people.staff("administrator")
    phrase = {"title": {"ko": "수도", "en": "Water"}, "body": {"ko": "(02) 731-2120", "en": "+82-2-731-2120"}}
    edit = {"kind": "phrases", "code": "water", "before": None, "after": phrase}
    await administrator.do("/api/setup/changes", edits=[edit])
    kept = await counsellor.says(contact_id, "02-731-2120, 02-731-2121")
    assert kept["body"] == "02-731-2120, 02-***-2121"


async def test_unmasking_gives_the_text_and_is_logged_without_it(
    people: People, leader: Leader, database_url: str
) -> None:
    citizen, counsellor, contact_id = await talks(people, leader)
    said = await citizen.says(WRITTEN)
    team_leader = await people.staff("team_leader")
    for browser in (counsellor.browser, team_leader):
        path = f"/api/contacts/{contact_id}/unmask"
        assert await browser.do(path, part="message", id=said["id"]) == {"text": WRITTEN}
    citizen_id = (await counsellor.desk())["contacts"][0]["citizen_id"]
    about = {"contact": contact_id, "citizen": citizen_id, "message": said["id"]}
    assert await looks(database_url) == [
        ("anna", about, {"part": "message"}),
        ("team_leader", about, {"part": "message"}),
    ]


async def test_nobody_unmasks_what_they_may_not_read_or_what_is_of_another_contact(
    people: People, leader: Leader, database_url: str
) -> None:
    citizen, _, contact_id = await talks(people, leader)
    said = await citizen.says(WRITTEN)
    other = await people.counsellor("bora", available=False)
    path = f"/api/contacts/{contact_id}/unmask"
    assert problem(await other.browser.post(path, json={"part": "message", "id": said["id"]}))[0] == 403
    for role in ("quality_analyst", "administrator", "manager"):
        browser = await people.staff(role)
        assert problem(await browser.post(path, json={"part": "message", "id": said["id"]}))[0] == 403
    team_leader = await people.staff("team_leader")
    for part in ("message", "note", "comment", "transfer_note", "whisper"):
        assert problem(await team_leader.post(path, json={"part": part, "id": 0})) == (404, "no_text")
    assert await looks(database_url) == []


async def test_notes_whispers_comments_and_the_history_are_masked_and_unmasked(
    people: People, leader: Leader, database_url: str
) -> None:
    citizen, counsellor, contact_id = await talks(people, leader)
    bora, team_leader = await people.counsellor("bora"), await people.staff("team_leader")
    whisper = {"body": WRITTEN, "client_key": message("")["client_key"]}
    assert (await team_leader.do(f"/api/contacts/{contact_id}/whispers", **whisper))["body"] == SHOWN
    (heard,) = await counsellor.browser.read(f"/api/contacts/{contact_id}/whispers")
    assert (heard["body"], heard["masked"]) == (SHOWN, True)
    await counsellor.passes(contact_id, WRITTEN, counsellor_id=bora.id)
    await leader.steps()
    assert (await bora.desk())["offers"][0]["transfer_note"] == SHOWN
    await bora.takes(contact_id)
    await bora.ends(contact_id)
    await bora.wraps_up(contact_id, note=WRITTEN)
    await citizen.browser.do("/api/chat/rating", score=5, comment=WRITTEN)
    await counsellor.goes("break")
    again = (await citizen.opens())["contact_id"]
    await leader.steps()
    await bora.takes(again)
    detail = await team_leader.read(f"/api/contacts/{contact_id}")
    (note,) = detail["transfer_notes"]
    assert (note["note"], note["masked"]) == (SHOWN, True)
    assert (detail["wrap_up"]["note"], detail["wrap_up"]["masked"]) == (SHOWN, True)
    assert (detail["rating"]["comment"], detail["rating"]["masked"]) == (SHOWN, True)
    (earlier,) = (await bora.browser.read(f"/api/contacts/{again}"))["history"]
    assert (earlier["note"], earlier["masked"]) == (SHOWN, True)
    path = f"/api/contacts/{contact_id}/unmask"
    for part, part_id in (("whisper", heard["id"]), ("transfer_note", note["id"]), ("note", None), ("comment", None)):
        assert await bora.browser.do(path, part=part, id=part_id) == {"text": WRITTEN}
    assert len(await looks(database_url)) == 4


async def test_a_number_that_a_list_cuts_off_is_masked_before_it_is_cut(people: People, leader: Leader) -> None:
    citizen, counsellor, _ = await talks(people, leader)
    await citizen.says("가" * 190 + " 010-1234-5678")
    last = (await counsellor.desk())["contacts"][0]["last_message"]["body"]
    assert last == "가" * 190 + " 010-****-"


async def test_a_note_to_everyone_is_masked_on_all_desks(people: People, leader: Leader) -> None:
    _, counsellor, _ = await talks(people, leader)
    team_leader = await people.staff("team_leader")
    await team_leader.do("/api/floor/notes", body=WRITTEN, until="2026-03-04T05:00:00Z")
    assert (await counsellor.browser.read("/api/desk/shift"))["notes"][0]["body"] == SHOWN
    assert (await team_leader.read("/api/floor/notes"))[0]["note"]["body"] == SHOWN


async def test_streams_tell_the_citizen_what_was_written_and_staff_what_is_shown(live_people: People) -> None:
    people = live_people
    leader = Leader(people.database, people.clock)
    citizen, counsellor, contact_id = await talks(people, leader)
    watcher = await people.staff("team_leader")
    async with (
        Stream(citizen.browser, "/api/chat/stream") as own,
        Stream(counsellor.browser, "/api/desk/stream") as desk,
        Stream(watcher, "/api/desk/stream", contact=contact_id) as watching,
    ):
        await citizen.says(WRITTEN)
        assert (await own.gets("message"))["message"]["body"] == WRITTEN
        for stream in (desk, watching):
            told = await stream.gets("message", contact_id=contact_id)
            assert (told["message"]["body"], told["message"]["masked"]) == (SHOWN, True)
