"""Whether a whole setup holds together: what it names exists, what it promises somebody can keep.

`faults` looks at everything and tells all that is wrong at once. Rules are functions of one part each, given the whole.
"""

import re
from collections.abc import Container, Iterator
from datetime import date
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sori.calendar.public_holidays import countries
from sori.centre.change import Fault
from sori.centre.model import Elastic, Step
from sori.centre.setup import WEEKDAYS, Kind, QueueSetup, Setup, entities, span
from sori.people.model import Role, StaffSetup

_CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_PATTERNS = {
    Kind.SKILLS: _CODE,
    Kind.QUEUES: _CODE,
    Kind.TOPICS: _CODE,
    Kind.ANNOUNCEMENTS: _CODE,
    Kind.ALERTS: _CODE,
    Kind.STAFF: re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}"),
    Kind.MENU: re.compile(r"[0-9]{1,3}"),
    Kind.PHRASES: re.compile(r"\S{1,30}"),
    Kind.DUTIES: re.compile("break|training|meeting|protected_rest"),
}
_LIMITS: dict[Kind, dict[str, tuple[int, int]]] = {
    Kind.CENTRE: {
        "accept_within_s": (5, 300),
        "wrap_up_limit_s": (5, 1800),
        "sticky_days": (0, 90),
        "sticky_wait_s": (0, 600),
        "desk_wait_s": (0, 3600),
        "notice_after_s": (0, 7200),
    },
    Kind.QUEUES: {
        "head_start_s": (0, 86400),
        "target_s": (1, 86400),
        "target_pct": (1, 100),
        "most_waiting": (1, 100_000),
    },
    Kind.ALERTS: {"after_s": (0, 86400)},
    Kind.DUTIES: {"limit_min": (1, 600), "most_pct": (1, 100)},
    Kind.EMERGENCY: {"head_start_s": (0, 86400)},
    Kind.STAFF: {"chat_capacity": (0, 20)},
    Kind.MENU: {"position": (0, 9999)},
}
_CALLBACK_LIMITS = {
    "offer_after_s": (0, 7200),
    "offer_wait_s": (0, 7200),
    "tries": (1, 10),
    "pause_s": (10, 86400),
    "ring_s": (10, 300),
}
_LONGEST_TEXT = 2_000
_DEEPEST_TOPIC = 3


def faults(setup: Setup, with_password: Container[str]) -> list[Fault]:
    """All that is wrong with the setup, in the order of its parts; nothing for one that can be put into force.

    `with_password` are the log-ins of those who could log in, were they staff: an administrator must be among them.
    """
    return [
        *_of_every_part(setup),
        *_of_the_centre(setup),
        *_of_callbacks(setup),
        *_of_staff(setup, with_password),
        *(fault for code, queue in setup.queues.items() for fault in _of_queue(setup, code, queue)),
        *_of_holidays(setup),
        *_of_the_menu(setup),
        *_of_announcements(setup),
        *_of_topics(setup),
        *_of_alerts(setup),
        *_of_the_emergency(setup),
    ]


def _of_every_part(setup: Setup) -> Iterator[Fault]:
    for (kind, code), part in entities(setup).items():
        if kind in _PATTERNS and not _PATTERNS[kind].fullmatch(code):
            yield Fault(kind, code, "", "setup_code")
        for name, (low, high) in _LIMITS.get(kind, {}).items():
            value = part.get(name)
            if value is not None and not low <= value <= high:
                yield Fault(kind, code, name, "setup_out_of_range", {"low": low, "high": high})
        yield from _of_texts(kind, code, "", part)


def _of_texts(kind: Kind, code: str, place: str, value: Any) -> Iterator[Fault]:
    if isinstance(value, dict) and value.keys() == {"ko", "en"}:
        for language, text in value.items():
            if not text.strip():
                yield Fault(kind, code, f"{place}.{language}", "setup_text_missing")
            elif len(text) > _LONGEST_TEXT:
                yield Fault(kind, code, f"{place}.{language}", "setup_text_too_long", {"most": _LONGEST_TEXT})
    elif isinstance(value, dict):
        for name, below in value.items():
            yield from _of_texts(kind, code, f"{place}.{name}".strip("."), below)
    elif isinstance(value, list):
        for number, below in enumerate(value):
            yield from _of_texts(kind, code, f"{place}.{number}", below)


