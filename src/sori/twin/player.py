"""Plays a scenario for somebody who waits at a screen: in processes of its own, beside the centre's and after them.

A web process must answer others meanwhile, and would not while it computes. Each player reads one request from its
input, writes its counts and ends, so that none is left behind whatever dies.
"""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE

import msgspec
import numpy as np
from numpy.typing import NDArray

from sori.platform.problem import Problem
from sori.twin.chance import attempts
from sori.twin.run import replications
from sori.twin.scenario import Scenario

MOST_CONTACTS = 400_000
"""Contacts in all replications, which take about ten seconds on two free cores."""
MOST_REPLICATIONS = 100
MOST_PEOPLE = 3_000
_TIME_LIMIT_S = 60
_AT_ONCE = asyncio.Semaphore(2)


class Asked(msgspec.Struct):
    """What one player is to play."""

    scenario: Scenario
    numbers: list[int]


def check_size(scenario: Scenario) -> None:
    """Problem 422 for more than a screen can wait for."""
    people = sum(max(group.at_desk) for group in scenario.people)
    if (
        scenario.expected_calls * scenario.replications * attempts(scenario) > MOST_CONTACTS
        or scenario.replications > MOST_REPLICATIONS
    ):
        raise Problem(422, "twin_too_large", field="scenario", contacts=MOST_CONTACTS, replications=MOST_REPLICATIONS)
    if people > MOST_PEOPLE:
        raise Problem(422, "twin_too_many_people", field="scenario", most=MOST_PEOPLE)


async def played(scenario: Scenario) -> NDArray[np.float64]:
    """Give the counts of all replications: replication × `COUNTED` × interval. Problem 503 where it takes too long."""
    numbers = list(range(scenario.replications))
    shares = [share for share in (numbers[0::2], numbers[1::2]) if share]
    async with _AT_ONCE:
        try:
            async with asyncio.timeout(_TIME_LIMIT_S), asyncio.TaskGroup() as group:
                tasks = [group.create_task(_player(Asked(scenario, share))) for share in shares]
        except TimeoutError:
            raise Problem(503, "twin_too_slow", retry_after_s=60) from None
    counted = {
        number: one
        for share, task in zip(shares, tasks, strict=True)
        for number, one in zip(share, task.result(), strict=True)
    }
    return np.array([counted[number] for number in numbers])


async def _player(asked: Asked) -> list[list[list[float]]]:
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "sori.twin.player", stdin=PIPE, stdout=PIPE)
    try:
        output, _ = await process.communicate(msgspec.json.encode(asked))
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode != 0:
        raise RuntimeError(f"a player of the twin ended with {process.returncode}")
    return msgspec.json.decode(output, type=list[list[list[float]]])


def main() -> None:
    """One player: the request from the input, its counts to the output."""
    os.nice(5)  # who talks with citizens comes first
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=Asked)
    counts = [one.tolist() for one in replications(asked.scenario, numbers=asked.numbers)]
    sys.stdout.buffer.write(msgspec.json.encode(counts))


if __name__ == "__main__":
    main()
