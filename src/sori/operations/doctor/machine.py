"""Checks of the machine: versions, disk, memory, limits, files, port."""

import os
import resource
import shutil
import socket
import stat
import sys
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import psutil

from sori.operations.doctor.model import Finding, good, odd, wrong
from sori.platform.settings import ENDPOINT_KEYS

_GB = 1024**3
_OLDEST_PYTHON = (3, 11)
_LEAST_DISK, _LITTLE_DISK = 1 * _GB, 5 * _GB
_LEAST_MEMORY = 256 * 1024**2
_LITTLE_MEMORY = 1 * _GB
_MANY_FILES = 4_096
SECRETS = ("secret", "metrics-token", "simulator-key", *ENDPOINT_KEYS.values())


def python(version: tuple[int, int] = sys.version_info[:2]) -> Finding:
    """Whether this Python is new enough."""
    shown = ".".join(map(str, version))
    if version < _OLDEST_PYTHON:
        return wrong("python", f"Python {shown} is too old", "install Python 3.11 or later and run `make run` again")
    return good("python", f"Python {shown}")


def pages(apps: Path) -> Finding:
    """Whether both apps are built."""
    missing = [app for app in ("citizen", "desk") if not (apps / app / "dist" / "index.html").exists()]
    if missing:
        return wrong("pages", f"not built: {', '.join(missing)}", "run `scripts/bootstrap run`, which builds them")
    return good("pages", "built")


def disk(folder: Path, free: int | None = None) -> Finding:
    """Whether there is space to work in; `free` in bytes."""
    while not folder.exists():
        folder = folder.parent
    left = shutil.disk_usage(folder).free if free is None else free
    told = f"{left / _GB:.1f} GB free at {folder}"
    if left < _LEAST_DISK:
        return wrong("disk", told, "free some space now: PostgreSQL stops when the disk is full")
    if left < _LITTLE_DISK:
        return odd("disk", told, "free some space, or shorten what is kept: `sori retention --dry-run`")
    return good("disk", told)


def memory(available: int | None = None) -> Finding:
    """Whether there is memory left; `available` in bytes."""
    left = psutil.virtual_memory().available if available is None else available
    told = f"{left / _GB:.1f} GB available"
    if left < _LEAST_MEMORY:
        return wrong("memory", told, "stop other programs or add memory: processes may be killed at any moment")
    if left < _LITTLE_MEMORY:
        return odd("memory", told, "watch it; fewer web processes need less: `sori run --web 1`")
    return good("memory", told)


def open_files(hard: int | None = None) -> Finding:
    """Whether a process may hold a connection for everybody at once."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1] if hard is None else hard
    if most != resource.RLIM_INFINITY and most < _MANY_FILES:
        return wrong(
            "open files",
            f"at most {most} a process, so about as many people at once",
            "raise it: LimitNOFILE=65536 in the systemd unit, or `ulimit -Hn 65536` before `sori run`",
        )
    return good("open files", "as many as needed" if most == resource.RLIM_INFINITY else f"up to {most} a process")


def time_zones(name: str) -> Finding:
    """Whether the city's time zone is known here."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return wrong("time zone", f"{name} is unknown here", "install tzdata: `pip install --upgrade tzdata`")
    return good("time zone", name)


def state_folder(folder: Path) -> Finding:
    """Whether nobody else can read what must be secret, or write where we read."""
    if not folder.exists():
        return good("state folder", f"{folder} is not there yet; the first start makes it")
    owner = folder.stat().st_uid
    if owner != os.geteuid():
        return wrong(
            "state folder",
            f"{folder} belongs to user {owner}",
            f"run Sori as its owner, or chown it to user {os.geteuid()}",
        )
    if folder.stat().st_mode & stat.S_IWOTH:
        return wrong("state folder", f"everybody may write to {folder}", f"chmod o-w {folder}")
    return good("state folder", str(folder))


def secrets(folder: Path) -> Finding:
    """Whether only their owner may read the secrets."""
    there = [path for name in SECRETS if (path := folder / name).exists()]
    readable = [str(path) for path in there if path.stat().st_mode & 0o077]
    if readable:
        files = " ".join(readable)
        return wrong(
            "secrets", f"others may read {files}", f"chmod 600 {files}, then make new ones: delete them, restart"
        )
    return good("secrets", f"{len(there)} in the state folder, closed to others")


def port(host: str, number: int, *, running: bool) -> Finding:
    """Whether the port is ours, or free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, number))
        except OSError as error:
            if running:
                return good("port", f"{number} is in use, by Sori")
            return wrong(
                "port", f"cannot listen on {host}:{number}: {error.strerror}", "stop what uses it, or set SORI_PORT"
            )
    if running:
        return odd(
            "port", f"Sori runs, but not on {host}:{number}", "set SORI_HOST and SORI_PORT as the service has them"
        )
    return good("port", f"{number} is free")


def addresses(*, secure: bool, trusted: str) -> Finding:
    """Whether it is known where requests come from: who listens to HTTPS for us is a proxy, and says so."""
    if secure and not trusted:
        return odd(
            "addresses",
            "no proxy is trusted, so every request seems to come from it, and nobody is limited by address",
            "set SORI_TRUSTED_PROXIES to its address, and have it set X-Forwarded-For",
        )
    return good("addresses", f"told by {trusted}" if trusted else "the browsers' own")


def cookies(*, secure: bool, host: str) -> Finding:
    """Whether cookies travel only over HTTPS where others can reach us."""
    if secure:
        return good("cookies", "secure")
    if host in ("127.0.0.1", "::1", "localhost"):
        return odd(
            "cookies",
            "not marked secure; fine for a look, not behind a proxy",
            "set SORI_SECURE_COOKIES=1 where browsers come over HTTPS",
        )
    return wrong(
        "cookies", f"not marked secure, though {host} is listened on", "set SORI_SECURE_COOKIES=1 and use HTTPS"
    )
