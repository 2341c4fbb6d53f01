"""The busiest day known, through the public API as fast as the machine takes it, while processes are killed in turn.

A centre of its own, made and run as a city's, in a folder that also holds the ledger of what it acknowledged. Every
minute one process dies by SIGKILL: a web process, the routing leader, the worker, PostgreSQL, in turn. At the end the
ledger is compared with the database, floor and statistics, and what may never be. A run that was itself stopped or
killed goes on where it stood:

    .venv/bin/python bench/soak.py --folder /var/tmp/soak
    .venv/bin/python bench/soak.py --folder /var/tmp/soak --resume
"""

import argparse
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bench._machine import cpu_ms, sample
from bench._soak import ledger, verdict
from bench._soak.centre import TEAM_LEADER, Soaked
from bench._soak.crowd import Plan, Seat
from bench._soak.day import BUSIEST_DAY, LIGHT, LIKE_PEOPLE, Day
from sori.platform.child import arm_death_signal

VICTIMS = ("web-1", "router", "worker", "postgres", "web-2", "router", "worker", "postgres")
_SAMPLE_EVERY_S = 5.0
_CAPACITY = """
    select count(*) from (
        select staff.id from contact join staff on staff.id = counsellor_id
        where state in ('offered', 'talking', 'wrap_up') group by staff.id having count(*) > chat_capacity) more"""


@dataclass
class Kill:
    """One process killed, how long until all was ready again, and the longest pause between two contacts' ends."""

    victim: str
    at: float
    recovered_s: float | None = None
    longest_pause_s: float = 0.0


@dataclass
class Seen:
    """What was seen of a run from beside it."""

    kills: list[Kill] = field(default_factory=list)
    memory_mb: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    progress: dict[str, Any] = field(default_factory=dict)
    overloaded: int = 0
    looks: int = 0
    seconds: float = 0.0
    cpu_s: Counter[str] = field(default_factory=Counter)


