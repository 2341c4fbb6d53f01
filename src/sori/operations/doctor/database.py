"""Checks of the database and of what works on it."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from sori.conversations import router
from sori.knowledge import search_line
from sori.operations.doctor import store
from sori.operations.doctor.model import Finding, good, odd, wrong
from sori.platform.database import Transaction
from sori.platform.heartbeat import heartbeats
from sori.platform.migrations import missing, names
from sori.platform.rounds import Round, heartbeat_of
from sori.webhooks import service as webhooks
from sori.webhooks.model import DisabledWhy

_OLDEST_SERVER = 16
_SKEW_ODD_S, _SKEW_WRONG_S = 1.0, 5.0
_LEADER_SILENT_S = 10.0
_SEARCH_SILENT_S = 20.0
_ROUNDS_MISSED = 3
_BACKUP_AGE = timedelta(days=1)
_EXTENSIONS = ("vector",)
_CONNECTIONS_FULL = 0.9


async def version(transaction: Transaction) -> Finding:
    """Whether the server is new enough."""
    number = await store.server_version(transaction)
    if number // 10_000 < _OLDEST_SERVER:
        return wrong(
            "database version", f"PostgreSQL {number // 10_000}", f"upgrade it to {_OLDEST_SERVER} or later; 18 is best"
        )
    return good("database version", f"PostgreSQL {number // 10_000}.{number % 10_000}")


async def extensions(transaction: Transaction, wanted: Sequence[str] = _EXTENSIONS) -> Finding:
    """Whether the extensions can be had that Sori uses."""
    there = await store.available_extensions(transaction)
    lacking = [name for name in wanted if name not in there]
    if lacking:
        return odd(
            "extensions",
            f"not available: {', '.join(lacking)}",
            "install them on the database server (Debian: postgresql-18-pgvector); search by meaning needs them",
        )
    return good("extensions", ", ".join(wanted))


async def migrations(transaction: Transaction) -> Finding:
    """Whether the database is of this version."""
    if lacking := await missing(transaction):
        return wrong("migrations", f"not applied: {', '.join(lacking)}", "run `sori migrate`, or `sori restart`")
    newer = await store.unknown_migrations(transaction, names())
    if newer:
        return wrong("migrations", f"of a newer Sori: {', '.join(newer)}", "install the version that made them")
    return good("migrations", f"all {len(names())} applied")


async def clock(transaction: Transaction, now: datetime | None = None) -> Finding:
    """Whether this machine and the database agree on the time."""
    before = now or datetime.now(UTC)
    theirs = await store.server_time(transaction)
    after = now or datetime.now(UTC)
    skew_s = (theirs - (before + (after - before) / 2)).total_seconds()
    told = f"the database's is {abs(skew_s):.1f} s {'ahead of' if skew_s > 0 else 'behind'} this machine's"
    if abs(skew_s) >= _SKEW_WRONG_S:
        return wrong("clock", told, "have both keep time: `timedatectl set-ntp true`")
    if abs(skew_s) >= _SKEW_ODD_S:
        return odd("clock", told, "have both keep time: `timedatectl set-ntp true`")
    return good("clock", "agrees with the database's")


async def connections(transaction: Transaction) -> Finding:
    """Whether the server has connections to spare."""
    used, most = await store.connections(transaction)
    if used >= most * _CONNECTIONS_FULL:
        return wrong("connections", f"{used} of {most} in use", "raise max_connections, or run fewer web processes")
    return good("connections", f"{used} of {most} in use")


async def server_log(transaction: Transaction) -> Finding:
    """Whether the server's log could get what people wrote."""
    found = await store.settings(transaction, ("log_parameter_max_length", "log_error_verbosity", "log_statement"))
    faults = [
        fault
        for fault, there in (
            ("log_parameter_max_length=0", found["log_parameter_max_length"] != "0"),
            ("log_error_verbosity=terse", found["log_error_verbosity"] != "terse"),
            ("log_statement=none", found["log_statement"] not in ("none", "ddl")),
        )
        if there
    ]
    if faults:
        return odd(
            "server log",
            "the database server may log what people write",
            "set for this database: " + "; ".join(f"alter database … set {fault}" for fault in faults),
        )
    return good("server log", "without what people write")


