"""Each rule of a whole setup, with the fault that tells it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from factories import PEOPLE, SMALL_CENTRE, queue, text
from sori.centre.model import AlertKind, Elastic, Step
from sori.centre.setup import (
    AlertSetup,
    AnnouncementSetup,
    DutySetup,
    EmergencySetup,
    HolidaySetup,
    Kind,
    MenuSetup,
    PhraseSetup,
    QueueSetup,
    Setup,
    SkillSetup,
    TopicSetup,
)
from sori.centre.validity import faults
from sori.demo.city import CITY
from sori.people.model import Role, StaffSetup
from sori.platform.translation import Text

C = SMALL_CENTRE
GENERAL = queue("general")
PLAN = EmergencySetup("water", "0", text("Now"), text("Now"), 60, Elastic(1, 2, 1, 60))
STAFF_WITHOUT_ADMINISTRATOR = {login: each for login, each in PEOPLE.items() if login != "administrator"}


def centre(**more: Any) -> Setup:
    return replace(C, centre=replace(C.centre, **more))


def with_queue(**more: Any) -> Setup:
    return replace(C, queues={**C.queues, "q": replace(GENERAL, **more)})


def with_staff(login: str = "new", **more: Any) -> Setup:
    return replace(C, staff={**C.staff, login: replace(StaffSetup("New", [Role.COUNSELLOR]), **more)})


def with_menu(**more: MenuSetup) -> Setup:
    return replace(C, menu={**C.menu, **{key.strip("_"): entry for key, entry in more.items()}})


def with_plan(**more: Any) -> Setup:
    return replace(C, emergency=replace(PLAN, **more))


def with_topics(**more: TopicSetup) -> Setup:
    return replace(C, topics={**C.topics, **more})


def with_announcement(**more: Any) -> Setup:
    return replace(C, announcements={"a": AnnouncementSetup(text("A"), **more)})


FIRST, LATER = Step(0, "general", 1), Step(60, "general", 1)
NOON, ONE = datetime(2026, 3, 4, 12, tzinfo=UTC), datetime(2026, 3, 4, 13, tzinfo=UTC)
RULES: list[tuple[Setup, Kind, str, str, str]] = [
    (centre(time_zone="Mars/Olympus"), Kind.CENTRE, "", "time_zone", "setup_time_zone"),
    (centre(holiday_country="XX"), Kind.CENTRE, "", "holiday_country", "setup_country"),
    (centre(message_queue="none"), Kind.CENTRE, "", "message_queue", "setup_no_queue"),
    (centre(accept_within_s=4), Kind.CENTRE, "", "accept_within_s", "setup_out_of_range"),
    (centre(city=Text("", "City")), Kind.CENTRE, "", "city.ko", "setup_text_missing"),
    (centre(city=Text("시", "x" * 2001)), Kind.CENTRE, "", "city.en", "setup_text_too_long"),
    (replace(C, skills={**C.skills, "Bad code": SkillSetup(text("x"))}), Kind.SKILLS, "Bad code", "", "setup_code"),
    (replace(C, staff=STAFF_WITHOUT_ADMINISTRATOR), Kind.STAFF, "", "roles", "setup_without_administrator"),
    (with_staff(roles=[]), Kind.STAFF, "new", "roles", "setup_without_role"),
    (with_staff(display_name=" "), Kind.STAFF, "new", "display_name", "setup_text_missing"),
    (with_staff(skills={"none": 1}), Kind.STAFF, "new", "skills.none", "setup_no_skill"),
    (with_staff(skills={"water": 6}), Kind.STAFF, "new", "skills.water", "setup_out_of_range"),
    (with_staff(chat_capacity=21), Kind.STAFF, "new", "chat_capacity", "setup_out_of_range"),
    (with_staff("New"), Kind.STAFF, "New", "", "setup_code"),
    (with_queue(steps=[]), Kind.QUEUES, "q", "steps", "setup_first_step"),
    (with_queue(steps=[LATER]), Kind.QUEUES, "q", "steps", "setup_first_step"),
    (with_queue(steps=[FIRST, LATER, FIRST]), Kind.QUEUES, "q", "steps", "setup_step_order"),
    (with_queue(steps=[FIRST, Step(9, "none", 1)]), Kind.QUEUES, "q", "steps.1.skill", "setup_no_skill"),
    (with_queue(steps=[FIRST, Step(9, "water", 6)]), Kind.QUEUES, "q", "steps.1.level", "setup_out_of_range"),
    (with_queue(steps=[Step(0, "foreign", 2)]), Kind.QUEUES, "q", "steps", "setup_queue_without_people"),
    (with_queue(hours={"day": ["09:00-18:00"]}), Kind.QUEUES, "q", "hours.day", "setup_weekday"),
    (with_queue(hours={"mon": ["9-18"]}), Kind.QUEUES, "q", "hours.mon", "setup_hours"),
    (with_queue(hours={"mon": ["18:00-09:00"]}), Kind.QUEUES, "q", "hours.mon", "setup_hours"),
    (with_queue(hours={"mon": ["09:00-12:00", "11:00-18:00"]}), Kind.QUEUES, "q", "hours.mon", "setup_hours_overlap"),
    (with_queue(after_hours="none"), Kind.QUEUES, "q", "after_hours", "setup_no_queue"),
    (with_queue(after_hours="q"), Kind.QUEUES, "q", "after_hours", "setup_queue_after_itself"),
    (with_queue(target_pct=101), Kind.QUEUES, "q", "target_pct", "setup_out_of_range"),
    (with_queue(most_waiting=0), Kind.QUEUES, "q", "most_waiting", "setup_out_of_range"),
    (with_queue(elastic=Elastic(3, 2, 1, 60)), Kind.QUEUES, "q", "elastic", "setup_elastic_size"),
    (with_queue(elastic=Elastic(1, 2, 0, 60)), Kind.QUEUES, "q", "elastic", "setup_elastic_positive"),
    (replace(C, holidays={"2026-02-30": HolidaySetup(text("x"))}), Kind.HOLIDAYS, "2026-02-30", "", "setup_date"),
    (with_menu(_12=MenuSetup(text("x"), "water")), Kind.MENU, "12", "", "setup_menu_above"),
    (with_menu(_31=MenuSetup(text("x"), "water")), Kind.MENU, "3", "queue", "setup_menu_both"),
    (with_menu(_5=MenuSetup(text("x"))), Kind.MENU, "5", "queue", "setup_menu_nowhere"),
    (with_menu(_5=MenuSetup(text("x"), "none")), Kind.MENU, "5", "queue", "setup_no_queue"),
    (with_menu(a=MenuSetup(text("x"), "water")), Kind.MENU, "a", "", "setup_code"),
    (with_announcement(shown_from=ONE, shown_until=NOON), Kind.ANNOUNCEMENTS, "a", "shown_until", "setup_ends_before"),
    (replace(C, phrases={"a b": PhraseSetup(text("x"), text("x"))}), Kind.PHRASES, "a b", "", "setup_code"),
    (with_topics(x=TopicSetup(text("x"), "none")), Kind.TOPICS, "x", "parent", "setup_no_topic"),
    (with_topics(x=TopicSetup(text("x"), "amount")), Kind.TOPICS, "x", "parent", "setup_topic_too_deep"),
    (with_topics(x=TopicSetup(text("x"), "x")), Kind.TOPICS, "x", "parent", "setup_topic_too_deep"),
    (
        replace(C, alerts={"a": AlertSetup(AlertKind.LONGEST_WAIT, 60, "none")}),
        Kind.ALERTS,
        "a",
        "queue",
        "setup_no_queue",
    ),
    (replace(C, duties={"break": DutySetup(limit_min=0)}), Kind.DUTIES, "break", "limit_min", "setup_out_of_range"),
    (replace(C, duties={"nap": DutySetup()}), Kind.DUTIES, "nap", "", "setup_code"),
    (with_plan(queue="none"), Kind.EMERGENCY, "", "queue", "setup_no_queue"),
    (with_plan(menu_key="12"), Kind.EMERGENCY, "", "menu_key", "setup_emergency_key"),
    (with_plan(notice=Text("", "x")), Kind.EMERGENCY, "", "notice.ko", "setup_text_missing"),
    (
        replace(
            with_menu(_5=MenuSetup(text("x")), _51=MenuSetup(text("x"), "water")), emergency=replace(PLAN, menu_key="5")
        ),
        Kind.EMERGENCY,
        "",
        "menu_key",
        "setup_emergency_key_taken",
    ),
]


@pytest.mark.parametrize(("setup", "kind", "code", "field", "expected"), RULES, ids=[rule[-1] for rule in RULES])
def test_a_setup_that_does_not_hold_together_is_told_where(
    setup: Setup, kind: Kind, code: str, field: str, expected: str
) -> None:
    found = [(fault.kind, fault.code, fault.field, fault.problem) for fault in faults(setup, PEOPLE)]
    assert (kind, code, field, expected) in found


def test_setups_that_hold_together_have_no_faults() -> None:
    assert faults(SMALL_CENTRE, PEOPLE) == []
    assert faults(CITY, CITY.staff) == []
    assert faults(with_plan(), PEOPLE) == []
    deep = with_menu(_5=MenuSetup(text("x")), _51=MenuSetup(text("x")), _512=MenuSetup(text("x"), "water"))
    assert faults(deep, PEOPLE) == []


def test_people_on_overflow_alone_do_not_serve_a_queue_from_the_start() -> None:
    steps = [Step(0, "foreign", 3), Step(60, "general", 1)]
    setup = replace(C, queues={**C.queues, "q": QueueSetup(text("q"), steps)})
    assert [fault.problem for fault in faults(setup, PEOPLE)] == ["setup_queue_without_people"]


def test_one_administrator_at_least_can_log_in() -> None:
    assert [fault.problem for fault in faults(C, {"anna"})] == ["setup_locked_out"]