class Driver:
    """The driver's process, and what it tells."""

    def __init__(self, plan: Plan) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench._soak.crowd"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).resolve().parents[1],
            preexec_fn=arm_death_signal(signal.SIGKILL),  # noqa: PLW1509 (there are no threads yet)
        )
        self.told: queue.Queue[dict[str, Any]] = queue.Queue()
        self.say(msgspec.json.encode(plan).decode())
        self._hearing = threading.Thread(target=self._hear, daemon=True)
        self._hearing.start()

    def say(self, line: str) -> None:
        """Tells it something."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def has_nothing_more_to_tell(self) -> bool:
        """Whether it has ended, and all that it told before was heard."""
        return self.process.poll() is not None and not self._hearing.is_alive() and self.told.empty()

    def _hear(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.told.put(json.loads(line))


class Soak:
    """One run, from when the driver starts until it is over."""

    def __init__(self, centre: Soaked, driver: Driver, kill_every_s: float, kills_at_least: int) -> None:
        self._centre = centre
        self._driver = driver
        self._every_s = kill_every_s
        self._at_least = kills_at_least
        self._began = time.monotonic()
        self._killing: tuple[Kill, Callable[[], bool]] | None = None
        self._cpu: dict[str, float] = {}
        self.seen = Seen()

    def run(self) -> Seen:
        """Watches, kills, and tells how it goes until the driver says that it is over."""
        next_sample = next_word = self._began
        if not self._at_least:
            self._driver.say("enough")
        next_kill = self._began + self._every_s
        watching = _Watch(self._centre.database_url)
        while not self.seen.progress.get("over"):
            if self._driver.has_nothing_more_to_tell():
                raise SystemExit(f"the driver ended with status {self._driver.process.returncode}")
            self._hear()
            now = time.monotonic()
            if self._killing is not None:
                self._see_recovery(now)
            elif now >= next_kill:
                self._kill(now)
                next_kill = now + self._every_s
            if now >= next_sample:
                next_sample = now + _SAMPLE_EVERY_S
                self._sample()
                watching.look(self.seen)
            if now >= next_word:
                next_word = now + 10
                self._say(now)
        self.seen.seconds = time.monotonic() - self._began
        self._sample()
        return self.seen

    def _hear(self) -> None:
        with suppress(queue.Empty):
            told = self._driver.told.get(timeout=0.05)
            self.seen.progress = told
            for since, length in told["gaps"]:
                for kill in self.seen.kills:
                    if kill.at - 1 <= since + length and since <= kill.at + self._every_s / 2:
                        kill.longest_pause_s = max(kill.longest_pause_s, length)

    def _kill(self, now: float) -> None:
        victim = VICTIMS[len(self.seen.kills) % len(VICTIMS)]
        name = victim
        epoch = 0
        if victim == "router":
            try:
                name, epoch = _leader(self._centre.database_url)
            except psycopg.OperationalError:
                return
        pid = self._centre.pids().get(name)
        if pid is None:
            return
        os.kill(pid, signal.SIGKILL)
        kill = Kill(victim, now)
        self.seen.kills.append(kill)

        def recovered() -> bool:
            if self._centre.pids().get(name, pid) == pid or not self._centre.is_ready():
                return False
            if victim != "router":
                return True
            with suppress(psycopg.OperationalError):
                return _leader(self._centre.database_url)[1] > epoch
            return False

        self._killing = kill, recovered
        if len(self.seen.kills) == self._at_least:
            self._driver.say("enough")

    def _see_recovery(self, now: float) -> None:
        assert self._killing is not None
        kill, recovered = self._killing
        if recovered():
            kill.recovered_s = time.monotonic() - kill.at
            self._killing = None
        elif now - kill.at > 600:
            raise SystemExit(f"{kill.victim} was not ready again within ten minutes")

    def _sample(self) -> None:
        for name, memory in self._centre.memory_mb().items():
            self.seen.memory_mb[name].append(round(memory, 1))
        if self.seen.progress:
            self.seen.memory_mb["driver"].append(round(self.seen.progress["rss_mb"], 1))
        # To the supervisor those are counted that died, which were counted here already.
        cpu = sample({name: pid for name, pid in self._centre.pids().items() if name != "supervisor"})
        for name, ms in cpu_ms(self._cpu, cpu).items():
            self.seen.cpu_s[name] += max(0.0, ms / 1000)  # a process killed meanwhile began anew
        self._cpu = cpu

    def _say(self, now: float) -> None:
        told = self.seen.progress
        if told:
            seconds = now - self._began
            print(
                f"  {seconds:6.0f} s  {told['ended']:>7,} contacts over, {told['here']} here, "
                f"{len(self.seen.kills)} kills, {sum(told['retries'].values()):,} asked again, "
                f"{len(told['faults'])} faults",
                file=sys.stderr,
                flush=True,
            )


class _Watch:
    """Looks whether anybody has more in hand than they can take."""

    def __init__(self, url: str) -> None:
        self._url = url

    def look(self, seen: Seen) -> None:
        with suppress(psycopg.OperationalError), psycopg.connect(self._url, autocommit=True) as connection:
            row: Any = connection.execute(_CAPACITY).fetchone()
            seen.overloaded += row[0]
            seen.looks += 1


def _leader(url: str) -> tuple[str, int]:
    with psycopg.connect(url, autocommit=True) as connection:
        row: Any = connection.execute("select holder, epoch from routing_leader").fetchone()
    return row[0], row[1]


@dataclass
class Report:
    """What a run found."""

    contacts_at_start: int
    seconds: float
    rate: float
    cpu_s: dict[str, float]
    requests: int
    retries: dict[str, int]
    faults: list[str]
    kills: list[Kill]
    memory_mb: dict[str, dict[str, float]]
    deadlocks: list[str]
    verdict: verdict.Verdict


def _memory(samples: list[float]) -> dict[str, float]:
    """Of one process by name: its median in the second and in the last quarter, and the most."""
    quarter = max(1, len(samples) // 4)

    def median(values: list[float]) -> float:
        return sorted(values)[len(values) // 2]

    early, late = samples[quarter : 2 * quarter] or samples, samples[-quarter:]
    return {"second quarter": median(early), "last quarter": median(late), "most": max(samples)}


def _deadlocks(log: str) -> list[str]:
    """PostgreSQL's words on each deadlock: who waited for whom, and with which statements."""
    lines = log.splitlines()
    return ["\n".join(lines[at : at + 20]) for at, line in enumerate(lines) if "deadlock detected" in line]


def soak(options: argparse.Namespace, folder: Path) -> Report:
    """One run in this folder: a new one, or one that goes on."""
    centre = Soaked(folder, options.counsellors)
    day = Day(options.contacts, options.seed, LIGHT if options.light else LIKE_PEOPLE)
    facts = folder / "ledger.txt"
    if options.resume:
        day = msgspec.json.decode((folder / "day.json").read_bytes(), type=Day)
    else:
        centre.make()
        (folder / "day.json").write_bytes(msgspec.json.encode(day))
    before = len(ledger.read(facts).contacts)
    with centre.running():
        cookies = centre.log_in([*centre.counsellors, TEAM_LEADER])
        seats = [Seat(login, cookies[login]) for login in centre.counsellors]
        driver = Driver(Plan(centre.port, day, options.at_once, seats, str(facts)))
        seen = Soak(centre, driver, options.kill_every, options.kills).run()
        driver.process.wait(120)
        known = ledger.read(facts)
        base = f"http://127.0.0.1:{centre.port}"
        found = verdict.reach(centre.database_url, base, cookies[TEAM_LEADER], day, known)
    found.wrong["counsellors with more in hand than they can take"] = seen.overloaded
    found.wrong["faults of centre or driver"] = len(seen.progress["faults"])
    deadlocks = _deadlocks((centre.state.log / "postgres.log").read_text(errors="replace"))
    found.wrong["deadlocks"] = len(deadlocks)
    played = len(known.contacts) - before
    return Report(
        contacts_at_start=before,
        seconds=round(seen.seconds, 1),
        rate=round(played / seen.seconds, 1),
        cpu_s={**{name: round(s, 1) for name, s in seen.cpu_s.items()}, "driver": round(seen.progress["cpu_s"], 1)},
        requests=seen.progress["requests"],
        retries=seen.progress["retries"],
        faults=seen.progress["faults"],
        kills=seen.kills,
        memory_mb={name: _memory(samples) for name, samples in seen.memory_mb.items() if samples},
        deadlocks=deadlocks,
        verdict=found,
    )


