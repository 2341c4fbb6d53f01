"""Keep Sori's processes running under one parent: start in order, restart what dies, renew all, stop in reverse.

Written here because none of the usual tools does all of it: supervisord, circus and honcho know no readiness between
processes, or leave children behind when they are killed themselves. Children are started with `subprocess.Popen`
from a single-threaded event loop, because on Python 3.11 asyncio's own subprocesses start threads, and code may run
safely between fork and exec (see `arm_death_signal`) only in a process without threads.

A renewal (SIGUSR2, `sori restart`) starts a second process of each kind, waits until all are ready, and only then has
the first ones leave. If one does not become ready, the new ones are stopped and nothing has changed.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from sori.platform.child import Child, Replaced, SupervisorError
from sori.platform.child_log import Log
from sori.platform.kept import Kept, Watch
from sori.platform.run_folder import Renewal, hold, write_renewal, write_run_file

RENEW = signal.SIGUSR2
"""The signal that asks a supervisor to renew its children."""


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
        self._running: dict[str, Kept] = {}
        self._beside: list[Kept] = []
        """New processes that are not ready yet."""
        self._old: list[Kept] = []
        """Old ones that finish what they began."""
        self._stopping = asyncio.Event()
        self._failure: str | None = None
        self._renewal: asyncio.Task[None] | None = None
        self._own_log = Log(state / "log" / "supervisor.log")
        self._watch = Watch(self._stopping, self._say, self._hear, self._write_run_file, self._fail)

    async def run(
        self,
        children: Iterable[Child],
        started: Callable[[], None] | None = None,
        before_renewal: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """Start the children in order, keep them running, and stop them in reverse order at the end.

        Args:
            children: in the order of dependency; each is asked for when the one before it is ready.
            started: called once when all are ready.
            before_renewal: what has to be done before new processes may start, such as migrating the database;
                raises SupervisorError when it can't be.

        Raises:
            SupervisorError: another run holds the state folder, a child did not become ready, or one ended for good.
        """
        loop = asyncio.get_running_loop()
        with hold(self._state):
            signals = [signal.SIGINT, signal.SIGTERM]
            if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup means to outlive the terminal
                signals.append(signal.SIGHUP)
            for number in signals:
                loop.add_signal_handler(number, self.stop)
            loop.add_signal_handler(signal.SIGCHLD, self._notice_ends)
            loop.add_signal_handler(RENEW, self.renew, before_renewal)
            try:
                await self._start_all(children)
                if not self._stopping.is_set() and started is not None:
                    started()
                await self._stopping.wait()
            finally:
                self._stopping.set()
                await self._stop_all()
                for number in (*signals, signal.SIGCHLD, RENEW):
                    loop.remove_signal_handler(number)
                (self._state / "run.json").unlink(missing_ok=True)
                self._own_log.close()
        if self._failure is not None:
            raise SupervisorError(self._failure)

    def stop(self) -> None:
        """Ask for an orderly end."""
        self._stopping.set()

    def renew(self, before: Callable[[], Awaitable[None]] | None = None) -> asyncio.Task[None]:
        """Ask for a renewal of the children; one that is going on already is not begun anew."""
        if self._renewal is None or self._renewal.done():
            self._renewal = asyncio.create_task(self._renew(before))
        return self._renewal

    def pids(self) -> dict[str, int]:
        """Return the process ids of the children that are running."""
        return {name: pid for name, one in self._running.items() if (pid := one.pid()) is not None}

    async def _start_all(self, children: Iterable[Child]) -> None:
        """Starts each when those before it that are waited for are ready; all that tell so themselves start at once."""
        together = []
        for child in children:
            one = self._running[child.name] = Kept(child, self._log_of(child), self._watch)
            one.start()
            if not child.awaited:
                continue
            if child.tells_ready and child.ready is None:
                together.append(one)
            else:
                await self._ready_or_stopping([one])
            if self._stopping.is_set():
                return
        await self._ready_or_stopping(together)

    async def _ready_or_stopping(self, children: list[Kept]) -> None:
        wait = asyncio.gather(*(one.wait_ready() for one in children))
        stop = asyncio.ensure_future(self._stopping.wait())
        either: set[asyncio.Future[Any]] = {wait, stop}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if wait.done():
                wait.result()
        except SupervisorError as error:
            self._fail(str(error))
        finally:
            wait.cancel()
            stop.cancel()
            await asyncio.gather(wait, return_exceptions=True)

    async def _renew(self, before: Callable[[], Awaitable[None]] | None) -> None:
        """All or nothing: nobody leaves before every new process is ready."""
        began = datetime.now(UTC)
        write_renewal(self._state, Renewal("going", began))
        self._say("renewing the processes")
        try:
            if before is not None:
                await before()
            await self._start_beside()
        except SupervisorError as error:
            await asyncio.gather(*(one.stop() for one in self._beside))
            self._beside.clear()
            self._say(f"not renewed, all goes on as before: {error}")
            write_renewal(self._state, Renewal("failed", began, str(error)))
            return
        self._take_over()
        leaving = asyncio.gather(*(one.leave() for one in self._old))
        faults = await self._renew_after()
        await leaving
        self._old.clear()
        self._say("not all is renewed: " + "; ".join(faults) if faults else "renewed")
        write_renewal(self._state, Renewal("failed" if faults else "done", began, "; ".join(faults)))

    async def _start_beside(self) -> None:
        self._beside = [
            Kept(one.child, one.log, self._watch, on_trial=True)
            for one in self._running.values()
            if one.child.replaced is Replaced.BESIDE
        ]
        for new in self._beside:
            new.start()
        await asyncio.gather(*(new.wait_ready() for new in self._beside))

    def _take_over(self) -> None:
        """Puts the new processes in the places of the old ones."""
        for new in self._beside:
            self._old.append(self._running[new.child.name])
            self._running[new.child.name] = new
            new.trusted()
        self._beside = []
        self._write_run_file()

    async def _renew_after(self) -> list[str]:
        """Renews those that may not run twice at a time; gives what went wrong."""
        faults = []
        for name, old in list(self._running.items()):
            if old.child.replaced is not Replaced.AFTER or self._stopping.is_set():
                continue
            await old.stop()
            new = self._running[name] = Kept(old.child, old.log, self._watch)
            new.start()
            try:
                await new.wait_ready()
            except SupervisorError as error:
                faults.append(str(error))
        return faults

    def _log_of(self, child: Child) -> Log:
        return Log(self._state / "log" / f"{child.name}.log")

    def _notice_ends(self) -> None:
        for one in self._everybody():
            one.notice_end()

    async def _stop_all(self) -> None:
        if self._renewal is not None:
            self._renewal.cancel()
            await asyncio.gather(self._renewal, return_exceptions=True)
        for one in reversed(self._everybody()):
            await one.stop()
        for one in self._running.values():
            one.log.close()

    def _everybody(self) -> list[Kept]:
        return [*self._running.values(), *self._beside, *self._old]

    def _fail(self, message: str) -> None:
        if self._failure is None and not self._stopping.is_set():
            self._failure = message
        self._stopping.set()

    def _hear(self, name: str, line: str) -> None:
        if self._echo is not None:
            print(f"{name} | {line}", file=self._echo, flush=True)

    def _say(self, message: str) -> None:
        self._own_log.write(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ} {message}")
        if self._say_elsewhere is not None:
            self._say_elsewhere(message)
        elif self._echo is not None:
            print(f"supervisor | {message}", file=self._echo, flush=True)

    def _write_run_file(self) -> None:
        write_run_file(self._state, self.pids())
