"""All SQL about staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from psycopg.types.json import Jsonb

from sori.people.model import Actor, Credentials, Me, NewStaff
from sori.platform.database import Transaction
from sori.platform.translation import Text


async def credentials_of(transaction: Transaction, login: str) -> Credentials | None:
    """What a log-in's password is checked against."""
    return await transaction.maybe(
        Credentials, "select id, password_hash, active from staff where login = %s", (login,)
    )


async def failures_since(transaction: Transaction, login: str, since: datetime) -> int:
    """How often logging in as `login` has failed since then."""
    return (
        await transaction.value(int, "select count(*) from failed_log_in where login = %s and at >= %s", (login, since))
        or 0
    )


async def add_failure(transaction: Transaction, login: str, at: datetime) -> None:
    """Counts a failed log-in."""
    await transaction.execute("insert into failed_log_in (login, at) values (%s, %s)", (login, at))


async def forget_failures(transaction: Transaction, login: str) -> None:
    """Starts counting anew after a log-in that went well."""
    await transaction.execute("delete from failed_log_in where login = %s", (login,))


async def add_session(
    transaction: Transaction, token_hash: bytes, staff_id: int, now: datetime, expires_at: datetime, user_agent: str
) -> None:
    """Keeps a new session."""
    await transaction.execute(
        """insert into staff_session (token_hash, staff_id, created_at, last_seen_at, expires_at, user_agent)
           values (%s, %s, %s, %s, %s, %s)""",
        (token_hash, staff_id, now, now, expires_at, user_agent),
    )


async def delete_session(transaction: Transaction, token_hash: bytes) -> None:
    """Ends a session."""
    await transaction.execute("delete from staff_session where token_hash = %s", (token_hash,))


async def delete_expired_sessions(transaction: Transaction, now: datetime) -> None:
    """Removes sessions that have run out."""
    await transaction.execute("delete from staff_session where expires_at <= %s", (now,))


async def actor_of_session(transaction: Transaction, token_hash: bytes, now: datetime) -> Actor | None:
    """Whose session this is, or None where it is unknown, over, or its owner is no longer active."""
    return await transaction.maybe(
        Actor,
        """select staff.id, login, display_name, simulated,
                  array(select role from staff_role where staff_id = staff.id) as roles
           from staff_session join staff on staff.id = staff_id
           where token_hash = %s and expires_at > %s and active""",
        (token_hash, now),
    )


async def me(transaction: Transaction, staff_id: int) -> Me:
    """A member of staff with roles and skills."""
    return await transaction.one(
        Me,
        """select id, login, display_name, chat_capacity, language,
                  array(select role from staff_role where staff_id = staff.id order by role) as roles,
                  coalesce((select jsonb_agg(jsonb_build_object('code', code, 'name', name, 'level', level)
                                             order by code)
                            from staff_skill_in_force join skill on skill.id = skill_id
                            where staff_id = staff.id), '[]') as skills
           from staff where id = %s""",
        (staff_id,),
    )


async def add_skill(transaction: Transaction, code: str, name: Text) -> None:
    """Adds a skill or renames it."""
    await transaction.execute(
        "insert into skill (code, name) values (%s, %s) on conflict (code) do update set name = excluded.name",
        (code, Jsonb({"ko": name.ko, "en": name.en})),
    )


async def add_staff(transaction: Transaction, staff: NewStaff, password_hash: str, now: datetime) -> int:
    """Adds a member of staff with roles and skills; gives the id."""
    staff_id = await transaction.one(
        _Id,
        """insert into staff (login, display_name, password_hash, chat_capacity, takes_calls, simulated, created_at)
           values (%s, %s, %s, %s, %s, %s, %s) returning id""",
        (
            staff.login,
            staff.display_name,
            password_hash,
            staff.chat_capacity,
            staff.takes_calls,
            staff.simulated,
            now,
        ),
    )
    await transaction.execute_many(
        "insert into staff_role (staff_id, role) values (%s, %s)", [(staff_id.id, role) for role in staff.roles]
    )
    await transaction.execute_many(
        "insert into staff_skill (staff_id, skill_id, level) select %s, id, %s from skill where code = %s",
        [(staff_id.id, level, code) for code, level in staff.skills.items()],
    )
    return staff_id.id


async def anybody(transaction: Transaction) -> bool:
    """Whether there is any member of staff yet."""
    return await transaction.value(bool, "select exists (select from staff)") or False


async def add_audit(
    transaction: Transaction,
    at: datetime,
    staff_id: int | None,
    action: str,
    about: Mapping[str, int],
    detail: Mapping[str, object],
) -> None:
    """Appends to the audit log."""
    await transaction.execute(
        "insert into audit (at, staff_id, action, about, detail) values (%s, %s, %s, %s, %s)",
        (at, staff_id, action, Jsonb(about), Jsonb(detail)),
    )


@dataclass(frozen=True, slots=True)
class _Id:
    id: int