def table(report: Report) -> str:
    """A report for people."""
    found = report.verdict
    lines = [
        f"{found.acknowledged['contacts']:,} contacts"
        + (f", of which {report.contacts_at_start:,} before this run" if report.contacts_at_start else ""),
        f"  {report.seconds:,.0f} s, {report.rate:.1f} contacts a second, {report.requests:,} requests, "
        f"{sum(report.retries.values()):,} asked again",
        "  acknowledged: " + ", ".join(f"{count:,} {what}" for what, count in found.acknowledged.items()),
        *(f"  {what:52}{count:>8,}" for what, count in found.wrong.items()),
        "",
        f"  {'inbound / answered / abandoned':34}{'ledger':>24}{'floor':>24}{'statistics':>24}{'records':>24}",
    ]
    for code, one in found.queues.items():
        shown = ("{:,} / {:,} / {:,}".format(*three) for three in (one.ledger, one.floor, one.statistics, one.records))
        lines.append(f"  {code:34}" + "".join(f"{three:>24}" for three in shown))
    lines += ["", f"  {'killed':12}{'times':>6}{'ready again, s':>20}{'longest pause, s':>20}   (median, most)"]
    for victim in dict.fromkeys(kill.victim for kill in report.kills):
        of = [kill for kill in report.kills if kill.victim == victim]
        ready = sorted(kill.recovered_s for kill in of if kill.recovered_s is not None)
        pauses = sorted(kill.longest_pause_s for kill in of)
        shown_ready = f"{ready[len(ready) // 2]:.1f}, {ready[-1]:.1f}" if ready else "–"
        lines.append(f"  {victim:12}{len(of):>6}{shown_ready:>20}{f'{pauses[len(of) // 2]:.1f}, {pauses[-1]:.1f}':>20}")
    lines += ["", f"  {'process':12}{'CPU, s':>10}{'MB: second quarter':>22}{'last quarter':>16}{'most':>10}"]
    for name, memory in report.memory_mb.items():
        lines.append(
            f"  {name:12}{report.cpu_s.get(name, 0):>10,.0f}{memory['second quarter']:>22,.0f}"
            f"{memory['last quarter']:>16,.0f}{memory['most']:>10,.0f}"
        )
    lines += [f"  {fault}" for fault in [*report.faults[:5], *report.deadlocks[:5]]]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contacts", type=int, default=BUSIEST_DAY, help=f"of the day ({BUSIEST_DAY:,})")
    parser.add_argument("--light", action="store_true", help="less said in each contact")
    parser.add_argument("--kill-every", type=float, default=60.0, metavar="S", help="seconds from kill to kill (60)")
    parser.add_argument("--kills", type=int, default=4, help="visits go on until so many were made (4)")
    parser.add_argument("--at-once", type=int, default=64, help="contacts there at once in the busiest hour (64)")
    parser.add_argument("--counsellors", type=int, default=24, help="with two chats each (24)")
    parser.add_argument("--seed", type=int, default=120)
    parser.add_argument("--folder", type=Path, help="where all of it lies, and stays; without it, nothing stays")
    parser.add_argument("--resume", action="store_true", help="go on with the run in --folder")
    parser.add_argument("--report", type=Path, help="also write the report as JSON")
    options = parser.parse_args()
    if options.resume and not (options.folder and (options.folder / "day.json").exists()):
        parser.error("--resume needs the --folder of a run that was begun")
    folder = options.folder or Path(tempfile.mkdtemp(prefix="sori-soak-", dir="/var/tmp"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)  # as root, PostgreSQL's own user must be able to pass
    try:
        report = soak(options, folder)
    finally:
        if options.folder is None:
            shutil.rmtree(folder, ignore_errors=True)
    if options.report:
        options.report.write_text(json.dumps(asdict(report), indent=1))
    print(table(report), flush=True)
    return 0 if report.verdict.is_good else 1


if __name__ == "__main__":
    raise SystemExit(main())
