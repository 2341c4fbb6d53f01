"""Pressing a key, and the word for how busy it is."""

import pytest

from sori.routing import NONE, Busyness, Closed, Descend, Entry, Full, Join, UnknownKey, busyness, choose

TRAFFIC, WATER, NIGHT = 0, 1, 2
MENU = [Entry("1", TRAFFIC), Entry("2", WATER), Entry("3", NONE), Entry("31", WATER)]
AFTER_HOURS = [NIGHT, NONE, TRAFFIC]
OPENS_AT = [900, 901, 1_800]


def press(key: str, *is_open: bool, full: int = NONE) -> Join | Full | Descend | Closed | UnknownKey:
    return choose(MENU, key, is_open, [queue == full for queue in range(3)], AFTER_HOURS, OPENS_AT)


def test_a_key_leads_to_its_open_queue() -> None:
    assert press("2", True, True, False) == Join(WATER)


def test_a_closed_queue_leads_to_the_open_one_that_stands_in() -> None:
    assert press("1", False, False, True) == Join(NIGHT)


def test_with_nobody_to_stand_in_the_citizen_hears_when_it_opens() -> None:
    assert press("1", False, False, False) == Closed(TRAFFIC, 900)
    assert press("2", False, False, True) == Closed(WATER, 901)


def test_a_queue_in_which_as_many_wait_as_may_takes_nobody() -> None:
    assert press("2", True, True, False, full=WATER) == Full(WATER)
    assert press("1", False, False, True, full=NIGHT) == Full(NIGHT)
    assert press("1", True, True, True, full=WATER) == Join(TRAFFIC)


def test_a_key_with_choices_below_it_leads_to_them() -> None:
    assert press("3", True, True, False) == Descend("3")
    assert press("31", True, True, False) == Join(WATER)


def test_a_key_the_menu_lacks_is_unknown() -> None:
    assert press("7", True, True, True) == UnknownKey("7")


@pytest.mark.parametrize(
    ("waiting", "on_duty", "free", "level"),
    [
        (0, 10, 10, Busyness.QUIET),
        (0, 10, 2, Busyness.QUIET),
        (0, 10, 1, Busyness.NORMAL),
        (1, 10, 2, Busyness.NORMAL),
        (25, 100, 0, Busyness.NORMAL),
        (26, 100, 0, Busyness.BUSY),
        (100, 100, 0, Busyness.BUSY),
        (101, 100, 0, Busyness.VERY_BUSY),
        (0, 0, 0, Busyness.VERY_BUSY),
    ],
)
def test_busyness_goes_by_people_free_and_waiting_per_person(
    waiting: int, on_duty: int, free: int, level: Busyness
) -> None:
    assert busyness(waiting, on_duty, free) is level
