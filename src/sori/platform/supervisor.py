"""Keep Sori's processes running under one parent: start in order, restart what dies, stop in reverse.

Written here because none of the usual tools does all of it: supervisord, circus and honcho know no readiness between
processes, or leave children behind when they are killed themselves. Children are started with `subprocess.Popen`
from a single-threaded event loop, because on Python 3.11 asyncio's own subprocesses start threads, and code may run
safely between fork and exec (see `arm_death_signal`) only in a process without threads.
"""

from __future__ import annotations

import asyncio
import ctypes
import fcntl
import json
import os
import pwd
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

FIRST_DELAY = 0.1
LONGEST_DELAY = 10.0
STEADY_AFTER = 30.0
LOG_SIZE = 10 * 1024**2
LOG_FILES = 3
TRIES_TO_BECOME_READY = 5
PR_SET_PDEATHSIG = 1


class SupervisorError(Exception):
    """The processes cannot be run; the message says what happened and what to do."""


@dataclass(frozen=True)
class Child:
    """A process to keep running.

    Attributes:
        name: a short word; names the log file and the entry in ``run.json``.
        command: program and arguments.
        environment: variables set for it in addition to the supervisor's own.
        folder: the folder it starts in.
        user: the system user to run it as, if the supervisor is root.
        restart: whether to start it again when it ends; if not, its end is the end of the whole run.
        before_start: run before each start, and kept short, since everything waits for it.
        ready: returns when the process can do its work; the next child starts after that.
        ready_within: seconds allowed for `ready` at the first start.
        stop_signal: asks it to stop.
        stop_within: seconds it is given to stop before it is killed.
        death_signal: what the kernel sends it if the supervisor dies without stopping it.
        pass_sockets: listening sockets that it inherits, under the same numbers as in the supervisor.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    user: str | None = None
    restart: bool = True
    before_start: Callable[[], Awaitable[None]] | None = None
    ready: Callable[[], Awaitable[None]] | None = None
    ready_within: float = 60.0
    stop_signal: signal.Signals = signal.SIGTERM
    stop_within: float = 10.0
    death_signal: signal.Signals = signal.SIGKILL
    pass_sockets: Sequence[int] = ()


def listening_socket(host: str, port: int, backlog: int = 1024) -> socket.socket:
    """Open a listening socket to pass to children, so that the port stays open while a child restarts.

    Raises:
        SupervisorError: the port is taken or not allowed.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(backlog)
    except OSError as error:
        listener.close()
        raise SupervisorError(
            f"Cannot listen on {host} port {port}: {error.strerror}. "
            "Another Sori may be running there; stop it, or choose another port with SORI_PORT."
        ) from error
    return listener


def arm_death_signal(death_signal: signal.Signals) -> Callable[[], None]:
    """Return a function for ``preexec_fn`` that has the kernel signal the child when its parent dies, however it dies.

    `subprocess` calls it after changing the user, which matters: changing the user would clear the setting.
    """
    prctl = ctypes.CDLL(None, use_errno=True).prctl  # loaded here, since a forked child should load nothing
    parent = os.getpid()

    def arm() -> None:
        prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:  # it died in the meantime
            os._exit(1)

    return arm


