"""Browsers stay at work while processes are killed under them."""

import os
import signal
from collections.abc import Callable

from playwright.sync_api import expect
from someone import Someone
from test_contact import connect, say

from running import RunningCentre

People = Callable[..., Someone]


def test_a_conversation_survives_the_kill_of_every_process(
    staff: People, citizen: People, running_centre: RunningCentre
) -> None:
    counsellor, person = connect(staff, citizen)
    for name in ("web-1", "web-2", "router-1", "postgres"):
        os.kill(running_centre.pids()[name], signal.SIGKILL)
        say(person, f"{name} 뒤의 말")
        say(counsellor, f"{name} 뒤의 답")
        expect(counsellor.page.get_by_role("log").get_by_text(f"{name} 뒤의 말")).to_have_count(1, timeout=90_000)
        expect(person.page.get_by_text(f"{name} 뒤의 답", exact=True)).to_be_visible(timeout=90_000)
