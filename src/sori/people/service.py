"""Use cases about staff: logging in and out, who is asking, adding people, the audit log."""

import asyncio
import secrets
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from sori.people import store
from sori.people.model import (
    SESSION_LASTS,
    Actor,
    Me,
    StaffSetup,
    failures_counted_since,
    must_wait,
    password_is_acceptable,
)
from sori.platform import events
from sori.platform.database import Database, Transaction
from sori.platform.problem import Problem
from sori.platform.token import new_token, token_hash
from sori.platform.translation import Text

Outcome = TypeVar("Outcome")
_hasher = PasswordHasher()
# A hash takes 64 MiB and tens of milliseconds on purpose: two at a time, so that a shift logging in (or an attack)
# costs time and not the machine's memory.
_hashing = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")


async def log_in(database: Database, login: str, password: str, user_agent: str, now: datetime) -> tuple[str, Me]:
    """Opens a session; gives its token, which only the browser keeps, and whose it is.

    Raises Problem 401 with one text for an unknown log-in and a wrong password, 429 after repeated failures.
    A failure is committed even though the log-in is refused, which is why this takes the database.
    """
    login = login.replace("\0", "").strip().lower()
    async with database.transaction() as transaction:
        if must_wait(await store.failures_since(transaction, login, failures_counted_since(now))):
            raise Problem(429, "too_many_log_ins")
        found = await store.credentials_of(transaction, login)
    # With no connection held, since it takes a while.
    matches = await _in_turn(_matches, found.password_hash if found else _nobodys_hash(), password)
    async with database.transaction() as transaction:
        if found is not None and found.active and matches:
            token = new_token()
            await store.delete_expired_sessions(transaction, now)
            await store.forget_failures(transaction, login)
            await store.add_session(
                transaction, token_hash(token), found.id, now, now + SESSION_LASTS, user_agent[:300]
            )
            await audit(transaction, now, found.id, "session.opened", {"staff": found.id})
            return token, await store.me(transaction, found.id)
        await store.add_failure(transaction, login, now)
    raise Problem(401, "wrong_log_in")


async def log_out(transaction: Transaction, token: str, actor: Actor, now: datetime) -> None:
    """Ends the session."""
    await store.delete_session(transaction, token_hash(token))
    await audit(transaction, now, actor.id, "session.closed", {"staff": actor.id})
    await events.append(transaction, now, "session.closed", {"staff": actor.id})


async def actor_named(transaction: Transaction, login: str) -> Actor:
    """The active member of staff with this log-in, for what is done at the installation itself; Problem 404 if none."""
    actor = await store.actor_named(transaction, login)
    if actor is None:
        raise Problem(404, "no_staff", field="login")
    return actor


async def me(transaction: Transaction, actor: Actor) -> Me:
    """The actor with roles and skills."""
    return await store.me(transaction, actor.id)


async def skills(transaction: Transaction) -> dict[str, Text]:
    """All skills in use by code."""
    return await store.skills(transaction)


async def put_skill(transaction: Transaction, code: str, name: Text) -> None:
    """Adds a skill that queues may ask for, or renames it."""
    await store.add_skill(transaction, code, name)


async def retire_skill(transaction: Transaction, code: str) -> None:
    """Takes a skill out of use: nobody has it any more."""
    await store.retire_skill(transaction, code)


async def staff(transaction: Transaction) -> dict[str, StaffSetup]:
    """All active staff by log-in."""
    return await store.staff(transaction)


async def put_staff(transaction: Transaction, login: str, setup: StaffSetup, now: datetime) -> None:
    """Adds a member of staff or changes what is kept of them. Who is new logs in once `set_password` was called."""
    await store.put_staff(transaction, login, setup, now)


async def deactivate(transaction: Transaction, login: str) -> int | None:
    """Lets somebody in no more and ends their sessions; gives their id. What they did stays theirs."""
    return await store.deactivate(transaction, login)


async def with_password(transaction: Transaction) -> set[str]:
    """The log-ins of those who were given a password, active or not."""
    return await store.with_password(transaction)


async def set_password(transaction: Transaction, actor: Actor | None, login: str, password: str, now: datetime) -> None:
    """Gives a member of staff a password and ends their sessions.

    Raises Problem 422 for one that is too short, 404 for an unknown log-in.
    """
    if not password_is_acceptable(password):
        raise Problem(422, "password_too_short", field="password")
    staff_id = await store.set_password(transaction, login, await _in_turn(_hasher.hash, password))
    if staff_id is None:
        raise Problem(404, "no_staff", field="login")
    await audit(transaction, now, None if actor is None else actor.id, "password.set", {"staff": staff_id})
    await events.append(transaction, now, "staff.changed", {"staff": staff_id})


async def set_one_password(transaction: Transaction, logins: Iterable[str], password: str) -> None:
    """Gives people one password, as a demo's share, hashing it once."""
    password_hash = await _in_turn(_hasher.hash, password)
    for login in logins:
        await store.set_password(transaction, login, password_hash)


async def anybody(transaction: Transaction) -> bool:
    """Whether the centre has any staff yet."""
    return await store.anybody(transaction)


async def audit(
    transaction: Transaction,
    at: datetime,
    staff_id: int | None,
    action: str,
    about: Mapping[str, int],
    detail: Mapping[str, object] | None = None,
) -> None:
    """Appends to the audit log who did or looked at what."""
    await store.add_audit(transaction, at, staff_id, action, about, detail or {})


async def _in_turn(work: Callable[..., Outcome], *arguments: str) -> Outcome:
    return await asyncio.get_running_loop().run_in_executor(_hashing, work, *arguments)


@cache
def _nobodys_hash() -> str:
    # An unknown log-in takes as long as a wrong password, so that the time doesn't tell which it was.
    return _hasher.hash(secrets.token_urlsafe(32))


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
