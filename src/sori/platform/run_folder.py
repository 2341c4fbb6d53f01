"""A run's place on disk: the lock that one run holds, and the list of its processes."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from sori.platform.child import SupervisorError


def read_run_file(state: Path) -> dict[str, int]:
    """Return the processes of the run in this state folder as name → process id; empty if none is running."""
    try:
        content: dict[str, int] = json.loads((state / "run.json").read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return content if is_held(state) else {}


def write_run_file(state: Path, pids: Mapping[str, int]) -> None:
    """Writes which processes run, this one as the supervisor."""
    new = state / "run.json.new"
    new.write_text(json.dumps({"supervisor": os.getpid(), **pids}, indent=1) + "\n")
    new.replace(state / "run.json")


@dataclass(frozen=True, slots=True)
class Renewal:
    """The last renewal of the processes: "going", "done" or "failed", and why."""

    state: str
    began_at: datetime
    reason: str = ""


def write_renewal(state: Path, renewal: Renewal) -> None:
    """Writes how the renewal stands, for whoever asked for it."""
    new = state / "renewal.json.new"
    new.write_bytes(msgspec.json.encode(renewal))
    new.replace(state / "renewal.json")


def read_renewal(state: Path) -> Renewal | None:
    """How the last renewal of this state folder's run stands."""
    try:
        return msgspec.json.decode((state / "renewal.json").read_bytes(), type=Renewal)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


@contextmanager
def hold(state: Path) -> Iterator[None]:
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


def is_held(state: Path) -> bool:
    """Return whether a run holds the state folder."""
    try:
        with open(state / "run.lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        pass
    return False