def read_run_file(state: Path) -> dict[str, int]:
    """Return the processes of the run in this state folder as name → process id; empty if none is running."""
    try:
        content: dict[str, int] = json.loads((state / "run.json").read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return content if _is_locked(state) else {}


class Supervisor:
    """Runs children until SIGINT, SIGTERM, SIGHUP, `stop`, or the end of a child that must not be restarted."""

    def __init__(self, state: Path, *, echo: IO[str] | None = sys.stderr, say: Callable[[str], None] | None = None):
        """Prepare a run in a state folder.

        Args:
            state: the folder for ``run.json`` and the ``log`` folder.
            echo: where children's lines are also shown, each after the child's name; None shows nothing.
            say: receives the supervisor's own messages; by default they are treated like a child's lines.
        """
        self._state = state
        self._echo = echo
        self._say_elsewhere = say
        self._running: dict[str, _Running] = {}
        self._stopping = asyncio.Event()
        self._failure: str | None = None
        self._own_log = _Log(state / "log" / "supervisor.log")

    async def run(self, children: Iterable[Child], started: Callable[[], None] | None = None) -> None:
        """Start the children in order, keep them running, and stop them in reverse order at the end.

        Args:
            children: in the order of dependency; each is asked for when the one before it is ready.
            started: called once when all are ready.

        Raises:
            SupervisorError: another run holds the state folder, a child did not become ready, or one ended for good.
        """
        loop = asyncio.get_running_loop()
        with _hold(self._state):
            signals = [signal.SIGINT, signal.SIGTERM]
            if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup means to outlive the terminal
                signals.append(signal.SIGHUP)
            for number in signals:
                loop.add_signal_handler(number, self.stop)
            loop.add_signal_handler(signal.SIGCHLD, self._notice_ends)
            try:
                await self._start_all(children)
                if not self._stopping.is_set() and started is not None:
                    started()
                await self._stopping.wait()
            finally:
                self._stopping.set()
                await self._stop_all()
                for number in (*signals, signal.SIGCHLD):
                    loop.remove_signal_handler(number)
                (self._state / "run.json").unlink(missing_ok=True)
                self._own_log.close()
        if self._failure is not None:
            raise SupervisorError(self._failure)

    def stop(self) -> None:
        """Ask for an orderly end."""
        self._stopping.set()

    def pids(self) -> dict[str, int]:
        """Return the process ids of the children that are running."""
        return {name: one.process.pid for name, one in self._running.items() if one.process and not one.ended.is_set()}

    async def _start_all(self, children: Iterable[Child]) -> None:
        for child in children:
            one = self._running[child.name] = _Running(child, _Log(self._state / "log" / f"{child.name}.log"))
            one.task = asyncio.create_task(self._keep_running(one), name=f"keep {child.name} running")
            wait = asyncio.ensure_future(self._wait_ready(one))
            stop = asyncio.ensure_future(self._stopping.wait())
            try:
                await asyncio.wait({wait, stop}, return_when=asyncio.FIRST_COMPLETED)
                if self._stopping.is_set():
                    return
                await wait
            finally:
                wait.cancel()
                stop.cancel()

    async def _wait_ready(self, one: _Running) -> None:
        child = one.child
        await one.first_start.wait()
        if child.ready is None:
            one.was_ready = True
            return
        try:
            async with asyncio.timeout(child.ready_within):
                await child.ready()
            one.was_ready = True
        except Exception as error:  # whatever a check of readiness raises means the same here
            reason = "took too long" if isinstance(error, TimeoutError) else str(error)
            self._fail(f"{child.name} did not become ready: {reason}. Its log: {one.log.path}\n{one.log.last_lines()}")

    async def _keep_running(self, one: _Running) -> None:
        """Start a child, wait for its end, and start it again after a delay that grows while it keeps dying."""
        delay = FIRST_DELAY
        while not self._stopping.is_set():
            started = time.monotonic()
            code = await self._run_once(one)
            if self._stopping.is_set():
                return
            if not one.child.restart:
                self._fail(f"{one.child.name} ended ({_describe(code)}).\n{one.log.last_lines()}")
                return
            one.ends += 1
            if not one.was_ready and one.ends >= TRIES_TO_BECOME_READY:
                how = f"ended {one.ends} times ({_describe(code)})"
                self._fail(
                    f"{one.child.name} {how} without becoming ready. Its log: {one.log.path}\n{one.log.last_lines()}"
                )
                return
            if time.monotonic() - started > STEADY_AFTER:
                delay = FIRST_DELAY
            self._say(f"{one.child.name} ended ({_describe(code)}); starting it again in {delay:g} s")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), delay)
            delay = min(delay * 2, LONGEST_DELAY)

    async def _run_once(self, one: _Running) -> int | str:
        """Run a child to its end; return its exit status, or why it could not be started."""
        child = one.child
        try:
            if child.before_start is not None:
                await child.before_start()
            if self._stopping.is_set():
                return 0
            one.process = self._spawn(child)
        except Exception as error:  # a start that fails is tried again like a child that dies
            one.first_start.set()
            one.log.write(f"could not be started: {error}")
            return f"could not be started: {error}"
        one.ended.clear()
        self._write_run_file()
        reader = _Lines(one.process.stdout, lambda line: self._record(one, line)) if one.process.stdout else None
        one.first_start.set()
        self._notice_ends()  # it may have ended before anyone listened
        await one.ended.wait()
        if reader is not None:
            reader.close()
        self._write_run_file()
        return one.process.returncode

    def _spawn(self, child: Child) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603
            list(child.command),
            env={**os.environ, **child.environment},
            cwd=child.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=child.pass_sockets,
            # A group of its own, so that Ctrl-C in the terminal reaches only the supervisor, which stops them in order.
            start_new_session=True,
            user=child.user,
            group=pwd.getpwnam(child.user).pw_gid if child.user else None,
            extra_groups=[] if child.user else None,
            preexec_fn=arm_death_signal(child.death_signal),  # noqa: PLW1509 (see the top of this file)
        )

    def _notice_ends(self) -> None:
        for one in self._running.values():
            if one.process is not None and not one.ended.is_set() and one.process.poll() is not None:
                one.ended.set()

    async def _stop_all(self) -> None:
        for one in reversed(self._running.values()):
            if one.process is not None and not one.ended.is_set():
                await self._stop_one(one, one.process)
            if one.task is not None:
                one.task.cancel()
                await asyncio.gather(one.task, return_exceptions=True)
            one.log.close()

    async def _stop_one(self, one: _Running, process: subprocess.Popen[bytes]) -> None:
        for number, seconds in ((one.child.stop_signal, one.child.stop_within), (signal.SIGKILL, 5.0)):
            with suppress(ProcessLookupError):
                if number == signal.SIGKILL:
                    self._say(f"{one.child.name} did not stop within {one.child.stop_within:.0f} s; killing it")
                    os.killpg(process.pid, number)  # with what it started
                else:
                    process.send_signal(number)
            with suppress(TimeoutError):
                await asyncio.wait_for(one.ended.wait(), seconds)
                return

    def _fail(self, message: str) -> None:
        if self._failure is None and not self._stopping.is_set():
            self._failure = message
        self._stopping.set()

    def _record(self, one: _Running, line: str) -> None:
        one.log.write(line)
        if self._echo is not None:
            print(f"{one.child.name} | {line}", file=self._echo, flush=True)

    def _say(self, message: str) -> None:
        self._own_log.write(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ} {message}")
        if self._say_elsewhere is not None:
            self._say_elsewhere(message)
        elif self._echo is not None:
            print(f"supervisor | {message}", file=self._echo, flush=True)

    def _write_run_file(self) -> None:
        new = self._state / "run.json.new"
        new.write_text(json.dumps({"supervisor": os.getpid(), **self.pids()}, indent=1) + "\n")
        new.replace(self._state / "run.json")


