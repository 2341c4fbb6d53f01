"""Use cases of one's own account: password, second factor, sessions."""

from datetime import datetime

from sori.people import password as passwords
from sori.people import second_factor
from sori.people.hashing import hashed, in_turn
from sori.people.model import (
    SESSION_IDLES,
    Account,
    Actor,
    City,
    NewSecondFactor,
    RecoveryCodes,
    Visitor,
    failures_counted_since,
)
from sori.people.service import log_in
from sori.people.service.audit_log import audit
from sori.people.store import identity as identity_store
from sori.people.store import log_in as log_in_store
from sori.people.store import second_factor as factor_store
from sori.people.store import sessions as session_store
from sori.people.store import staff as staff_store
from sori.platform import events
from sori.platform.database import Database, Transaction
from sori.platform.problem import Problem
from sori.platform.seal import Seal
from sori.platform.token import token_hash


async def account(transaction: Transaction, login: str, token: str | None, now: datetime) -> Account:
    """How somebody gets in; `token` tells which of the sessions asks. Raises Problem 404 for an unknown log-in."""
    person = await staff_store.person(transaction, login)
    if person is None:
        raise Problem(404, "no_staff", field="login")
    factor = await factor_store.second_factor(transaction, person.id)
    identity = await identity_store.identity(transaction, person.id)
    return Account(
        login=person.login,
        display_name=person.display_name,
        has_password=person.has_password,
        password_must_change=person.password_must_change,
        second_factor=factor,
        second_factor_needed=await factor_store.needed_by(transaction, person.id),
        identity_email=identity.email,
        identity_linked=identity.linked,
        failures=await log_in_store.failures_since(transaction, login, failures_counted_since(now)),
        sessions=await session_store.sessions_of(
            transaction, person.id, token_hash(token or ""), now, now - SESSION_IDLES
        ),
    )


async def change_password(
    database: Database, actor: Actor, token: str, present: str, new: str, visitor: Visitor, city: City, now: datetime
) -> None:
    """Changes one's own password, shown the present one, and ends one's other sessions.

    Raises Problem 403 for a wrong present password, 422 for a new one that is not taken.
    """
    await log_in.prove(database, actor, present, visitor, now)
    if new == present:
        raise Problem(422, "password_same", field="password")
    await in_turn(passwords.check, new, (actor.login, actor.display_name, *city.names))
    password_hash = await in_turn(hashed, new)
    async with database.transaction() as transaction:
        await staff_store.set_password(transaction, actor.login, password_hash, must_change=False)
        await log_in_store.end_steps(transaction, actor.id)
        await _end_others(transaction, actor, token, now)
        await audit(transaction, now, actor.id, "password.changed", {"staff": actor.id})


async def begin_second_factor(
    database: Database, seal: Seal, actor: Actor, password: str, visitor: Visitor, city: City, now: datetime
) -> NewSecondFactor:
    """A fresh secret for an authenticator app; it comes into force with the first code.

    Raises Problem 403 for a wrong password, 409 where a second factor is in force.
    """
    await log_in.prove(database, actor, password, visitor, now)
    secret = second_factor.new_secret()
    address = second_factor.address(secret, actor.login, f"Sori {city.names[-1]}")
    async with database.transaction() as transaction:
        sealed = seal.close(secret, log_in.owner(actor.id))
        if not await factor_store.begin(transaction, actor.id, sealed):
            raise Problem(409, "second_factor_there")
    return NewSecondFactor(secret, address, second_factor.picture(address))


async def confirm_second_factor(
    transaction: Transaction, seal: Seal, actor: Actor, token: str, code: str, now: datetime
) -> RecoveryCodes:
    """Puts the second factor in force with a first code, ends one's other sessions, and gives recovery codes, once.

    Raises Problem 422 for a wrong code, 409 where nothing was begun or one is in force.
    """
    kept = await factor_store.kept(transaction, actor.id)
    if kept is None or kept.confirmed_at is not None:
        raise Problem(409, "second_factor_not_begun")
    if not await log_in.is_right(transaction, seal, actor.id, code, now):
        raise Problem(422, "wrong_first_code", field="code")
    await factor_store.confirm(transaction, actor.id, now)
    await _end_others(transaction, actor, token, now)
    await audit(transaction, now, actor.id, "second_factor.set_up", {"staff": actor.id})
    return await _new_recovery_codes(transaction, seal, actor)


async def renew_recovery_codes(
    database: Database, seal: Seal, actor: Actor, password: str, visitor: Visitor, now: datetime
) -> RecoveryCodes:
    """New recovery codes in place of the old ones. Raises Problem 403 for a wrong password, 409 without a factor."""
    await log_in.prove(database, actor, password, visitor, now)
    async with database.transaction() as transaction:
        if await factor_store.second_factor(transaction, actor.id) is None:
            raise Problem(409, "no_second_factor")
        await audit(transaction, now, actor.id, "recovery_codes.renewed", {"staff": actor.id})
        return await _new_recovery_codes(transaction, seal, actor)


async def remove_second_factor(
    database: Database, actor: Actor, password: str, visitor: Visitor, now: datetime
) -> None:
    """Takes one's second factor away. Raises Problem 403 for a wrong password, 409 where a role needs it."""
    await log_in.prove(database, actor, password, visitor, now)
    async with database.transaction() as transaction:
        if await factor_store.needed_by(transaction, actor.id):
            raise Problem(409, "second_factor_needed")
        if await factor_store.remove(transaction, actor.id):
            await audit(transaction, now, actor.id, "second_factor.removed", {"staff": actor.id})
            await events.append(transaction, now, "access.changed", {"staff": actor.id})


async def end_session(transaction: Transaction, actor: Actor, session_id: int, now: datetime) -> None:
    """Ends one of one's own sessions. Raises Problem 404 where there is no such one."""
    if not await session_store.delete_session_of(transaction, actor.id, session_id):
        raise Problem(404, "no_session")
    await audit(transaction, now, actor.id, "session.revoked", {"staff": actor.id})
    await events.append(transaction, now, "session.closed", {"staff": actor.id})


async def end_other_sessions(transaction: Transaction, actor: Actor, token: str, now: datetime) -> None:
    """Ends all of one's own sessions but this one."""
    if await _end_others(transaction, actor, token, now):
        await audit(transaction, now, actor.id, "session.revoked", {"staff": actor.id})


async def _end_others(transaction: Transaction, actor: Actor, token: str, now: datetime) -> int:
    ended = await session_store.delete_sessions_of(transaction, actor.id, but=token_hash(token))
    await events.append(transaction, now, "session.closed", {"staff": actor.id})
    return ended


async def _new_recovery_codes(transaction: Transaction, seal: Seal, actor: Actor) -> RecoveryCodes:
    codes = second_factor.new_recovery_codes()
    marks = [seal.mark(code, log_in.owner(actor.id)) for code in codes]
    await factor_store.put_recovery_codes(transaction, actor.id, marks)
    return RecoveryCodes([f"{code[:5]}-{code[5:]}" for code in codes])
