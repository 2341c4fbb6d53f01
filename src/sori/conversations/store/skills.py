"""SQL of skills for today: what lies over people's own, and the moves that put it there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from psycopg.types.json import Jsonb

from sori.conversations.model import Duty
from sori.conversations.team import Move, SkillToday
from sori.platform.database import Transaction


@dataclass(frozen=True, slots=True)
class SkilledPerson:
    """A counsellor with each skill that they have or have had taken away."""

    id: int
    display_name: str
    duty: Duty | None
    skills: list[SkillToday]


@dataclass(frozen=True, slots=True)
class TodayRow:
    """One row of what lies over a person's own skills; `level` is None where there is none."""

    staff_id: int
    skill: str
    level: int | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class KeptMove:
    """A move with the rows as they were and as they became."""

    id: int
    before: list[TodayRow]
    after: list[TodayRow]
    undone_at: datetime | None


async def people(transaction: Transaction, staff_ids: Sequence[int] | None) -> list[SkilledPerson]:
    """These counsellors (None: all) with every skill there is, by name."""
    return await transaction.all(
        SkilledPerson,
        """select staff.id, display_name, counsellor_duty.state as duty,
                  coalesce((select jsonb_agg(jsonb_build_object('code', skill.code, 'name', skill.name,
                          'own', coalesce(own.level, 0), 'level', coalesce(today.level, own.level, 0),
                          'until', today.until) order by skill.id)
                      from skill left join staff_skill own on own.skill_id = skill.id and own.staff_id = staff.id
                           left join staff_skill_today today on today.skill_id = skill.id and today.staff_id = staff.id
                      where not retired), '[]') as skills
           from staff join staff_role on staff_role.staff_id = staff.id and role = 'counsellor'
                left join counsellor_duty on counsellor_duty.staff_id = staff.id
           where active and (%(ids)s::bigint[] is null or staff.id = any(%(ids)s))
           order by display_name, staff.id""",
        {"ids": None if staff_ids is None else list(staff_ids)},
    )


async def rows(transaction: Transaction, staff_ids: Sequence[int], skills: Sequence[str]) -> list[TodayRow]:
    """How these skills of these people lie now, one row each, locked against other moves."""
    await transaction.execute(
        "select 1 from staff where id = any(%s) order by id for no key update", (sorted(staff_ids),)
    )
    return await transaction.all(
        TodayRow,
        """select staff.id as staff_id, skill.code as skill, today.level, today.until
           from staff cross join skill left join staff_skill_today today
                on today.staff_id = staff.id and today.skill_id = skill.id
           where staff.id = any(%s) and skill.code = any(%s) order by staff.id, skill.id""",
        (list(staff_ids), list(skills)),
    )


async def put(transaction: Transaction, wanted: Sequence[TodayRow]) -> None:
    """Lays these rows over people's own skills; one without a level is taken away."""
    await transaction.execute_many(
        """delete from staff_skill_today using skill
           where skill.id = skill_id and staff_id = %s and code = %s""",
        [(row.staff_id, row.skill) for row in wanted],
    )
    await transaction.execute_many(
        """insert into staff_skill_today (staff_id, skill_id, level, until)
           select %s, id, %s, %s from skill where code = %s""",
        [(row.staff_id, row.level, row.until, row.skill) for row in wanted if row.level is not None],
    )


async def add_move(
    transaction: Transaction, by_id: int, before: Sequence[TodayRow], after: Sequence[TodayRow], now: datetime
) -> int:
    """Keeps a move for the way back; gives its id."""
    return (
        await transaction.value(
            int,
            "insert into skill_move (at, by_id, before, after) values (%s, %s, %s, %s) returning id",
            (now, by_id, Jsonb(msgspec.to_builtins(before)), Jsonb(msgspec.to_builtins(after))),
        )
        or 0
    )


async def move(transaction: Transaction, move_id: int) -> KeptMove | None:
    """A move, locked."""
    return await transaction.maybe(
        KeptMove, "select id, before, after, undone_at from skill_move where id = %s for update", (move_id,)
    )


async def undo(transaction: Transaction, move_id: int, now: datetime) -> None:
    """Notes that a move was taken back."""
    await transaction.execute("update skill_move set undone_at = %s where id = %s", (now, move_id))


async def moves_since(transaction: Transaction, since: datetime) -> list[Move]:
    """The moves since then, newest first."""
    return await transaction.all(
        Move,
        """select skill_move.id, at, display_name as by_name, undone_at,
                  array(select distinct (row ->> 'staff_id')::bigint from jsonb_array_elements(after) row) as staff_ids
           from skill_move join staff on staff.id = by_id where at >= %s order by skill_move.id desc limit 20""",
        (since,),
    )


async def drop_over(transaction: Transaction, now: datetime) -> list[int]:
    """Drops what was for today only and is over; gives whose it was."""
    return await transaction.values(int, "delete from staff_skill_today where until <= %s returning staff_id", (now,))
