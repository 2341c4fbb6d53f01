"""Warn and end (악·강성 민원): what a counsellor may do next against an abusive caller, and what follows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sori.platform.problem import Problem

REST = timedelta(minutes=15)
"""Protected rest (휴게 보장) of the counsellor who ended a call for abuse; a team leader may give more, or end it."""


class AbuseStep(StrEnum):
    """What the counsellor's button does: the first time it warns, the second time it ends the call."""

    WARN = "warned"
    END = "ended"


@dataclass(frozen=True, slots=True)
class Abuse:
    """What was done in a contact against abuse; `heard_at` is when the caller had heard the warning to its end."""

    warned_at: datetime | None
    heard_at: datetime | None
    ended_at: datetime | None


def next_step(abuse: Abuse) -> AbuseStep:
    """What the button does now. Problem 409 while the warning has not been heard yet, and once it is over."""
    if abuse.ended_at is not None:
        raise Problem(409, "abuse_ended")
    if abuse.warned_at is None:
        return AbuseStep.WARN
    if abuse.heard_at is None:
        raise Problem(409, "abuse_warning_plays")
    return AbuseStep.END
