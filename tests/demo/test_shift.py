from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from sori.demo.shift import Shift

LINES = ["general", "traffic", "general", "water", "written", "covid", "general", "directory", "traffic", "foreign"]


class Person:
    duty = "offline"

    def be(self, duty: str) -> None:
        self.duty = duty


def floor(hour: float, seed: int) -> tuple[list[Person], Shift, list[float]]:
    people, clock = [Person() for _ in range(36)], [0.0]
    lines = [LINES[number % 10] for number in range(36)]
    return people, Shift(people, lines, Random(seed), lambda: hour, lambda: clock[0]), clock


@settings(deadline=None, max_examples=50)
@given(st.floats(0, 23.9), st.integers(0, 50))
def test_no_line_that_has_a_shift_is_ever_without_anybody(hour: float, seed: int) -> None:
    people, shift, clock = floor(hour, seed)
    shift.begin()
    for _ in range(200):
        clock[0] += 10
        shift.look()
        there = {LINES[number % 10] for number, one in enumerate(people) if one.duty == "available"}
        assert there == set(LINES)


def test_people_take_breaks_and_come_back() -> None:
    people, shift, clock = floor(10.5, 1)
    shift.begin()
    seen: list[set[str]] = [set() for _ in people]
    for _ in range(1_440):
        clock[0] += 10
        shift.look()
        for states, one in zip(seen, people, strict=True):
            states.add(one.duty)
    assert sum("break" in states for states in seen) > 20
    assert all("available" in states for states in seen)
    assert {"meeting", "training"} <= set().union(*seen)


def test_at_night_most_are_off() -> None:
    people, shift, _ = floor(3.5, 1)
    shift.begin()
    assert 10 <= sum(one.duty != "offline" for one in people) <= 14
