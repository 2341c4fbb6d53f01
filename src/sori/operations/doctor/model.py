"""What a check finds."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad a finding is. Only what is wrong makes the doctor's exit status 1."""

    GOOD = "good"
    ODD = "odd"
    """Works, but somebody should look at it."""
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, and what to do where that isn't nothing."""

    check: str
    level: Level
    what: str
    do: str = ""


def good(check: str, what: str) -> Finding:
    """Nothing to do."""
    return Finding(check, Level.GOOD, what)


def odd(check: str, what: str, do: str) -> Finding:
    """Somebody should look at it."""
    return Finding(check, Level.ODD, what, do)


def wrong(check: str, what: str, do: str) -> Finding:
    """Somebody must do something."""
    return Finding(check, Level.WRONG, what, do)
