"""One replay from beginning to end: counsellors sit down, arrivals come, everybody goes, the report is told."""

import asyncio
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import msgspec

from sori.platform.limits import allow_many_connections
from sori.replay import report, timing
from sori.replay.citizen import Citizen, End, Outcome, Visit
from sori.replay.client import Client
from sori.replay.counsellor import Counsellor
from sori.replay.dialogue import plain
from sori.replay.expectation import waits_told
from sori.replay.machine import Machine
from sori.replay.pause import paused_simulation
from sori.replay.recording import Arrival, Recording
from sori.replay.stage import Manner, Stage
from sori.replay.tally import Tally

_SAY_EVERY_S = 5.0
_FINISH_WITHIN_S = 120.0
_LOG_INS_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Play:
    """How to play a recording, and with whom."""

    url: str
    speed: float
    counsellors: int
    login: str
    """The counsellors' log-ins, with `{}` for the number from 01."""
    password: str
    simulator_key: str | None = None
    state: Path | None = None
    """The centre's state folder, where it runs on this machine."""
    seed: int = 120


async def play(recording: Recording, plan: Play, written: Path | None = None) -> int:
    """Plays a recording, prints the report, and writes it to `written` as JSON; gives the exit status.

    It is 1 where anything was lost, doubled or faulty, 2 where there is nothing to play.
    """
    for row in recording.bad_rows[:10]:
        print(f"  set aside: {row}", file=sys.stderr)
    if not recording.arrivals:
        print("sori: the recording has no usable rows.", file=sys.stderr)
        return 2
    allow_many_connections()
    # A polite end also when told to stop before anybody came: a demo's own simulation comes back.
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        made = await _played(recording, plan)
    except asyncio.CancelledError:
        print("sori: the replay was stopped.", file=sys.stderr)
        return 130
    print(report.table(made))
    if written is not None:
        await asyncio.to_thread(written.write_bytes, msgspec.json.format(msgspec.json.encode(made)))
    return 1 if made.faults else 0


async def _played(recording: Recording, plan: Play) -> report.Report:
    tally, machine = Tally(), Machine(plan.state)
    pace = timing.Pace().at_speed(plan.speed)
    stage = Stage(pace, Manner(gather_s=min(0.05, 2 / plan.speed)), Random(plan.seed), tally)  # noqa: S311
    async with (
        Client(plan.url, tally, simulator_key=plan.simulator_key) as client,
        paused_simulation(client),
        _at_work(client, stage, plan) as counsellors,
    ):
        machine.look()
        run = _Run(client, stage, recording.arrivals, plan.speed)
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, run.stop)
        saying = asyncio.create_task(_say_progress(run, machine))
        begun_at, since = time.monotonic(), datetime.now(UTC)
        await run.all()
        wall_s = time.monotonic() - begun_at
        await _desks_empty(counsellors)
        saying.cancel()
        machine.look()
        waits = await waits_told(client, since)
    recorded_s = (recording.arrivals[max(len(run.outcomes) - 1, 0)].at - recording.arrivals[0].at).total_seconds()
    played = report.Timing(
        recorded_s, round(wall_s, 2), plan.speed, round(recorded_s / wall_s, 1), round(run.latest_s, 3)
    )
    return report.made(run.outcomes, len(recording.bad_rows), pace.target_s, played, tally, machine.needs(), waits)


