"""A process to keep running, as its supervisor describes it, and the word by which it tells that it is ready."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

READY_FD = "SORI_READY_FD"
"""Names the pipe into which a process writes when it is ready; set by its supervisor."""
_PR_SET_PDEATHSIG = 1


class SupervisorError(Exception):
    """The processes cannot be run; the message says what happened and what to do."""


class Replaced(Enum):
    """How a child gives way to a new one of its kind when all are renewed."""

    NEVER = "never"
    BESIDE = "beside"
    """The new one is ready before the old one is asked to stop."""
    AFTER = "after"
    """The new one starts when the old one has ended."""


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
        tells_ready: whether it calls `tell_ready` when it can do its work. Unless it has a `ready` too, others start
            meanwhile, and all of them are waited for together.
        awaited: whether the whole is ready only when it is. One that isn't may also fail as often as it likes.
        ready_within: seconds allowed to become ready at the first start and at each renewal.
        stop_signal: asks it to stop.
        stop_within: seconds it is given to stop before it is killed.
        leave_signal: asks it to finish what it has begun and then to end; None: the same as `stop_signal`.
        leaves_within: seconds it is given to finish what it has begun when another has taken its place.
        replaced: how it gives way to a new one.
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
    tells_ready: bool = False
    awaited: bool = True
    ready_within: float = 60.0
    stop_signal: signal.Signals = signal.SIGTERM
    stop_within: float = 10.0
    leave_signal: signal.Signals | None = None
    leaves_within: float = 30.0
    replaced: Replaced = Replaced.NEVER
    death_signal: signal.Signals = signal.SIGKILL
    pass_sockets: Sequence[int] = ()


def tell_ready() -> None:
    """Tells the supervisor, if there is one, that this process can do its work."""
    fd = os.environ.pop(READY_FD, None)
    if fd is not None:
        with suppress(OSError):  # a supervisor that has gone needs no word
            os.write(int(fd), b"ready\n")
            os.close(int(fd))


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
        prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:  # it died in the meantime
            os._exit(1)

    return arm
