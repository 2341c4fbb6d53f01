"""When a citizen is told that it is congested, which other ways there are, and which of them was taken."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sori.centre.model import Centre
from sori.conversations.conversation import ExpectedWait
from sori.platform.translation import Language
from sori.routing.expected_wait import CongestionNotice, Expectation, Way, congestion_notice

AWAY_AFTER = timedelta(minutes=10)
"""Who was told before queueing and has taken no way for so long has gone."""


class Taken(StrEnum):
    """What somebody did who was told: waited for an answer, took another way, or left."""

    WAITED = "waited"
    MESSAGE = "message"
    REPORT_FORM = "report_form"
    CHATBOT = "chatbot"
    CALLBACK = "callback"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class LeftMessage:
    """A message to be answered later. Both keys make sending it twice the same as once."""

    citizen_id: int
    is_new: bool
    menu_key: str
    language: Language
    request_key: UUID
    client_key: UUID
    body: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class ShownNotice:
    """A notice as it was shown to somebody who had not queued yet."""

    key: UUID
    queue_id: int
    expected: ExpectedWait | None
    ways: list[Way]
    shown_at: datetime


def existing_ways(centre: Centre, *, waiting: bool) -> list[Way]:
    """The other ways that this centre has; who is `waiting` already is past the chatbot.

    Those that are to come are added here when they exist.
    """
    ways = [Way.MESSAGE] if centre.message_queue_id is not None else []
    return ways if waiting else [*ways, Way.CHATBOT]


def notice(
    centre: Centre, expected: ExpectedWait | None, nobody_serves: bool, *, waiting: bool
) -> CongestionNotice | None:
    """The notice to give with this expected wait, if any. None is given in a centre's message queue itself."""
    told = None if expected is None else Expectation(expected.low_s, expected.mean_s, expected.high_s)
    return congestion_notice(told, nobody_serves, centre.notice_after_s, existing_ways(centre, waiting=waiting))