class _Run:
    """The arrivals as they come."""

    def __init__(self, client: Client, stage: Stage, arrivals: Sequence[Arrival], speed: float) -> None:
        self.arrivals = arrivals
        self.outcomes: list[Outcome] = []
        self.latest_s = 0.0
        self._citizens: set[Citizen] = set()
        self._stopping = asyncio.Event()
        self._client = client
        self._stage = stage
        self._speed = speed

    @property
    def here(self) -> int:
        """How many citizens are in their visit."""
        return len(self._citizens)

    def stop(self) -> None:
        """Lets nobody come any more, and those who are here leave; the report is of what was played."""
        self._stopping.set()
        for citizen in self._citizens:
            citizen.leave()

    async def all(self) -> None:
        """Lets everybody come in their time, and waits until the last has gone."""
        begun_at, first = time.monotonic(), self.arrivals[0].at
        async with asyncio.TaskGroup() as visits:
            for arrival in self.arrivals:
                due_at = begun_at + (arrival.at - first).total_seconds() / self._speed
                if (ahead_s := due_at - time.monotonic()) > 0.001:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(ahead_s):
                            await self._stopping.wait()
                if self._stopping.is_set():
                    break
                self.latest_s = max(self.latest_s, time.monotonic() - due_at)
                visits.create_task(self._visit(arrival))

    async def _visit(self, arrival: Arrival) -> None:
        pace, random = self._stage.pace, self._stage.random
        handling_s = timing.handling(pace, random)
        dialogue = plain(arrival.text or arrival.category, timing.lines(pace, handling_s), handling_s)
        patience_s = timing.patience(pace, random)
        visit = Visit(arrival.category, arrival.menu_key, arrival.channel, arrival.language, dialogue, patience_s)
        citizen = Citizen(self._client, self._stage, visit)
        self._citizens.add(citizen)
        try:
            outcome = await citizen.come()
        except Exception as error:
            # One citizen's trouble must not end the run: it is told in the report.
            self._stage.tally.faults[f"citizen: {error!r}"] += 1
            outcome = Outcome(End.FAILED, arrival.menu_key)
        finally:
            self._citizens.discard(citizen)
        self.outcomes.append(outcome)


@asynccontextmanager
async def _at_work(client: Client, stage: Stage, plan: Play) -> AsyncIterator[list[Counsellor]]:
    counsellors = [
        Counsellor(client, stage, plan.login.format(f"{number:02d}"), plan.password)
        for number in range(1, plan.counsellors + 1)
    ]
    tasks = []
    try:
        for start in range(0, len(counsellors), _LOG_INS_AT_ONCE):
            # A log-in is expensive to the centre on purpose: a few at a time.
            group = counsellors[start : start + _LOG_INS_AT_ONCE]
            tasks += [asyncio.create_task(counsellor.work()) for counsellor in group]
            while not all(counsellor.duty for counsellor in group):
                for task in tasks:
                    if task.done():
                        task.result()
                await asyncio.sleep(0.02)
        yield counsellors
    finally:
        for counsellor in counsellors:
            counsellor.finish()
        await until(lambda: all(counsellor.duty in ("", "offline") for counsellor in counsellors), 15)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _desks_empty(counsellors: Sequence[Counsellor]) -> None:
    await until(lambda: not any(counsellor.in_hand for counsellor in counsellors), _FINISH_WITHIN_S)


async def until(holds: Callable[[], bool], longest_s: float) -> bool:
    """Waits until something holds; gives whether it came to that in time."""
    ends_at = time.monotonic() + longest_s
    while not holds():
        if time.monotonic() > ends_at:
            return False
        await asyncio.sleep(0.1)
    return True


async def _say_progress(run: _Run, machine: Machine) -> None:
    begun_at = time.monotonic()
    while True:
        await asyncio.sleep(_SAY_EVERY_S)
        machine.look()
        ends = Counter(outcome.end for outcome in run.outcomes)
        seconds = time.monotonic() - begun_at
        print(
            f"  {seconds:6.0f} s  {len(run.outcomes):>7,} of {len(run.arrivals):,} over "
            f"({len(run.outcomes) / seconds:.1f} a second): {ends[End.ANSWERED]:,} answered, "
            f"{ends[End.ABANDONED]:,} abandoned; {run.here:,} here",
            file=sys.stderr,
            flush=True,
        )


def key_of(state: Path | None) -> str | None:
    """The key by which contacts are marked as simulated: from the environment, or the centre's state folder."""
    if key := os.environ.get("SORI_SIMULATOR_KEY"):
        return key
    with suppress(OSError):
        return (state / "simulator-key").read_text().strip() if state is not None else None
    return None