class _Running:
    """A child and what is known of its current process."""

    def __init__(self, child: Child, log: _Log):
        self.child = child
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None
        self.task: asyncio.Task[None] | None = None
        self.first_start = asyncio.Event()
        self.ended = asyncio.Event()
        self.was_ready = False
        self.ends = 0


class _Lines:
    """Reads lines from a pipe as they come, and never blocks the loop."""

    LONGEST = 64 * 1024

    def __init__(self, pipe: IO[bytes], take: Callable[[str], None]):
        self._pipe = pipe
        self._take = take
        self._rest = b""
        os.set_blocking(pipe.fileno(), False)
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(pipe.fileno(), self._read)

    def _read(self) -> bool:
        """Take what is there; return whether there may be more."""
        try:
            data = os.read(self._pipe.fileno(), 65536)
        except BlockingIOError:
            return False
        if not data:
            self._loop.remove_reader(self._pipe.fileno())
            return False
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._take(line.decode(errors="replace"))
        if len(self._rest) > self.LONGEST:
            self._take(self._rest.decode(errors="replace"))
            self._rest = b""
        return True

    def close(self) -> None:
        """Take what is left, then close; a grandchild that still holds the pipe is not waited for."""
        for _ in range(1000):
            if not self._read():
                break
        if self._rest:
            self._take(self._rest.decode(errors="replace"))
        self._loop.remove_reader(self._pipe.fileno())
        self._pipe.close()


class _Log:
    """A log file that is renamed to .1, .2 … when it has grown, so that logs never fill the disk."""

    def __init__(self, path: Path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = path
        self._file = path.open("ab")

    def write(self, line: str) -> None:
        """Add a line; a full disk loses lines rather than stopping the city."""
        with suppress(OSError):
            self._file.write(line.encode(errors="replace") + b"\n")
            self._file.flush()
            if self._file.tell() > LOG_SIZE:
                self._rotate()

    def last_lines(self, count: int = 10) -> str:
        """Return the end of the log, for a message."""
        with self.path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 8192))
            return "\n".join(file.read().decode(errors="replace").splitlines()[-count:])

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _rotate(self) -> None:
        self._file.close()
        for number in range(LOG_FILES - 1, 0, -1):
            older = self.path.with_name(f"{self.path.name}.{number}")
            if older.exists():
                older.replace(self.path.with_name(f"{self.path.name}.{number + 1}"))
        self.path.replace(self.path.with_name(f"{self.path.name}.1"))
        self._file = self.path.open("ab")


@contextmanager
def _hold(state: Path) -> Iterator[None]:
    """Hold the state folder for one run; the kernel lets go of it however the run ends."""
    with open(state / "run.lock", "a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise SupervisorError(
                f"Sori is already running in {state} (process {lock.read().strip() or 'unknown'}). "
                "Stop it first, or give this one its own folder and port with SORI_STATE and SORI_PORT."
            ) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def _is_locked(state: Path) -> bool:
    try:
        with open(state / "run.lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        pass
    return False


def _describe(code: int | str) -> str:
    if isinstance(code, str):
        return code
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"
