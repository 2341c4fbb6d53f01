"""Calls from browsers through the whole centre: audio both ways, the queue of the chats, and what dies on the way."""

from datetime import timedelta
from uuid import uuid4

import pytest
from voices import CITIZEN_HZ, COUNSELLOR_HZ, Voice, answered, live_calls, no_call, queued, state_of

from factories import Citizen, Clock, Leader, problem, rows, until
from running import People
from sori.calls import service
from sori.calls.retention import KINDS
from sori.channels.voice.line import Answered, Caller, Offer
from sori.platform.translation import Language


async def test_a_citizen_and_a_counsellor_hear_each_other_and_the_call_ends_as_chats_do(
    voice: Voice, people: People, leader: Leader
) -> None:
    telephone, phone, counsellor, contact_id, _ = await answered(voice, people, leader)
    assert telephone.was_told(kind="say", code="greeting", spoken=False)
    await until(lambda: phone.hears(CITIZEN_HZ) and telephone.hears(COUNSELLOR_HZ))
    [contact] = (await counsellor.desk())["contacts"]
    assert (contact["channel"], contact["medium"], contact["simulated"]) == ("phone", "call", False)

    await counsellor.ends(contact_id)
    await until(lambda: telephone.was_told(kind="over") and phone.was_told(kind="over"))
    assert telephone.was_told(code="goodbye")
    await no_call(voice)
    await counsellor.wraps_up(contact_id)
    assert await state_of(voice, contact_id) == "closed"


async def test_who_waits_hears_music_and_who_hangs_up_has_left_the_queue(voice: Voice) -> None:
    telephone, contact_id, _ = await queued(voice)
    await until(lambda: telephone.hertz() > 0 and not telephone.hears(CITIZEN_HZ))
    telephone.sends(hang_up=True)
    await no_call(voice)
    assert await state_of(voice, contact_id) == "abandoned"


async def test_on_hold_the_caller_hears_music_and_nobody_hears_the_other(
    voice: Voice, people: People, leader: Leader
) -> None:
    telephone, phone, *_ = await answered(voice, people, leader)
    await until(lambda: telephone.hears(COUNSELLOR_HZ))
    phone.sends(hold=True)
    await until(lambda: telephone.hertz() > 0 and not telephone.hears(COUNSELLOR_HZ) and phone.hertz() == 0)
    phone.sends(hold=False)
    await until(lambda: telephone.hears(COUNSELLOR_HZ) and phone.hears(CITIZEN_HZ))


async def test_a_counsellor_whose_page_is_opened_anew_goes_on_talking(
    voice: Voice, people: People, leader: Leader
) -> None:
    telephone, phone, counsellor, contact_id, _ = await answered(voice, people, leader)
    await until(lambda: telephone.hears(COUNSELLOR_HZ))
    await phone.close()
    await until(lambda: telephone.was_told(code="counsellor_away"))
    again = await voice.picks_up(counsellor, contact_id)
    await until(lambda: again.hears(CITIZEN_HZ) and telephone.hears(COUNSELLOR_HZ))
    assert await state_of(voice, contact_id) == "talking"


