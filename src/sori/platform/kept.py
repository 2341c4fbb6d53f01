"""One child that is kept running: started, watched, started again when it dies, and stopped."""

from __future__ import annotations

import asyncio
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from sori.platform.child import READY_FD, Child, SupervisorError, arm_death_signal
from sori.platform.child_log import Lines, Log

FIRST_DELAY = 0.1
LONGEST_DELAY = 10.0
STEADY_AFTER = 30.0
TRIES_TO_BECOME_READY = 5


@dataclass(frozen=True)
class Watch:
    """Whom a kept child tells what happens to it.

    Attributes:
        stopping: set when the whole run ends.
        say: receives messages about it.
        hear: receives its own lines, with its name.
        changed: called when its process has changed.
        failed: called when it has ended for good, with what happened.
    """

    stopping: asyncio.Event
    say: Callable[[str], None]
    hear: Callable[[str, str], None]
    changed: Callable[[], None]
    failed: Callable[[str], None]


class Kept:
    """A child and what is known of its current process."""

    def __init__(self, child: Child, log: Log, watch: Watch, *, on_trial: bool = False):
        """A child that is on trial isn't started again when it dies, until it is `trusted`."""
        self.child = child
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None
        self._watch = watch
        self._on_trial = on_trial
        self._task: asyncio.Task[None] | None = None
        self._first_start = asyncio.Event()
        self._told_ready = asyncio.Event()
        self._ended = asyncio.Event()
        self._over = asyncio.Event()
        self._leaving = False
        self._was_ready = False
        self._ends = 0

    def start(self) -> None:
        """Begins to keep it running."""
        self._task = asyncio.create_task(self._keep_running(), name=f"keep {self.child.name} running")

    def pid(self) -> int | None:
        """Its process id while it runs."""
        return self.process.pid if self.process is not None and not self._ended.is_set() else None

    def trusted(self) -> None:
        """From now on it is started again when it dies."""
        self._on_trial = False

    async def wait_ready(self) -> None:
        """Return when it can do its work.

        Raises:
            SupervisorError: it ended instead, or took too long.
        """
        await self._first_start.wait()
        ready = asyncio.ensure_future(self._becomes_ready())
        over = asyncio.ensure_future(self._over.wait())
        try:
            async with asyncio.timeout(self.child.ready_within):
                await asyncio.wait({ready, over}, return_when=asyncio.FIRST_COMPLETED)
            if not ready.done():
                raise SupervisorError(self._telling("ended without becoming ready"))
            ready.result()
            self._was_ready = True
        except SupervisorError:
            raise
        except Exception as error:  # whatever a check of readiness raises means the same here
            reason = "took too long" if isinstance(error, TimeoutError) else str(error)
            raise SupervisorError(self._telling(f"did not become ready: {reason}")) from error
        finally:
            ready.cancel()
            over.cancel()

    async def stop(self) -> None:
        """Asks it to stop, and kills it if it doesn't in time."""
        await self._end(self.child.stop_signal, self.child.stop_within)

    async def leave(self) -> None:
        """Has it finish what it has begun and end, since another has taken its place."""
        await self._end(self.child.leave_signal or self.child.stop_signal, self.child.leaves_within)

    def notice_end(self) -> None:
        """Looks whether its process has ended."""
        if self.process is not None and not self._ended.is_set() and self.process.poll() is not None:
            self._ended.set()

    async def _end(self, ask: signal.Signals, within: float) -> None:
        self._leaving = True
        if self.process is not None and not self._ended.is_set():
            await self._end_process(self.process, ask, within)
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _end_process(self, process: subprocess.Popen[bytes], ask: signal.Signals, within: float) -> None:
        for number, seconds in ((ask, within), (signal.SIGKILL, 5.0)):
            with suppress(ProcessLookupError):
                if number == signal.SIGKILL:
                    self._watch.say(f"{self.child.name} did not stop within {within:.0f} s; killing it")
                    os.killpg(process.pid, number)  # with what it started
                else:
                    process.send_signal(number)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), seconds)
                return

    async def _becomes_ready(self) -> None:
        if self.child.ready is not None:
            await self.child.ready()
        if self.child.tells_ready:
            await self._told_ready.wait()

    async def _keep_running(self) -> None:
        """Start it, wait for its end, and start it again after a delay that grows while it keeps dying."""
        delay = FIRST_DELAY
        while not (self._watch.stopping.is_set() or self._leaving):
            started = time.monotonic()
            code = await self._run_once()
            if self._watch.stopping.is_set() or self._leaving:
                return
            if self._gives_up(code):
                self._over.set()
                return
            if time.monotonic() - started > STEADY_AFTER:
                delay = FIRST_DELAY
            self._watch.say(f"{self.child.name} ended ({_describe(code)}); starting it again in {delay:g} s")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._watch.stopping.wait(), delay)
            delay = min(delay * 2, LONGEST_DELAY)

    def _gives_up(self, code: int | str) -> bool:
        """Whether an end was the last; tells of it."""
        if self._on_trial:
            return True
        if not self.child.restart:
            self._watch.failed(f"{self.child.name} ended ({_describe(code)}).\n{self.log.last_lines()}")
            return True
        self._ends += 1
        if self._was_ready or not self.child.awaited or self._ends < TRIES_TO_BECOME_READY:
            return False
        self._watch.failed(self._telling(f"ended {self._ends} times ({_describe(code)}) without becoming ready"))
        return True

    async def _run_once(self) -> int | str:
        """Run it to its end; return its exit status, or why it could not be started."""
        child = self.child
        told, tell = os.pipe()
        try:
            if child.before_start is not None:
                await child.before_start()
            if self._watch.stopping.is_set():
                return 0
            self.process = self._spawn(tell)
        except Exception as error:  # a start that fails is tried again like a child that dies
            self._first_start.set()
            self.log.write(f"could not be started: {error}")
            os.close(told)
            return f"could not be started: {error}"
        finally:
            os.close(tell)
        self._ended.clear()
        self._watch.changed()
        reader = Lines(self.process.stdout, self._hear) if self.process.stdout else None
        word = Lines(os.fdopen(told, "rb", 0), lambda _: self._told_ready.set())
        self._first_start.set()
        self.notice_end()  # it may have ended before anyone listened
        await self._ended.wait()
        word.close()
        if reader is not None:
            reader.close()
        self._watch.changed()
        return self.process.returncode

    def _spawn(self, tell: int) -> subprocess.Popen[bytes]:
        child = self.child
        word = {READY_FD: str(tell)} if child.tells_ready else {}
        return subprocess.Popen(  # noqa: S603
            list(child.command),
            env={**os.environ, **child.environment, **word},
            cwd=child.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=[*child.pass_sockets, *([tell] if word else [])],
            # A group of its own, so that Ctrl-C in the terminal reaches only the supervisor, which stops them in order.
            start_new_session=True,
            user=child.user,
            group=pwd.getpwnam(child.user).pw_gid if child.user else None,
            extra_groups=[] if child.user else None,
            preexec_fn=arm_death_signal(child.death_signal),  # noqa: PLW1509 (see `supervisor`)
        )

    def _hear(self, line: str) -> None:
        self.log.write(line)
        self._watch.hear(self.child.name, line)

    def _telling(self, what: str) -> str:
        return f"{self.child.name} {what}. Its log: {self.log.path}\n{self.log.last_lines()}"


def _describe(code: int | str) -> str:
    if isinstance(code, str):
        return code
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"
