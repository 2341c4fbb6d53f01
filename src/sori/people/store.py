"""All SQL about staff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.types.json import Jsonb

from sori.people.model import Actor, Credentials, Department, Me, Role, StaffSetup
from sori.platform.database import Transaction
from sori.platform.translation import Language, Text


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


@dataclass(frozen=True, slots=True)
class Session:
    """A session with whose it is."""

    token_hash: bytes
    expires_at: datetime
    actor: Actor


async def sessions(transaction: Transaction, token_hashes: Sequence[bytes]) -> list[Session]:
    """Those of these sessions that there are and whose owners are active."""
    return await transaction.all(
        Session,
        """select token_hash, expires_at,
                  jsonb_build_object('id', staff.id, 'login', login, 'display_name', display_name,
                      'simulated', simulated,
                      'roles', array(select role from staff_role where staff_id = staff.id)) as actor
           from staff_session join staff on staff.id = staff_id
           where token_hash = any(%s) and active""",
        (list(token_hashes),),
    )


async def actor_named(transaction: Transaction, login: str) -> Actor | None:
    """The active member of staff with this log-in."""
    return await transaction.maybe(
        Actor,
        """select id, login, display_name, simulated,
                  array(select role from staff_role where staff_id = staff.id) as roles
           from staff where login = %s and active""",
        (login,),
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
        "insert into skill (code, name) values (%s, %s) "
        "on conflict (code) do update set name = excluded.name, retired = false",
        (code, Jsonb({"ko": name.ko, "en": name.en})),
    )


async def staff(transaction: Transaction) -> dict[str, StaffSetup]:
    """All active staff by log-in."""
    rows = await transaction.all(
        _KeptStaff,
        """select login, display_name, chat_capacity, takes_calls, language, simulated,
                  array(select role from staff_role where staff_id = staff.id order by role) as roles,
                  coalesce((select jsonb_object_agg(code, level) from staff_skill join skill on skill.id = skill_id
                            where staff_id = staff.id), '{}') as skills
           from staff where active order by login""",
    )
    return {
        row.login: StaffSetup(
            row.display_name, row.roles, row.skills, row.chat_capacity, row.takes_calls, row.language, row.simulated
        )
        for row in rows
    }


async def put_staff(transaction: Transaction, login: str, staff: StaffSetup, now: datetime) -> None:
    """Writes a member of staff, active from now on. Somebody new can log in once a password was set."""
    staff_id = await transaction.value(
        int,
        """insert into staff (login, display_name, password_hash, chat_capacity, takes_calls, language, simulated,
               created_at)
           values (%s, %s, '', %s, %s, %s, %s, %s)
           on conflict (login) do update set
               display_name = excluded.display_name, chat_capacity = excluded.chat_capacity,
               takes_calls = excluded.takes_calls, language = excluded.language, simulated = excluded.simulated,
               active = true
           returning id""",
        (
            login,
            staff.display_name,
            staff.chat_capacity,
            staff.takes_calls,
            staff.language,
            staff.simulated,
            now,
        ),
    )
    await transaction.execute("delete from staff_role where staff_id = %s", (staff_id,))
    await transaction.execute_many(
        "insert into staff_role (staff_id, role) values (%s, %s)", [(staff_id, role) for role in staff.roles]
    )
    await transaction.execute("delete from staff_skill where staff_id = %s", (staff_id,))
    await transaction.execute_many(
        "insert into staff_skill (staff_id, skill_id, level) select %s, id, %s from skill where code = %s",
        [(staff_id, level, code) for code, level in staff.skills.items()],
    )


async def deactivate(transaction: Transaction, login: str) -> int | None:
    """Lets somebody in no more, now and later; gives their id."""
    staff_id = await transaction.value(int, "update staff set active = false where login = %s returning id", (login,))
    await transaction.execute("delete from staff_session where staff_id = %s", (staff_id,))
    return staff_id


async def set_password(transaction: Transaction, login: str, password_hash: str) -> int | None:
    """Gives an active member of staff a new password and ends their sessions; gives their id, None for nobody."""
    staff_id = await transaction.value(
        int, "update staff set password_hash = %s where login = %s and active returning id", (password_hash, login)
    )
    await transaction.execute("delete from staff_session where staff_id = %s", (staff_id,))
    return staff_id


async def with_password(transaction: Transaction) -> set[str]:
    """The log-ins of those who were given a password, active or not."""
    return set(await transaction.values(str, "select login from staff where password_hash <> ''"))


async def skills(transaction: Transaction) -> dict[str, Text]:
    """All skills in use by code."""
    rows = await transaction.all(_Skill, "select code, name from skill where not retired order by id")
    return {row.code: row.name for row in rows}


async def retire_skill(transaction: Transaction, code: str) -> None:
    """Takes a skill out of use."""
    await transaction.execute("delete from staff_skill using skill where skill.id = skill_id and code = %s", (code,))
    await transaction.execute("update skill set retired = true where code = %s", (code,))


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


async def failures_before(transaction: Transaction, before: datetime) -> int:
    """How many log-ins failed before then."""
    return await transaction.value(int, "select count(*) from failed_log_in where at < %s", (before,)) or 0


async def delete_failures_before(transaction: Transaction, before: datetime, limit: int) -> int:
    """Forgets some log-ins that failed before then."""
    return await transaction.execute(
        "delete from failed_log_in where ctid in (select ctid from failed_log_in where at < %s limit %s)",
        (before, limit),
    )


async def audit_before(transaction: Transaction, before: datetime) -> int:
    """How many entries of the audit log are older."""
    return await transaction.value(int, "select count(*) from audit where at < %s", (before,)) or 0


async def delete_audit_before(transaction: Transaction, before: datetime, limit: int) -> int:
    """Deletes some of the oldest entries of the audit log."""
    return await transaction.execute(
        "delete from audit where id in (select id from audit where at < %s order by at limit %s)", (before, limit)
    )


async def departments(transaction: Transaction) -> list[Department]:
    """All departments by name."""
    return await transaction.all(
        Department,
        """select id, code, name, array(select login from staff_department join staff on staff.id = staff_id
                                  where department_id = department.id and active order by login) as officers
           from department order by name ->> 'ko'""",
    )


async def departments_of(transaction: Transaction, staff_id: int) -> list[int]:
    """The ids of the departments that somebody speaks for."""
    return await transaction.values(
        int, "select department_id from staff_department where staff_id = %s order by 1", (staff_id,)
    )


async def put_departments(transaction: Transaction, departments: Mapping[str, Text], *, rename: bool) -> None:
    """Has departments of these codes; those that are there keep their names unless they are to be renamed."""
    await transaction.execute_many(
        "insert into department (code, name) values (%s, %s) "
        "on conflict (code) do update set name = excluded.name where %s",
        [(code, Jsonb({"ko": name.ko, "en": name.en}), rename) for code, name in departments.items()],
    )


async def rename_department(transaction: Transaction, department_id: int, name: Text) -> bool:
    """Gives a department another name; gives whether there is such a department."""
    return (
        await transaction.execute(
            "update department set name = %s where id = %s",
            (Jsonb({"ko": name.ko, "en": name.en}), department_id),
        )
        > 0
    )


async def set_officers(transaction: Transaction, department_id: int, logins: Sequence[str]) -> list[str]:
    """Has these officers, and nobody else, speak for a department; gives the log-ins of those who do."""
    await transaction.execute("delete from staff_department where department_id = %s", (department_id,))
    return await transaction.values(
        str,
        """with added as (
               insert into staff_department (staff_id, department_id)
               select staff.id, department.id from staff, department
               where login = any(%s) and active and department.id = %s
                 and exists (select from staff_role where staff_id = staff.id and role = 'officer')
               returning staff_id)
           select login from staff join added on added.staff_id = staff.id""",
        (list(logins), department_id),
    )


@dataclass(frozen=True, slots=True)
class _KeptStaff:
    login: str
    display_name: str
    chat_capacity: int
    takes_calls: bool
    language: Language
    simulated: bool
    roles: list[Role]
    skills: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Skill:
    code: str
    name: Text
