"""The demo city's life, while the switch is on: simulated people on the same machinery as a replay."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

import structlog
import uvloop

from sori.demo import manner, mix
from sori.demo.city import CITY, PASSWORD, SIMULATED_COUNSELLORS, SIMULATED_PEOPLE
from sori.demo.script import dialogue
from sori.demo.shift import Shift
from sori.platform.log import cause
from sori.replay.answers import Demo
from sori.replay.citizen import Citizen, Visit
from sori.replay.client import DEVICE_COOKIE, SESSION_COOKIE, Client, Identity, Refused
from sori.replay.counsellor import Counsellor
from sori.replay.session import until
from sori.replay.stage import Manner, Stage
from sori.replay.tally import Tally
from sori.replay.timing import Pace, handling, patience

log = structlog.get_logger()

_SWITCH_EVERY_S = 1.5
_SHIFT_EVERY_S = 10.0
_REPORT_EVERY_S = 600.0
_BURST_WITHIN_S = 15.0
_LOG_IN_EVERY_S = 0.15
_FINISHED_WITHIN_S = 30.0
_STOPPED_WITHIN_S = 6.0
"""Shorter, since whoever stops the centre waits for it."""
_MOST_CITIZENS = 150
_MOST_KNOWN = 300
_RETURNING = 0.3
_WRITERS_PATIENCE = 3.0
_MANNER = Manner(
    marks_read=True,
    rates=0.3,
    look_every_s=30.0,
    gather_s=0.3,
    reply_to_people=manner.reply,
    receive_stranger=manner.receive,
)


def run(url: str) -> None:
    """Lives the demo city's life until told to stop."""
    seed = os.environ.get("SORI_SIMULATION_SEED")
    uvloop.run(_run(url, os.environ.get("SORI_SIMULATOR_KEY"), Random(seed)))  # noqa: S311


async def _run(url: str, key: str | None, random: Random) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    zone = ZoneInfo(CITY.centre.time_zone)
    async with Client(url, Tally(), simulator_key=key, at_once=16) as client:
        await Simulation(client, random, lambda: _hour(datetime.now(zone))).run(stop)


def _hour(now: datetime) -> float:
    return now.hour + now.minute / 60 + now.second / 3600