def _of_the_centre(setup: Setup) -> Iterator[Fault]:
    centre = setup.centre
    try:
        ZoneInfo(centre.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Fault(Kind.CENTRE, "", "time_zone", "setup_time_zone", {"zone": centre.time_zone})
    if centre.holiday_country is not None and centre.holiday_country not in countries():
        yield Fault(Kind.CENTRE, "", "holiday_country", "setup_country", {"country": centre.holiday_country})
    yield from _named(setup.queues, centre.message_queue, Kind.CENTRE, "", "message_queue", "setup_no_queue")


def _of_callbacks(setup: Setup) -> Iterator[Fault]:
    rule = setup.centre.callback
    for name, (low, high) in _CALLBACK_LIMITS.items() if rule is not None else ():
        if not low <= getattr(rule, name) <= high:
            yield Fault(Kind.CENTRE, "", f"callback.{name}", "setup_out_of_range", {"low": low, "high": high})


def _of_staff(setup: Setup, with_password: Container[str]) -> Iterator[Fault]:
    administrators = [login for login, person in setup.staff.items() if Role.ADMINISTRATOR in person.roles]
    if not administrators:
        yield Fault(Kind.STAFF, "", "roles", "setup_without_administrator")
    elif not any(login in with_password for login in administrators):
        yield Fault(Kind.STAFF, administrators[0], "", "setup_locked_out")
    for login, person in setup.staff.items():
        if not person.display_name.strip():
            yield Fault(Kind.STAFF, login, "display_name", "setup_text_missing")
        if not person.roles:
            yield Fault(Kind.STAFF, login, "roles", "setup_without_role")
        for skill, level in person.skills.items():
            yield from _named(setup.skills, skill, Kind.STAFF, login, f"skills.{skill}", "setup_no_skill")
            if not 1 <= level <= 5:
                yield Fault(Kind.STAFF, login, f"skills.{skill}", "setup_out_of_range", {"low": 1, "high": 5})


def _of_queue(setup: Setup, code: str, queue: QueueSetup) -> Iterator[Fault]:
    yield from _of_steps(setup, code, queue.steps)
    for day, spans in queue.hours.items():
        if day not in WEEKDAYS:
            yield Fault(Kind.QUEUES, code, f"hours.{day}", "setup_weekday", {"days": ", ".join(WEEKDAYS)})
        read = [(span(written), written) for written in spans]
        for minutes, written in read:
            if minutes is None:
                yield Fault(Kind.QUEUES, code, f"hours.{day}", "setup_hours", {"hours": written})
        in_order = sorted(minutes for minutes, _ in read if minutes is not None)
        if any(later[0] < earlier[1] for earlier, later in pairwise(in_order)):
            yield Fault(Kind.QUEUES, code, f"hours.{day}", "setup_hours_overlap")
    yield from _named(setup.queues, queue.after_hours, Kind.QUEUES, code, "after_hours", "setup_no_queue")
    if queue.after_hours == code:
        yield Fault(Kind.QUEUES, code, "after_hours", "setup_queue_after_itself")
    if queue.elastic is not None:
        yield from _of_elastic(Kind.QUEUES, code, queue.elastic)


def _of_steps(setup: Setup, code: str, steps: list[Step]) -> Iterator[Fault]:
    if not steps or steps[0].after_s != 0:
        yield Fault(Kind.QUEUES, code, "steps", "setup_first_step")
        return
    waits = [step.after_s for step in steps]
    if waits != sorted(waits):
        yield Fault(Kind.QUEUES, code, "steps", "setup_step_order")
    for number, step in enumerate(steps):
        yield from _named(setup.skills, step.skill, Kind.QUEUES, code, f"steps.{number}.skill", "setup_no_skill")
        if not 1 <= step.level <= 5:
            yield Fault(Kind.QUEUES, code, f"steps.{number}.level", "setup_out_of_range", {"low": 1, "high": 5})
    at_once = [step for step in steps if step.after_s == 0]
    if not any(serves(person, step) for person in setup.staff.values() for step in at_once):
        yield Fault(Kind.QUEUES, code, "steps", "setup_queue_without_people")


def serves(person: StaffSetup, step: Step) -> bool:
    """Whether a member of staff is one who may be offered what waits at this step."""
    takes_something = person.chat_capacity > 0 or person.takes_calls
    return Role.COUNSELLOR in person.roles and takes_something and person.skills.get(step.skill, 0) >= step.level


def _of_elastic(kind: Kind, code: str, elastic: Elastic) -> Iterator[Fault]:
    if not 0 <= elastic.minimum <= elastic.maximum:
        yield Fault(kind, code, "elastic", "setup_elastic_size")
    if elastic.waiting_per_person < 1 or elastic.cooldown_s < 1:
        yield Fault(kind, code, "elastic", "setup_elastic_positive")


def _of_holidays(setup: Setup) -> Iterator[Fault]:
    for day in setup.holidays:
        try:
            date.fromisoformat(day)
        except ValueError:
            yield Fault(Kind.HOLIDAYS, day, "", "setup_date")


def _of_the_menu(setup: Setup) -> Iterator[Fault]:
    for key, entry in setup.menu.items():
        leads_below = any(other != key and other.startswith(key) for other in setup.menu)
        if len(key) > 1 and key[:-1] not in setup.menu:
            yield Fault(Kind.MENU, key, "", "setup_menu_above", {"key": key[:-1]})
        if leads_below and entry.queue is not None:
            yield Fault(Kind.MENU, key, "queue", "setup_menu_both")
        if not leads_below and entry.queue is None:
            yield Fault(Kind.MENU, key, "queue", "setup_menu_nowhere")
        yield from _named(setup.queues, entry.queue, Kind.MENU, key, "queue", "setup_no_queue")


def _of_announcements(setup: Setup) -> Iterator[Fault]:
    for code, announcement in setup.announcements.items():
        begins, ends = announcement.shown_from, announcement.shown_until
        if begins is not None and ends is not None and ends <= begins:
            yield Fault(Kind.ANNOUNCEMENTS, code, "shown_until", "setup_ends_before")


def _of_topics(setup: Setup) -> Iterator[Fault]:
    for code, topic in setup.topics.items():
        yield from _named(setup.topics, topic.parent, Kind.TOPICS, code, "parent", "setup_no_topic")
        level, above = 1, topic.parent
        while above in setup.topics and level <= _DEEPEST_TOPIC:
            level, above = level + 1, setup.topics[above].parent
        if level > _DEEPEST_TOPIC:
            yield Fault(Kind.TOPICS, code, "parent", "setup_topic_too_deep", {"most": _DEEPEST_TOPIC})


def _of_alerts(setup: Setup) -> Iterator[Fault]:
    for code, rule in setup.alerts.items():
        yield from _named(setup.queues, rule.queue, Kind.ALERTS, code, "queue", "setup_no_queue")


def _of_the_emergency(setup: Setup) -> Iterator[Fault]:
    plan = setup.emergency
    if plan is None:
        return
    yield from _named(setup.queues, plan.queue, Kind.EMERGENCY, "", "queue", "setup_no_queue")
    yield from _of_elastic(Kind.EMERGENCY, "", plan.elastic)
    if not re.fullmatch("[0-9]", plan.menu_key):
        yield Fault(Kind.EMERGENCY, "", "menu_key", "setup_emergency_key")
    elif any(key != plan.menu_key and key.startswith(plan.menu_key) for key in setup.menu):
        yield Fault(Kind.EMERGENCY, "", "menu_key", "setup_emergency_key_taken")


def _named(known: dict[str, Any], name: str | None, kind: Kind, code: str, field: str, problem: str) -> Iterator[Fault]:
    if name is not None and name not in known:
        yield Fault(kind, code, field, problem, {"name": name})
