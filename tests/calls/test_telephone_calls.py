"""Calls on the telephone lines of a real Asterisk, through the whole centre."""

import pytest
from callbacks import calls_back
from lines import CITIZEN_HZ, COUNSELLOR_HZ, MUSIC_HZ, Centre
from voices import no_call, state_of

from factories import Leader, rows, until
from running import People

pytestmark = pytest.mark.slow


async def test_a_citizen_on_the_telephone_talks_with_a_counsellor_in_the_browser(
    centre: Centre, people: People, leader: Leader
) -> None:
    telephone = await centre.calls()
    await until(lambda: telephone.hears(centre.said_hz("greeting")))
    telephone.press("9")
    contact_id = await centre.waits()
    await until(lambda: telephone.hears(MUSIC_HZ))
    counsellor = await people.counsellor("cheol")
    await leader.steps()
    await counsellor.takes(contact_id)
    phone = await centre.voice.picks_up(counsellor, contact_id)
    await until(lambda: phone.hears(CITIZEN_HZ) and telephone.hears(COUNSELLOR_HZ))
    await counsellor.ends(contact_id)
    await until(lambda: telephone.hears(centre.said_hz("goodbye")))
    await until(lambda: telephone.state == "over" and phone.was_told(kind="over"))
    await no_call(centre.voice)
    await counsellor.wraps_up(contact_id)
    assert await state_of(centre.voice, contact_id) == "closed"
    assert await rows(centre.voice.database_url, "select channel, medium from contact") == [("phone", "call")]


async def test_keys_and_hanging_up_mean_on_the_telephone_what_they_mean_in_the_browser(centre: Centre) -> None:
    telephone = await centre.calls()
    telephone.press("7")
    await until(lambda: telephone.hears(centre.said_hz("missed_unknown")))
    await until(lambda: telephone.hears(centre.said_hz("menu")))
    telephone.press("9")
    contact_id = await centre.waits()
    await until(lambda: telephone.hears(MUSIC_HZ))
    telephone.hang_up()
    await no_call(centre.voice)
    assert await state_of(centre.voice, contact_id) == "abandoned"


async def test_the_hash_key_alone_asks_to_be_written_to_at_the_number_that_is_called_from(
    centre: Centre, people: People
) -> None:
    await calls_back(people)
    telephone = await centre.calls("01011112222")
    telephone.press("9")
    contact_id = await centre.waits()
    await until(lambda: telephone.hears(centre.said_hz("notice")))
    telephone.press("1#")
    await until(lambda: telephone.state == "over")
    asked = "select contact_id, number from callback"
    assert await rows(centre.voice.database_url, asked) == [(contact_id, "01011112222")]


async def test_on_hold_the_caller_hears_music_and_a_page_opened_anew_goes_on_talking(
    centre: Centre, people: People, leader: Leader
) -> None:
    telephone, phone, counsellor, contact_id = await centre.talks(people, leader)
    phone.sends(hold=True)
    await until(lambda: telephone.hertz() > 0 and not telephone.hears(COUNSELLOR_HZ) and phone.hertz() == 0)
    phone.sends(hold=False)
    await until(lambda: phone.hears(CITIZEN_HZ) and telephone.hears(COUNSELLOR_HZ))
    await phone.close()
    await until(lambda: telephone.hears(centre.said_hz("counsellor_away")))
    again = await centre.voice.picks_up(counsellor, contact_id)
    await until(lambda: again.hears(CITIZEN_HZ) and telephone.hears(COUNSELLOR_HZ))
    telephone.hang_up()
    await no_call(centre.voice)
    assert (await counsellor.desk())["state"] == "wrap_up"


async def test_when_our_process_dies_who_waits_hears_music_on_and_talks_are_taken_up(
    centre: Centre, people: People, leader: Leader
) -> None:
    telephone, phone, counsellor, contact_id = await centre.talks(people, leader)
    waiting = await centre.calls("01087654321")
    waiting.press("9")
    await until(lambda: waiting.hears(MUSIC_HZ))
    await centre.disconnect()
    await centre.voice.stop()
    await until(lambda: telephone.hertz() == 0)
    assert waiting.hears(MUSIC_HZ)
    await centre.voice.start()
    await centre.connect()
    again = await centre.voice.picks_up(counsellor, contact_id)
    await until(lambda: again.hears(CITIZEN_HZ) and telephone.hears(COUNSELLOR_HZ))
    assert await state_of(centre.voice, contact_id) == "talking"
    asked = "select count(*), count(contact_id) from call where ended_at is null"
    assert await rows(centre.voice.database_url, asked) == [(2, 2)]
    assert waiting.hears(MUSIC_HZ)
    assert phone is not again


async def test_when_asterisk_dies_its_calls_are_lost_and_afterwards_lines_are_taken_again(centre: Centre) -> None:
    telephone = await centre.calls()
    telephone.press("9")
    contact_id = await centre.waits()
    centre.asterisk.kill()
    await centre.asterisk.start()
    await until(centre.is_taken)
    again = await centre.calls("01087654321")
    await until(lambda: again.hears(centre.said_hz("greeting")))
    # The place of who was cut off is kept for as long as that of any broken line.
    assert await state_of(centre.voice, contact_id) == "waiting"


async def test_who_calls_while_we_are_away_hears_that_the_lines_are_busy(centre: Centre) -> None:
    await centre.disconnect()
    telephone = await centre.dials()
    await until(lambda: telephone.state == "refused")
    assert telephone.status == 503
