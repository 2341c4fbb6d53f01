"""The twin agrees with the formulas where they know what it does, within three standard errors."""

import json
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from msgspec import to_builtins

from sori.routing import NEVER, NONE
from sori.staffing import delay_queue, erlang_a, finite_room, interval_loads, priority_waits
from sori.twin import engine
from sori.twin.chance import SECOND
from sori.twin.run import Played, play, replications
from sori.twin.scenario import Scenario, convert

from .days import one_queue

HOUR = 3600 * SECOND


def agrees(scenario: Scenario, measure: Callable[[Played], float], truth: float, days: int = 12) -> None:
    """Whether the mean over days lies within three of its standard errors of the truth."""
    found = np.array([measure(played) for played in days_of(json.dumps(to_builtins(scenario)), days)])
    error = found.std(ddof=1) / np.sqrt(days)
    assert error < 0.25 * abs(truth), "the test would say nothing"
    assert abs(found.mean() - truth) < 3 * error, f"{found.mean()} instead of {truth}, standard error {error}"


@cache
def days_of(scenario: str, days: int) -> list[Played]:
    """The days of a scenario, played once for all that is measured of them."""
    return [play(convert(json.loads(scenario)), day, fast=False) for day in range(days)]


def settled(played: Played, topic: int | None = None) -> np.ndarray:
    """The log of those who came after the first hour, when the day has settled, and well before its end."""
    arrived = played.log[engine.ARRIVED]
    chosen = (arrived > HOUR) & (arrived < 5 * HOUR)
    if topic is not None:
        chosen[: played.day.callers] &= played.day.topic == topic
    return played.log[:, chosen]


def waits(log: np.ndarray) -> np.ndarray:
    """Seconds until answered or gone."""
    until = np.where(log[engine.OUTCOME] == engine.TALKED, log[engine.ANSWERED], log[engine.ENDED])
    return (until - log[engine.ARRIVED]) / SECOND


A_HUNDRED = one_queue(100, 98 * 30, 120, 240)
ERLANG_A = erlang_a(100, 98, 1, 2)


@pytest.mark.parametrize(
    ("measure", "truth"),
    [
        (lambda played: np.mean(settled(played)[engine.OUTCOME] == engine.GAVE_UP), ERLANG_A.abandon_probability),
        (lambda played: np.mean(waits(settled(played)) > 0), ERLANG_A.wait_probability),
        (lambda played: np.mean(waits(settled(played))), ERLANG_A.mean_wait * 120),
        (
            lambda played: np.mean((settled(played)[engine.OUTCOME] == engine.TALKED) & (waits(settled(played)) <= 20)),
            ERLANG_A.service_level(20 / 120),
        ),
    ],
    ids=["gave up", "waited", "mean wait", "in time"],
)
def test_a_hundred_people_and_callers_who_give_up(measure: Callable[[Played], float], truth: float) -> None:
    agrees(A_HUNDRED, measure, float(truth), days=8)


def test_callers_with_patience() -> None:
    queue = delay_queue(10, 8, 1)
    scenario = one_queue(10, 8 * 60, 60)
    agrees(scenario, lambda played: float(np.mean(waits(settled(played)) > 0)), float(queue.wait_probability))
    agrees(scenario, lambda played: float(np.mean(waits(settled(played)))), float(queue.mean_wait * 60))


def test_no_room_for_more() -> None:
    scenario = one_queue(9, 10 * 60, 60, queue={"room": 3})
    agrees(
        scenario,
        lambda played: float(np.mean(settled(played)[engine.OUTCOME] == engine.TURNED_AWAY)),
        float(finite_room(9, 12, 10, 1).blocked),
    )


def test_the_urgent_first() -> None:
    urgent = {"name": "urgent", "queue": "urgent", "calls": [60.0] * 6, "talk": {"mean_s": 60}}
    other = {"name": "other", "queue": "general", "calls": [420.0] * 6, "talk": {"mean_s": 60}}
    scenario = one_queue(
        10,
        1,
        60,
        topics=[urgent, other],
        queues=[
            {"name": "urgent", "steps": [{"skill": "general"}], "head_start_s": 86_400},
            {"name": "general", "steps": [{"skill": "general"}]},
        ],
    )
    high, low = priority_waits(10, [1, 7], 1) * 60
    agrees(scenario, lambda played: float(np.mean(waits(settled(played, 0)))), float(high), days=20)
    agrees(scenario, lambda played: float(np.mean(waits(settled(played, 1)))), float(low), days=20)


def test_load_follows_the_calls() -> None:
    calls = [300.0, 600.0, 900.0, 600.0, 300.0, 300.0]
    scenario = one_queue(200, 1, 600, topic={"calls": calls}, replications=20)
    counted = np.stack(list(replications(scenario, fast=False)))[:, 7, :] / 3600
    error = counted.std(axis=0, ddof=1) / np.sqrt(20)
    assert np.all(np.abs(counted.mean(axis=0) - interval_loads(np.array(calls) / 3600, 3600, 600)) < 3.5 * error)


def test_nobody_is_lost_and_nobody_answered_twice() -> None:
    played = play(one_queue(20, 900, 90, 60), 0, fast=False)
    came = played.log[:, played.log[engine.ARRIVED] < NEVER]
    assert set(np.unique(came[engine.OUTCOME])) <= {engine.TALKED, engine.GAVE_UP}
    talked = came[:, came[engine.OUTCOME] == engine.TALKED]
    for who in np.unique(talked[engine.WHO]):
        mine = talked[:, talked[engine.WHO] == who]
        order = np.argsort(mine[engine.OFFERED])
        assert np.all(mine[engine.FREED][order][:-1] <= mine[engine.OFFERED][order][1:])
    assert np.all(came[engine.WHO][came[engine.OUTCOME] == engine.GAVE_UP] == NONE)
