"""Use cases of logging in and out: the password, then, where somebody has one, a code of the second factor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sori.people import second_factor
from sori.people.hashing import in_turn, matches
from sori.people.model import (
    FAILURES_COUNT_FOR,
    SESSION_IDLES,
    SESSION_LASTS,
    STEP_LASTS,
    Actor,
    CodeWanted,
    Me,
    Role,
    Visitor,
    WayIn,
    address_must_wait,
    failures_counted_since,
    must_wait,
)
from sori.people.service.audit_log import audit
from sori.people.store import log_in as store
from sori.people.store import second_factor as factor_store
from sori.people.store import sessions as session_store
from sori.people.store import staff as staff_store
from sori.people.store.sessions import NewSession
from sori.platform import events
from sori.platform.database import Database, Transaction
from sori.platform.problem import Problem
from sori.platform.seal import Seal
from sori.platform.token import new_token, token_hash


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just opened: its token, which only the browser keeps, and whose it is."""

    token: str
    me: Me


@dataclass(frozen=True, slots=True)
class Step:
    """A log-in that goes on with a code: its token, which only the browser keeps."""

    token: str
    wanted: CodeWanted


@dataclass(frozen=True, slots=True)
class Arrival:
    """The browser in front of a log-in, with the token of the session it had before, if any."""

    visitor: Visitor
    old_token: str | None


async def log_in(database: Database, login: str, password: str, arrival: Arrival, now: datetime) -> Opened | Step:
    """Opens a session, or asks for a code where the second factor is in force.

    Raises Problem 401 with one text for an unknown log-in and a wrong password, 429 after repeated failures.
    A failure is committed even though the log-in is refused, which is why this takes the database.
    """
    login = login.replace("\0", "").strip().lower()
    async with database.transaction() as transaction:
        await may_try(transaction, login, arrival.visitor, now)
        found = await store.credentials_of(transaction, login)
    # With no connection held, since it takes a while.
    right = await in_turn(matches, found.password_hash if found else None, password)
    async with database.transaction() as transaction:
        if found is not None and found.active and right:
            if await factor_store.second_factor(transaction, found.id) is None:
                return await open_session(transaction, found.id, WayIn.PASSWORD, arrival, now)
            token, expires_at = new_token(), now + STEP_LASTS
            await store.add_step(transaction, token_hash(token), found.id, expires_at, now)
            return Step(token, CodeWanted(expires_at))
        await store.add_failure(transaction, login, arrival.visitor.address, now)
    raise Problem(401, "wrong_log_in")


async def give_code(
    database: Database, seal: Seal, step_token: str, code: str, arrival: Arrival, now: datetime
) -> Opened:
    """Goes on with a log-in: opens the session where the code is the second factor's, or a recovery code.

    Raises Problem 401 for a log-in that took too long or a wrong code, 429 after repeated failures, which are counted
    with those of passwords.
    """
    async with database.transaction() as transaction:
        # Locked, so that guessing at once is guessing one by one.
        found = await store.step(transaction, token_hash(step_token), now)
        if found is None:
            raise Problem(401, "log_in_over")
        await may_try(transaction, found.login, arrival.visitor, now)
        if await is_right(transaction, seal, found.id, code, now):
            return await open_session(transaction, found.id, WayIn.SECOND_FACTOR, arrival, now)
        await store.add_failure(transaction, found.login, arrival.visitor.address, now)
    raise Problem(401, "wrong_code", field="code")


async def may_try(transaction: Transaction, login: str, visitor: Visitor, now: datetime) -> None:
    """Raises Problem 429 where a log-in, or a network address, has failed too often lately."""
    since, wait_s = failures_counted_since(now), FAILURES_COUNT_FOR.total_seconds()
    if must_wait(await store.failures_since(transaction, login, since)):
        raise Problem(429, "too_many_log_ins", retry_after_s=wait_s)
    if visitor.counted and address_must_wait(
        await store.failures_of_address_since(transaction, visitor.address, since)
    ):
        raise Problem(429, "too_many_log_ins_here", retry_after_s=wait_s)


async def prove(database: Database, actor: Actor, password: str, visitor: Visitor, now: datetime) -> None:
    """Makes sure, before something weighty, that it is really the actor who sits there.

    Raises Problem 403 for a wrong password, which is counted like a failed log-in, 409 for somebody without one.
    """
    async with database.transaction() as transaction:
        await may_try(transaction, actor.login, visitor, now)
        found = await store.credentials_of(transaction, actor.login)
    if found is None or not found.password_hash:
        raise Problem(409, "no_password")
    if await in_turn(matches, found.password_hash, password):
        return
    async with database.transaction() as transaction:
        await store.add_failure(transaction, actor.login, visitor.address, now)
    raise Problem(403, "wrong_password", field="password")


async def is_right(transaction: Transaction, seal: Seal, staff_id: int, code: str, now: datetime) -> bool:
    """Whether a code is one of somebody's second factor, which is taken then and never again.

    Raises Problem 409 where the secret can't be read, because the installation's own secret is another one now.
    """
    kept = await factor_store.kept(transaction, staff_id)
    if kept is None:
        return False
    secret = seal.open(kept.secret, owner(staff_id))
    if secret is None:
        raise Problem(409, "second_factor_unreadable")
    typed = second_factor.typed(code)
    step = second_factor.step_of(secret, typed, now, kept.last_step)
    if step is not None:
        await factor_store.take_step(transaction, staff_id, step)
        return True
    if not await factor_store.use_recovery_code(transaction, staff_id, seal.mark(typed, owner(staff_id))):
        return False
    await audit(transaction, now, staff_id, "recovery_code.used", {"staff": staff_id})
    return True


async def open_session(
    transaction: Transaction,
    staff_id: int,
    way: WayIn,
    arrival: Arrival,
    now: datetime,
    roles: Sequence[Role] | None = None,
) -> Opened:
    """Opens a session in place of the one that this browser had; `roles` narrow the person's own."""
    token = new_token()
    await session_store.delete_expired_sessions(transaction, now, now - SESSION_IDLES)
    await store.end_steps(transaction, staff_id)
    if arrival.old_token:
        whose = await session_store.delete_session(transaction, token_hash(arrival.old_token))
        if whose is not None:
            await events.append(transaction, now, "session.closed", {"staff": whose})
    new = NewSession(token_hash(token), staff_id, way, arrival.visitor, roles, now + SESSION_LASTS)
    await session_store.add_session(transaction, new, now)
    (opened,) = await session_store.sessions(transaction, [new.token_hash])
    await store.forget_failures(transaction, opened.actor.login)
    detail = {"way": way, "address": arrival.visitor.address}
    await audit(transaction, now, staff_id, "session.opened", {"staff": staff_id}, detail)
    return Opened(token, await me(transaction, opened.actor))


async def log_out(transaction: Transaction, token: str, actor: Actor, now: datetime) -> None:
    """Ends the session."""
    await session_store.delete_session(transaction, token_hash(token))
    await audit(transaction, now, actor.id, "session.closed", {"staff": actor.id})
    await events.append(transaction, now, "session.closed", {"staff": actor.id})


async def me(transaction: Transaction, actor: Actor) -> Me:
    """The actor with skills, and the roles and duties of this session."""
    return await staff_store.me(transaction, actor)


def owner(staff_id: int) -> str:
    """For whom a secret is sealed."""
    return f"staff {staff_id}"
