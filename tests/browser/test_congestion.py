"""Congestion is told before queueing and while waiting; a message left is answered later on the same device."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from playwright.sync_api import expect
from someone import PHONE, Someone
from test_accessibility import check
from test_contact import go_available, queue_up, say

from running import RunningCentre

People = Callable[..., Someone]


@pytest.fixture
def every_wait_is_long(running_centre: RunningCentre) -> Iterator[None]:
    """Whatever is expected passes the threshold, and nobody who is not at a desk of this test serves."""
    with psycopg.connect(running_centre.database_url, autocommit=True) as database:
        change = "update centre set notice_after_s = %s, version = version + 1"
        database.execute(change, (0,))
        yield
        database.execute(change, (120,))


@pytest.mark.usefixtures("every_wait_is_long")
def test_a_citizen_leaves_a_message_and_finds_its_answer(staff: People, citizen: People) -> None:
    person = citizen()
    person.page.get_by_role("button", name="교통").click()
    person.sees("지금은 상담이 혼잡합니다")
    person.page.get_by_role("button", name="메시지 남기기").click()
    check(person)
    person.page.get_by_label("남길 메시지").fill("가로등이 꺼졌습니다. 언제 고칩니까?")
    person.page.get_by_role("button", name="메시지 남기기").click()
    person.sees("메시지를 남기셨습니다")
    check(person)

    counsellor = staff("counsellor")
    go_available(counsellor)
    counsellor.page.get_by_role("button", name="받기").first.click()
    counsellor.sees("가로등이 꺼졌습니다. 언제 고칩니까?")
    say(counsellor, "금요일에 고칩니다.")
    person.opens("/")
    person.sees("금요일에 고칩니다.")


@pytest.mark.usefixtures("every_wait_is_long")
def test_who_waits_turns_what_was_written_into_a_message(staff: People, citizen: People) -> None:
    person = queue_up(citizen, viewport=PHONE)
    person.sees("예상보다 오래 걸리고 있습니다")
    say(person, "가로등이 꺼졌습니다")
    person.page.get_by_role("button", name="메시지로 남기고 나중에 답 받기").click()
    check(person)
    person.page.get_by_role("dialog").get_by_role("button", name="메시지로 남기기").click()
    person.sees("메시지를 남기셨습니다")
    expect(person.page.get_by_text("가로등이 꺼졌습니다")).to_be_visible()

    # Nobody gives it up: somebody has to answer it.
    counsellor = staff("counsellor")
    go_available(counsellor)
    counsellor.page.get_by_role("button", name="받기").first.click()
    counsellor.sees("가로등이 꺼졌습니다")
