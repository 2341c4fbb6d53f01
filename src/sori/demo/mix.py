"""How many contacts come when, by which channel and for what: the demo city's daily life as plain numbers. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from sori.demo.script import SCRIPTS, Script

# One number an hour from midnight, 1 at the busiest. The shape is ours: peaks in the late morning and the afternoon,
# a dip at lunch, and a night that is quiet but never dead.
DAILY_CURVE = (
    0.24, 0.21, 0.20, 0.20, 0.20, 0.22, 0.30, 0.46, 0.72, 0.93, 1.00, 0.97,
    0.84, 0.90, 1.00, 0.97, 0.93, 0.84, 0.68, 0.56, 0.47, 0.41, 0.35, 0.28,
)  # fmt: skip

# The model city's contacts of January to July 2021 that people answered; the chatbot's are left out.
CHANNEL_COUNTS = {
    "phone": 2_641_132,
    "sms": 441_841,
    "smart_report": 460_240,
    "portal": 9_764,
    "sign_language": 12_525,
}
SPOKEN = frozenset(["phone", "sign_language", "foreign_language"])
# Ours, but for COVID-19: about a quarter in the first half of 2021.
MENU_SHARES = {"0": 0.25, "1": 0.22, "2": 0.08, "3": 0.30, "4": 0.12, "9": 0.03}
WRITTEN_KEY = "3"
BUSIEST_PER_S = 0.21
WEB_CHATS_PER_S = 1 / 60
PASSED_ON = 0.7
"""The share of written contacts that whoever answers first passes to the people for text and reports."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who comes next: with what, by which channel."""

    channel: str
    script: Script
    passed_on: bool

    @property
    def spoken(self) -> bool:
        """Whether this is a call."""
        return self.channel in SPOKEN


def curve(hour: float) -> float:
    """The daily curve at an hour of the city's day (10.5 is half past ten), between the middles of the hours."""
    position = (hour - 0.5) % 24
    before = math.floor(position)
    share = position - before
    return DAILY_CURVE[before % 24] * (1 - share) + DAILY_CURVE[(before + 1) % 24] * share


def next_arrival_s(per_s: float, random: Random) -> float:
    """Seconds to the next arrival of a Poisson process with this rate."""
    return random.expovariate(per_s)


def staff_wanted(hour: float, people: int) -> int:
    """How many counsellors are on duty: as the curve has it, and a few more, since small groups wait longer."""
    return min(people, round(people * (0.12 + 0.88 * curve(hour))))


def on_duty(hour: float, people: int) -> list[int]:
    """Which counsellors, counted from 0, have their shift: the first ones, since every ten have people of all lines."""
    return list(range(staff_wanted(hour, people)))


def person(random: Random) -> Person:
    """Draws who comes next among those who call or write to the city."""
    channel = drawn(CHANNEL_COUNTS, random)
    if channel == "phone":
        key = drawn(MENU_SHARES, random)
        return Person("foreign_language" if key == "9" else "phone", _script(key, random), passed_on=False)
    if channel == "sign_language":
        return Person(channel, _script(WRITTEN_KEY, random), passed_on=False)
    return Person(channel, _written(random), passed_on=random.random() < PASSED_ON)


def web_visitor(random: Random) -> Person:
    """Draws who opens the chat of the city's page."""
    shares = {key: share for key, share in MENU_SHARES.items() if key != "9"}
    return Person("web", _script(drawn(shares, random), random), passed_on=False)


def drawn(weights: dict[str, int] | dict[str, float], random: Random) -> str:
    """One of the names, each as often as its weight says."""
    return random.choices(list(weights), list(weights.values()))[0]


def _script(key: str, random: Random) -> Script:
    return random.choice([script for script in SCRIPTS if script.menu_key == key])


def _written(random: Random) -> Script:
    # Written contacts mostly report something; they all enter by one key.
    reports: Sequence[Script] = [script for script in SCRIPTS if script.report]
    return random.choice(reports)
