"""Use cases about staff: adding people, their skills, giving them passwords."""

from collections.abc import Iterable
from datetime import datetime

from sori.people.hashing import hashed, in_turn
from sori.people.model import Actor, City, StaffSetup
from sori.people.password import check
from sori.people.service.audit_log import audit
from sori.people.store import log_in as log_in_store
from sori.people.store import sessions as session_store
from sori.people.store import staff as store
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.problem import Problem
from sori.platform.translation import Text


async def actor_named(transaction: Transaction, login: str) -> Actor:
    """The active member of staff with this log-in, for what is done at the installation itself; Problem 404 if none."""
    actor = await store.actor_named(transaction, login)
    if actor is None:
        raise Problem(404, "no_staff", field="login")
    return actor


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


async def set_password(
    transaction: Transaction,
    actor: Actor | None,
    login: str,
    password: str,
    city: City,
    now: datetime,
    *,
    must_change: bool,
) -> None:
    """Gives a member of staff a password; their sessions end, and so does what failed log-ins made them wait.

    `must_change` has them choose their own before anything else. Raises Problem 422 for one that is not taken (see
    `password.check`), 404 for an unknown log-in.
    """
    found = await store.person(transaction, login)
    if found is None or not found.active:
        raise Problem(404, "no_staff", field="login")
    await in_turn(check, password, (found.login, found.display_name, *city.names))
    await store.set_password(transaction, login, await in_turn(hashed, password), must_change=must_change)
    await session_store.delete_sessions_of(transaction, found.id)
    await log_in_store.end_steps(transaction, found.id)
    await log_in_store.forget_failures(transaction, login)
    await audit(transaction, now, None if actor is None else actor.id, "password.set", {"staff": found.id})
    await events.append(transaction, now, "staff.changed", {"staff": found.id})


async def set_one_password(transaction: Transaction, logins: Iterable[str], password: str) -> None:
    """Gives people one password, as a demo's share, hashing it once."""
    password_hash = await in_turn(hashed, password)
    for login in logins:
        await store.set_password(transaction, login, password_hash, must_change=False)


async def anybody(transaction: Transaction) -> bool:
    """Whether the centre has any staff yet."""
    return await store.anybody(transaction)