async def test_a_counsellor_whose_phone_never_comes_is_freed_and_the_caller_keeps_the_place(
    voice: Voice, people: People, leader: Leader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sori.calls.flow.PICK_UP_WITHIN_S", 0.3)
    telephone, contact_id, _ = await queued(voice)
    [(since,)] = await rows(voice.database_url, "select waiting_since from contact where id = %s", (contact_id,))
    counsellor = await people.counsellor("cheol")
    await leader.steps()
    await counsellor.takes(contact_id)
    await until(lambda: telephone.was_told(code="unconnected"))
    desk = await counsellor.desk()
    assert (desk["state"], desk["contacts"]) == ("not_answering", [])
    assert await state_of(voice, contact_id) == "waiting"
    assert await rows(voice.database_url, "select waiting_since from contact where id = %s", (contact_id,)) == [
        (since,)
    ]


async def test_a_caller_whose_line_broke_calls_again_and_has_kept_the_place(voice: Voice) -> None:
    telephone, contact_id, citizen_id = await queued(voice)
    await telephone.close()
    again = await voice.calls(citizen_id)
    await until(lambda: again.was_told(kind="state", state="waiting", place=1))
    assert not again.was_told(code="menu")
    assert await rows(voice.database_url, "select contact_id from call") == [(contact_id,)]


async def test_a_killed_voice_process_leaves_no_counsellor_busy_with_a_dead_call(
    voice: Voice, people: People, leader: Leader, clock: Clock
) -> None:
    telephone, _phone, counsellor, contact_id, _ = await answered(voice, people, leader)
    await until(lambda: telephone.hears(COUNSELLOR_HZ))
    # Dead at once: nothing that the process would still do at its end is done.
    await voice.stop()
    later = clock.passes(service.SILENT_FOR.total_seconds() - 1)
    async with people.database.transaction() as transaction:
        await service.release_silent(transaction, later)
    assert await state_of(voice, contact_id) == "talking"
    later = clock.passes(2)
    async with people.database.transaction() as transaction:
        await service.release_silent(transaction, later)
    assert (await counsellor.desk())["state"] == "wrap_up"
    await no_call(voice)
    await voice.start()


async def test_after_a_restart_both_go_on_talking_in_the_same_contact(
    voice: Voice, people: People, leader: Leader
) -> None:
    telephone, phone, counsellor, contact_id, citizen_id = await answered(voice, people, leader)
    await until(lambda: telephone.hears(COUNSELLOR_HZ))
    await voice.stop()
    await voice.start()
    again = await voice.calls(citizen_id)
    phone = await voice.picks_up(counsellor, contact_id)
    await until(lambda: again.hears(COUNSELLOR_HZ) and phone.hears(CITIZEN_HZ))
    assert await state_of(voice, contact_id) == "talking"


async def test_a_caller_may_be_in_a_chat_at_the_same_time(voice: Voice, people: People) -> None:
    chatter: Citizen = people.citizen()
    chat = await chatter.opens("3")
    [(citizen_id,)] = await rows(
        voice.database_url, "select citizen_id from contact where id = %s", (chat["contact_id"],)
    )
    telephone = await voice.calls(citizen_id)
    telephone.press("9")
    await until(lambda: telephone.was_told(kind="state", state="waiting"))
    [(contact_id,)] = await rows(voice.database_url, "select contact_id from call")
    assert contact_id != chat["contact_id"]
    # The page of the chat goes on showing the chat.
    assert (await chatter.sees())["contact_id"] == chat["contact_id"]


async def test_an_abusive_caller_is_warned_then_ended_and_the_counsellor_rests(
    voice: Voice, people: People, leader: Leader
) -> None:
    telephone, phone, counsellor, contact_id, _ = await answered(voice, people, leader)
    await until(lambda: phone.hears(CITIZEN_HZ))
    path = f"/api/contacts/{contact_id}"
    await counsellor.browser.do(f"{path}/warn")
    await until(lambda: telephone.was_told(code="abuse_warning"))

    async def heard() -> bool:
        return (await counsellor.browser.read(f"{path}/abuse"))["heard_at"] is not None

    await until(heard)
    await until(lambda: telephone.hears(COUNSELLOR_HZ))  # the talk goes on
    await counsellor.browser.do(f"{path}/warn")
    await until(lambda: telephone.was_told(code="ended_for_abuse") and telephone.was_told(kind="over"))
    await no_call(voice)
    desk = await counsellor.desk()
    assert (desk["state"], [one["state"] for one in desk["contacts"]]) == ("protected_rest", ["wrap_up"])
    await counsellor.wraps_up(contact_id, "abusive")
    assert (await counsellor.desk())["state"] == "protected_rest"
    assert problem(await counsellor.browser.post(f"{path}/warn", json={})) == (409, "not_a_call")


async def test_a_call_is_not_ended_for_abuse_before_the_warning_was_heard(
    voice: Voice, people: People, leader: Leader
) -> None:
    _, phone, counsellor, contact_id, _ = await answered(voice, people, leader)
    await until(lambda: phone.hears(CITIZEN_HZ))
    await voice.stop()  # nobody is there to play it
    path = f"/api/contacts/{contact_id}/warn"
    await counsellor.browser.do(path)
    assert problem(await counsellor.browser.post(path, json={})) == (409, "abuse_warning_plays")
    assert await state_of(voice, contact_id) == "talking"
    stranger = await people.counsellor("anna", available=False)
    assert problem(await stranger.browser.post(path, json={})) == (403, "contact_of_another")
    await voice.start()


async def test_an_offer_that_is_none_is_refused_with_words(voice: Voice) -> None:
    caller = Caller(uuid4(), await voice.new_citizen(), Language.KO)
    for sdp in ("", "v=0", "nonsense\0", "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"):
        assert await voice.office.take(Offer(sdp, caller=caller)) == Answered(
            problem="voice_offer_unusable", status=422
        )
    assert await live_calls(voice)() == 0


async def test_without_a_voice_process_calling_is_answered_with_words(people: People) -> None:
    browser = people.browser()
    call = {"key": str(uuid4()), "language": "ko", "sdp": "v=0"}
    await browser.read("/api/chat/menu")
    assert problem(await browser.post("/api/calls", json=call)) == (503, "voice_away")


async def test_only_who_talks_in_a_call_may_connect_a_phone(people: People, leader: Leader) -> None:
    citizen = people.citizen()
    contact = (await citizen.opens("3"))["contact_id"]
    anna = await people.counsellor("anna")
    bora = await people.counsellor("bora", available=False)
    await leader.steps()
    await anna.takes(contact)
    path = f"/api/contacts/{contact}/phone"
    assert problem(await bora.browser.post(path, json={"sdp": "v=0"})) == (403, "contact_of_another")
    assert problem(await anna.browser.post(path, json={"sdp": "v=0"})) == (409, "not_a_call")


async def test_calls_are_deleted_after_their_time(voice: Voice, clock: Clock) -> None:
    telephone, _, _ = await queued(voice)
    telephone.sends(hang_up=True)
    await no_call(voice)
    async with voice.database.transaction() as transaction:
        later = clock() + timedelta(days=1)
        assert await KINDS[0].due(transaction, later) == 1
        assert await KINDS[0].delete(transaction, later, 10) == 1
