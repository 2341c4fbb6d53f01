"""Staff with their roles and skills."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.types.json import Jsonb

from sori.people.model import Actor, Me, Role, StaffSetup
from sori.platform.database import Transaction
from sori.platform.translation import Language, Text


async def actor_named(transaction: Transaction, login: str) -> Actor | None:
    """The active member of staff with this log-in."""
    return await transaction.maybe(
        Actor,
        """select id, login, display_name, simulated,
                  array(select role from staff_role where staff_id = staff.id) as roles
           from staff where login = %s and active""",
        (login,),
    )


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff, active or not, as far as getting in goes."""

    id: int
    login: str
    display_name: str
    has_password: bool
    password_must_change: bool
    active: bool


async def person(transaction: Transaction, login: str) -> Person | None:
    """The member of staff with this log-in."""
    return await transaction.maybe(
        Person,
        """select id, login, display_name, password_hash <> '' as has_password, password_must_change, active
           from staff where login = %s""",
        (login,),
    )


async def me(transaction: Transaction, actor: Actor) -> Me:
    """A member of staff with skills, and with the roles that count in this session."""
    return await transaction.one(
        Me,
        """select id, login, display_name, chat_capacity, language, %s::text[] as roles, %s::text[] as owes,
                  coalesce((select jsonb_agg(jsonb_build_object('code', code, 'name', name, 'level', level)
                                             order by code)
                            from staff_skill_in_force join skill on skill.id = skill_id
                            where staff_id = staff.id), '[]') as skills
           from staff where id = %s""",
        (sorted(actor.roles), list(actor.owes), actor.id),
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


async def set_password(transaction: Transaction, login: str, password_hash: str, *, must_change: bool) -> int | None:
    """Gives an active member of staff a new password; gives their id, None for nobody."""
    return await transaction.value(
        int,
        """update staff set password_hash = %s, password_must_change = %s
           where login = %s and active returning id""",
        (password_hash, must_change, login),
    )


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
