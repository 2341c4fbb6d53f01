"""Use cases of administrators: how others get in, and which roles need a second factor."""

import re
from collections.abc import Sequence
from datetime import datetime

from sori.people.model import Actor, Role
from sori.people.service.audit_log import audit
from sori.people.store import identity as identity_store
from sori.people.store import log_in as log_in_store
from sori.people.store import second_factor as factor_store
from sori.people.store import sessions as session_store
from sori.people.store import staff as staff_store
from sori.people.store.staff import Person
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.problem import Problem

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")


async def end_session_of(transaction: Transaction, actor: Actor, login: str, session_id: int, now: datetime) -> int:
    """Ends one of somebody's sessions; gives whose. Raises Problem 404 where there is no such one."""
    person = await _person(transaction, login)
    if not await session_store.delete_session_of(transaction, person.id, session_id):
        raise Problem(404, "no_session")
    await _sessions_ended(transaction, actor, person, now)
    return person.id


async def end_sessions_of(transaction: Transaction, actor: Actor, login: str, now: datetime) -> int:
    """Ends all of somebody's sessions; gives whose."""
    person = await _person(transaction, login)
    await session_store.delete_sessions_of(transaction, person.id)
    await _sessions_ended(transaction, actor, person, now)
    return person.id


async def reset_second_factor(transaction: Transaction, actor: Actor | None, login: str, now: datetime) -> int:
    """Takes away the second factor of somebody who lost it, and ends their sessions; gives whose.

    `actor` is None for what is done at the installation itself. Raises Problem 409 where there is none.
    """
    person = await _person(transaction, login)
    if not await factor_store.remove(transaction, person.id):
        raise Problem(409, "no_second_factor")
    await session_store.delete_sessions_of(transaction, person.id)
    await log_in_store.end_steps(transaction, person.id)
    await audit(transaction, now, None if actor is None else actor.id, "second_factor.reset", {"staff": person.id})
    await events.append(transaction, now, "session.closed", {"staff": person.id})
    return person.id


async def put_identity(transaction: Transaction, actor: Actor, login: str, email: str | None, now: datetime) -> None:
    """Keeps the e-mail address by which the identity provider knows somebody (None: by their log-in).

    Who they were there until now is forgotten. Raises Problem 422 for what is no address, 409 for another's.
    """
    person = await _person(transaction, login)
    email = email.strip().lower() if email and email.strip() else None
    if email is not None and not _EMAIL.fullmatch(email):
        raise Problem(422, "no_email", field="email")
    if email is not None and await identity_store.email_taken(transaction, person.id, email):
        raise Problem(409, "email_taken", field="email")
    before = await identity_store.identity(transaction, person.id)
    await identity_store.put_email(transaction, person.id, email)
    detail = {"before": {"email": before.email, "linked": before.linked}, "after": {"email": email, "linked": False}}
    await audit(transaction, now, actor.id, "identity.changed", {"staff": person.id}, detail)


async def second_factor_policy(transaction: Transaction) -> list[Role]:
    """The roles that need a second factor."""
    return await factor_store.policy(transaction)


async def put_second_factor_policy(
    transaction: Transaction, actor: Actor, roles: Sequence[Role], now: datetime
) -> list[Role]:
    """Has these roles need a second factor: who has one and no factor must set it up before anything else."""
    before = await factor_store.policy(transaction)
    await factor_store.put_policy(transaction, sorted(set(roles)))
    after = await factor_store.policy(transaction)
    await audit(transaction, now, actor.id, "second_factor.policy", {}, {"before": before, "after": after})
    await events.append(transaction, now, "access.changed", {})
    return after


async def _person(transaction: Transaction, login: str) -> Person:
    person = await staff_store.person(transaction, login)
    if person is None:
        raise Problem(404, "no_staff", field="login")
    return person


async def _sessions_ended(transaction: Transaction, actor: Actor, person: Person, now: datetime) -> None:
    await audit(transaction, now, actor.id, "session.revoked", {"staff": person.id})
    await events.append(transaction, now, "session.closed", {"staff": person.id})
