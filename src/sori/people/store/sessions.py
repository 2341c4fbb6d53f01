"""Sessions: one log-in on one browser each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sori.people.model import Actor, Role, SessionShown, Visitor, WayIn
from sori.platform.database import Transaction


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session to be kept; `roles` narrow its owner's (None: all of them)."""

    token_hash: bytes
    staff_id: int
    way: WayIn
    visitor: Visitor
    roles: Sequence[Role] | None
    expires_at: datetime


async def add_session(transaction: Transaction, new: NewSession, now: datetime) -> None:
    """Keeps a new session."""
    await transaction.execute(
        """insert into staff_session
               (token_hash, staff_id, created_at, last_seen_at, expires_at, user_agent, address, way, roles)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        (
            new.token_hash,
            new.staff_id,
            now,
            now,
            new.expires_at,
            new.visitor.user_agent[:300],
            new.visitor.address,
            new.way,
            None if new.roles is None else list(new.roles),
        ),
    )


async def delete_session(transaction: Transaction, token_hash: bytes) -> int | None:
    """Ends a session; gives whose it was, if there was such a one."""
    return await transaction.value(
        int, "delete from staff_session where token_hash = %s returning staff_id", (token_hash,)
    )


async def delete_session_of(transaction: Transaction, staff_id: int, session_id: int) -> bool:
    """Ends one of somebody's sessions; gives whether there was such a one."""
    deleted = await transaction.execute(
        "delete from staff_session where staff_id = %s and id = %s", (staff_id, session_id)
    )
    return deleted > 0


async def delete_sessions_of(transaction: Transaction, staff_id: int, but: bytes = b"") -> int:
    """Ends all of somebody's sessions but one; gives how many that were."""
    return await transaction.execute(
        "delete from staff_session where staff_id = %s and token_hash <> %s", (staff_id, but)
    )


async def delete_expired_sessions(transaction: Transaction, now: datetime, idle_since: datetime) -> None:
    """Removes sessions that have run out or were not used for too long."""
    await transaction.execute(
        "delete from staff_session where expires_at <= %s or last_seen_at <= %s", (now, idle_since)
    )


@dataclass(frozen=True, slots=True)
class Session:
    """A session with whose it is."""

    token_hash: bytes
    expires_at: datetime
    last_seen_at: datetime
    actor: Actor


async def sessions(transaction: Transaction, token_hashes: Sequence[bytes]) -> list[Session]:
    """Those of these sessions that there are and whose owners are active, with what their owners may do and owe.

    Who came through the identity provider owes neither password nor second factor: it is the provider that asked.
    """
    return await transaction.all(
        Session,
        """select token_hash, expires_at, last_seen_at,
                  jsonb_build_object('id', staff.id, 'login', login, 'display_name', display_name,
                      'simulated', simulated,
                      'roles', array(select role from staff_role where staff_id = staff.id
                                         and (session.roles is null or role = any(session.roles))),
                      'owes', case when way = 'single_sign_on' then '[]' else to_jsonb(array_remove(array[
                          case when password_must_change then 'password' end,
                          case when exists (select from staff_role join second_factor_policy using (role)
                                            where staff_id = staff.id)
                                and not exists (select from second_factor
                                                where staff_id = staff.id and confirmed_at is not null)
                               then 'second_factor' end], null)) end) as actor
           from staff_session as session join staff on staff.id = staff_id
           where token_hash = any(%s) and active""",
        (list(token_hashes),),
    )


async def seen(transaction: Transaction, token_hashes: Sequence[bytes], moments: Sequence[datetime]) -> None:
    """Notes when sessions were last used."""
    await transaction.execute(
        """update staff_session set last_seen_at = greatest(last_seen_at, at)
           from unnest(%s::bytea[], %s::timestamptz[]) as used (token, at) where token_hash = token""",
        (list(token_hashes), list(moments)),
    )


async def sessions_of(
    transaction: Transaction, staff_id: int, this_one: bytes, now: datetime, idle_since: datetime
) -> list[SessionShown]:
    """Somebody's sessions that are not over, the one used last first."""
    return await transaction.all(
        SessionShown,
        """select id, way, user_agent as browser, address, created_at as since, last_seen_at, expires_at,
                  token_hash = %s as this_one
           from staff_session where staff_id = %s and expires_at > %s and last_seen_at > %s
           order by last_seen_at desc, id desc""",
        (this_one, staff_id, now, idle_since),
    )


async def sessions_over(transaction: Transaction, before: datetime) -> int:
    """How many sessions ran out before then."""
    return await transaction.value(int, "select count(*) from staff_session where expires_at < %s", (before,)) or 0


async def delete_sessions_over(transaction: Transaction, before: datetime, limit: int) -> int:
    """Deletes some sessions that ran out before then."""
    return await transaction.execute(
        """delete from staff_session where token_hash in
               (select token_hash from staff_session where expires_at < %s limit %s)""",
        (before, limit),
    )