async def leader(transaction: Transaction, now: datetime) -> Finding:
    """Whether somebody decides who gets which contact."""
    beat = (await heartbeats(transaction)).get(router.HEARTBEAT)
    if beat is None or (now - beat.at).total_seconds() > _LEADER_SILENT_S:
        since = "at all" if beat is None else f"since {beat.at:%Y-%m-%d %H:%M:%S} UTC"
        return wrong(
            "routing", f"no leader has decided anything {since}", "look at log/router-1.log and -2; `sori restart`"
        )
    return good("routing", "a leader is at work")


async def search(transaction: Transaction, now: datetime) -> Finding:
    """Whether the knowledge can be searched."""
    beat = (await heartbeats(transaction)).get(search_line.HEARTBEAT)
    if beat is None or (now - beat.at).total_seconds() > _SEARCH_SILENT_S:
        since = "at all" if beat is None else f"since {beat.at:%Y-%m-%d %H:%M:%S} UTC"
        return odd("search", f"the search process has not answered {since}", "look at log/search.log; `sori restart`")
    return good("search", "the search process answers")


async def rounds(transaction: Transaction, wanted: Sequence[Round], now: datetime) -> Finding:
    """Whether the worker makes its rounds."""
    beats = await heartbeats(transaction)
    late = []
    for one in wanted:
        beat = beats.get(heartbeat_of(one))
        if beat is None:
            late.append(f"{one.name} (never)")
        elif beat.failures:
            late.append(f"{one.name} (failed {beat.failures} times since {beat.at:%H:%M:%S} UTC)")
        elif (now - beat.at).total_seconds() > _ROUNDS_MISSED * beat.every_s + 10:
            late.append(f"{one.name} (last {beat.at:%Y-%m-%d %H:%M:%S} UTC)")
    if late:
        return wrong(
            "worker", f"rounds are late: {', '.join(late)}", "look at log/worker.log for round.failed; `sori restart`"
        )
    return good("worker", f"makes its {len(wanted)} rounds")


async def backups(transaction: Transaction, now: datetime) -> Finding:
    """Whether there is a backup of the last day."""
    last = await store.last_backup(transaction, now - timedelta(days=60))
    do = "run `sori backup FILE` daily (deploy/systemd/sori-backup.timer) and keep copies elsewhere"
    if last is None:
        return odd("backup", "none in the last 60 days", do)
    if now - last > _BACKUP_AGE:
        return odd("backup", f"the last is of {last:%Y-%m-%d %H:%M} UTC", do)
    return good("backup", f"of {last:%Y-%m-%d %H:%M} UTC")


async def demo_passwords(transaction: Transaction, password: str) -> Finding:
    """Whether somebody in a production centre has the demo's public password."""
    if await store.is_demo(transaction):
        return odd(
            "passwords", "this is the demo city; its passwords are public", "make a centre of your own: `sori init`"
        )
    hashes = await store.password_hashes(transaction)
    known = [login for login, hashed in hashes.items() if await asyncio.to_thread(_matches, hashed, password)]
    if known:
        return wrong(
            "passwords", f"the demo's public password opens {', '.join(known)}", "set new ones under /admin, Staff"
        )
    return good("passwords", f"none of {len(hashes)} is the demo's")


def _matches(hashed: str, password: str) -> bool:
    try:
        return PasswordHasher().verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


async def receivers(transaction: Transaction) -> Finding:
    """Whether webhooks reach their receivers."""
    known = await webhooks.webhooks(transaction)
    stopped = [one.address for one in known if one.disabled_why in (DisabledWhy.FAILING, DisabledWhy.GONE)]
    failing = [one.address for one in known if one.disabled_at is None and one.failing_since is not None]
    do = "see why at /admin/webhooks, have the receiver mended, and switch it on again"
    if stopped:
        return wrong("webhooks", f"nothing is sent any more to {', '.join(stopped)}", do)
    if failing:
        return odd("webhooks", f"{', '.join(failing)} fails; it is tried again", do)
    return good("webhooks", f"{len(known)} registered")
