"""The audit log as it is read: an entry, what may be looked for, and an entry as a row of a table."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sori.platform.translation import Language, known_text


@dataclass(frozen=True, slots=True)
class Entry:
    """Who did or looked at what; by nobody: the system itself, or a command at the installation.

    `about` are the things it is about (noun → id), `names` the people among them.
    """

    id: int
    at: datetime
    by_login: str | None
    by_name: str | None
    action: str
    about: dict[str, int]
    detail: dict[str, Any]
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for; a person is found as who did it and as whom it is about."""

    person: str | None = None
    action: str | None = None
    day: date | None = None
    contact: int | None = None
    citizen: int | None = None

    def words(self) -> dict[str, object]:
        """What of it is given, for the audit log itself."""
        given = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: str(value) for name, value in given.items() if value is not None}


def moments_of(day: date, time_zone: str) -> tuple[datetime, datetime]:
    """When a day of the city begins and ends."""
    zone = ZoneInfo(time_zone)
    return datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone)


def action_text(action: str, language: Language) -> str:
    """What an action is called; one that an older or newer version wrote keeps its own name."""
    return known_text(language, f"action.{action}") or action


HEAD = ("id", "at", "login", "name", "action", "what", "about", "detail")


def row(entry: Entry, time_zone: str, language: Language) -> tuple[str, ...]:
    """An entry as a row under `HEAD`, its time in the city's zone."""
    about = ", ".join(
        f"{noun} {number}" + (f" ({entry.names[noun]})" if noun in entry.names else "")
        for noun, number in entry.about.items()
    )
    cells = (
        str(entry.id),
        entry.at.astimezone(ZoneInfo(time_zone)).isoformat(timespec="seconds"),
        entry.by_login or "",
        entry.by_name or "",
        entry.action,
        action_text(entry.action, language),
        about,
        json.dumps(entry.detail, ensure_ascii=False) if entry.detail else "",
    )
    return tuple(_harmless(cell) for cell in cells)


def _harmless(cell: str) -> str:
    # A spreadsheet takes what begins so for a formula, and people choose their own names.
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