class Simulation:
    """The city's life, which the switch turns on and off."""

    def __init__(self, client: Client, random: Random, hour: Callable[[], float]) -> None:
        self._client = client
        self._random = random
        self._hour = hour
        self._stage = Stage(Pace(), _MANNER, random, client.tally)
        self._counsellors = [
            Counsellor(client, self._stage, f"sim-{number:02d}", PASSWORD)
            for number in range(1, SIMULATED_COUNSELLORS + 1)
        ]
        # A counsellor's line is their first skill.
        lines = [next(iter(person.skills)) for person in SIMULATED_PEOPLE.values()]
        self._shift = Shift(self._counsellors, lines, random, hour)
        self._known: list[Identity] = []
        self._citizens: dict[asyncio.Task[None], Citizen] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Follows the switch until told to stop."""
        while not stop.is_set():
            if await self._is_on():
                log.info("simulation.on")
                async with self._life(stop):
                    while not stop.is_set() and await self._is_on():
                        await _until(stop, _SWITCH_EVERY_S)
                log.info("simulation.off")
            await _until(stop, _SWITCH_EVERY_S)

    async def _is_on(self) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(10):
                demo = await self._client.get("/api/demo", Identity(SESSION_COOKIE), Demo)
                return demo.demo and demo.simulation_on
        return True  # the centre is away: whoever is here waits for it

    @asynccontextmanager
    async def _life(self, stop: asyncio.Event) -> AsyncIterator[None]:
        desks = asyncio.create_task(self._open_desks())
        arrivals = [asyncio.create_task(one) for one in (self._burst(), self._callers(), self._web_visitors())]
        others = [asyncio.create_task(one) for one in (self._shifts(), self._tell())]
        try:
            yield
        finally:
            await _cancelled(arrivals + others)
            await self._close(_STOPPED_WITHIN_S if stop.is_set() else _FINISHED_WITHIN_S)
            await _cancelled([desks, *self._citizens])

    async def _close(self, longest_s: float) -> None:
        """Lets everybody finish within seconds."""
        for citizen in self._citizens.values():
            citizen.leave()
        for counsellor in self._counsellors:
            counsellor.finish()
        await until(lambda: not self._citizens and all(one.is_off for one in self._counsellors), longest_s)

    async def _open_desks(self) -> None:
        self._shift.begin()
        async with asyncio.TaskGroup() as desks:
            for counsellor in self._counsellors:
                desks.create_task(self._work(counsellor))
                # A log-in is expensive to the centre on purpose: not all at once.
                await asyncio.sleep(_LOG_IN_EVERY_S)

    async def _work(self, counsellor: Counsellor) -> None:
        while True:
            try:
                await counsellor.work()
            except Exception as error:
                # One desk's trouble must not close the others; it sits down again.
                log.warning("simulation.desk", **cause(error))
                await asyncio.sleep(5)

    async def _shifts(self) -> None:
        while True:
            self._shift.look()
            await asyncio.sleep(_SHIFT_EVERY_S)

    async def _burst(self) -> None:
        """So many come at once in the beginning that people are talking within the first minute."""
        people = round(0.75 * mix.staff_wanted(self._hour(), SIMULATED_COUNSELLORS))
        for _ in range(people):
            await asyncio.sleep(_BURST_WITHIN_S / people * self._random.uniform(0.2, 1.8))
            self._comes(mix.person(self._random), share=self._random.uniform(0.3, 1.0))

    async def _callers(self) -> None:
        while True:
            await asyncio.sleep(mix.next_arrival_s(mix.BUSIEST_PER_S * mix.curve(self._hour()), self._random))
            self._comes(mix.person(self._random))

    async def _web_visitors(self) -> None:
        while True:
            busy = max(0.5, mix.curve(self._hour()))
            await asyncio.sleep(mix.next_arrival_s(mix.WEB_CHATS_PER_S * busy, self._random))
            self._comes(mix.web_visitor(self._random))

    def _comes(self, person: mix.Person, share: float = 1.0) -> None:
        if len(self._citizens) >= _MOST_CITIZENS:
            return  # the centre has been away for a while: a real line would be full too
        pace, random = self._stage.pace, self._random
        talk = dialogue(
            person.script,
            handling(pace, random) * share,
            spoken=person.spoken,
            to_queue="written" if person.passed_on else None,
        )
        visit = Visit(
            category=person.script.topic_code,
            menu_key=person.script.menu_key if person.spoken or person.channel == "web" else mix.WRITTEN_KEY,
            channel=person.channel,
            language=person.script.language,
            dialogue=talk,
            patience_s=patience(pace, random) * (1 if person.spoken else _WRITERS_PATIENCE),
            writes_first=not person.spoken,
        )
        citizen = Citizen(self._client, self._stage, visit, self._device())
        task = asyncio.create_task(self._visit(citizen))
        self._citizens[task] = citizen
        task.add_done_callback(self._citizens.pop)

    async def _visit(self, citizen: Citizen) -> None:
        try:
            await citizen.come()
        except Exception as error:
            log.warning("simulation.citizen", **cause(error))
            return
        if citizen.who.token is not None and len(self._known) < _MOST_KNOWN:
            self._known.append(citizen.who)

    def _device(self) -> Identity:
        """A device that was here before, so that some citizens have a history, or a new one."""
        if self._known and self._random.random() < _RETURNING:
            return self._known.pop(self._random.randrange(len(self._known)))
        return Identity(DEVICE_COOKIE)

    async def _tell(self) -> None:
        while True:
            await asyncio.sleep(_REPORT_EVERY_S)
            tally = self._client.tally
            counts = {"requests": tally.requests, "retries": tally.retries.total(), "refusals": tally.refusals.total()}
            log.info("simulation.lives", citizens=len(self._citizens), **counts, faults=dict(tally.faults))


async def _until(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()


async def _cancelled(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(result, Exception) and not isinstance(result, Refused):
            log.warning("simulation.task", **cause(result))
