"""SQL of the life of cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec
from psycopg.types.json import Jsonb

from sori.cases.deadline import Period, Stop
from sori.cases.dispatch.rules import Because
from sori.cases.life.model import (
    By,
    CaseEntry,
    CaseReference,
    Follower,
    Link,
    LivingCase,
    Notices,
    Office,
    TemporaryHoliday,
)
from sori.cases.model import UNFINISHED, CaseMove, CaseState
from sori.platform.database import Transaction
from sori.platform.translation import Language, Text

_LIVING = """select field_case.id, number, type_code, type_name, state, department_id, department.name as department,
    public, citizen_id, channel, language, received_at, period, counted_from, extended_by, extensions, due_at, near_at,
    stopped_at, finished_at, forgotten_at, rating, rating_text
    from field_case join department on department.id = department_id """


async def lock(transaction: Transaction, case_id: int) -> LivingCase | None:
    """A case that nobody else changes meanwhile."""
    await transaction.value(int, "select id from field_case where id = %s for update", (case_id,))
    return await living(transaction, case_id)


async def living(transaction: Transaction, case_id: int) -> LivingCase | None:
    """A case."""
    return await transaction.maybe(LivingCase, _LIVING + "where field_case.id = %s", (case_id,))


async def set_state(
    transaction: Transaction, case_id: int, state: CaseState, department_id: int, finished_at: datetime | None
) -> None:
    """Has a case be in a state, before a department."""
    await transaction.execute(
        "update field_case set state = %s, department_id = %s, finished_at = %s where id = %s",
        (state, department_id, finished_at, case_id),
    )


async def append(
    transaction: Transaction,
    case: LivingCase,
    move: CaseMove,
    state: CaseState,
    department_id: int,
    by: By,
    text: str | None,
    due_at: datetime | None,
    now: datetime,
    because: Because | None = None,
    repeats: int | None = None,
) -> int:
    """Appends to a case's history; gives the entry's id. `repeats` is the main case's entry that this one repeats."""
    return (
        await transaction.value(
            int,
            """insert into case_history (case_id, at, move, state, department_id, staff_id, by_citizen, text, due_at,
                                         because, repeats)
               values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) returning id""",
            (
                *(case.id, now, move, state, department_id, by.staff_id, by.citizen, text, due_at),
                None if because is None else Jsonb(msgspec.to_builtins(because)),
                repeats,
            ),
        )
        or 0
    )


@dataclass(frozen=True, slots=True)
class _Ground:
    id: int
    because: Because
    type_name: Text


async def grounds(transaction: Transaction, case_id: int) -> dict[int, tuple[Because, Text]]:
    """Why a case went where it went, with what its type was called, by the entry of its history.

    Before there were rules a case went to its type's department.
    """
    found = await transaction.all(
        _Ground,
        """select case_history.id, coalesce(because, '{"ground": "type"}') as because, type_name
           from case_history join field_case on field_case.id = case_id
           where case_id = %s and (because is not null
                                   or (move = 'dispatched' and staff_id is null and not by_citizen))""",
        (case_id,),
    )
    return {one.id: (one.because, one.type_name) for one in found}


async def history(transaction: Transaction, case_id: int) -> list[CaseEntry]:
    """All that happened to a case, in order; why it went where it went is `grounds`."""
    return await transaction.all(
        CaseEntry,
        """select case_history.id, at, move, state, department.name as department, staff.display_name as staff,
                  by_citizen, text, due_at,
                  array(select id from case_result_photo where history_id = coalesce(repeats, case_history.id)
                        order by id) as photos,
                  null as because
           from case_history join department on department.id = case_history.department_id
                left join staff on staff.id = staff_id
           where case_id = %s order by case_history.id""",
        (case_id,),
    )


# Time


async def office(transaction: Transaction) -> Office:
    """How the offices work."""
    return await transaction.one(Office, "select spans, field_period, reopen_days from case_office")


async def keep_office(transaction: Transaction, kept: Office) -> None:
    """Has the offices work otherwise."""
    await transaction.execute(
        "update case_office set spans = %s, field_period = %s, reopen_days = %s",
        (Jsonb(msgspec.to_builtins(kept.spans)), Jsonb(msgspec.to_builtins(kept.field_period)), kept.reopen_days),
    )


async def temporary_holidays(transaction: Transaction) -> list[TemporaryHoliday]:
    """The holidays declared for once, by day."""
    return await transaction.all(TemporaryHoliday, "select day, name from temporary_holiday order by day")


async def put_temporary_holiday(transaction: Transaction, holiday: TemporaryHoliday) -> None:
    """Has a day be a holiday."""
    await transaction.execute(
        """insert into temporary_holiday (day, name) values (%s, %s)
           on conflict (day) do update set name = excluded.name""",
        (holiday.day, holiday.name),
    )


async def remove_temporary_holiday(transaction: Transaction, day: date) -> bool:
    """Has a day be none; gives whether it was one."""
    return await transaction.execute("delete from temporary_holiday where day = %s", (day,)) > 0


async def stops(transaction: Transaction, case_id: int, since: datetime) -> list[Stop]:
    """When a case's clock stood still, of what is over, since a moment."""
    return await transaction.all(
        Stop,
        "select since, until from case_stop where case_id = %s and until is not null and since >= %s order by since",
        (case_id, since),
    )


async def stop(transaction: Transaction, case_id: int, now: datetime) -> None:
    """Has a case's clock stand still."""
    await transaction.execute("insert into case_stop (case_id, since) values (%s, %s)", (case_id, now))
    await transaction.execute(
        "update field_case set stopped_at = %s, due_at = null, near_at = null where id = %s", (now, case_id)
    )


async def resume(transaction: Transaction, case_id: int, now: datetime) -> None:
    """Has a case's clock go on, if it stood still."""
    await transaction.execute("update case_stop set until = %s where case_id = %s and until is null", (now, case_id))
    await transaction.execute("update field_case set stopped_at = null where id = %s", (case_id,))


async def set_due(transaction: Transaction, case_id: int, due_at: datetime, near_at: datetime) -> None:
    """Has a case be due then, and close to that from a moment on; its office is reminded anew."""
    await transaction.execute(
        "update field_case set due_at = %s, near_at = %s, reminded = null where id = %s", (due_at, near_at, case_id)
    )


async def set_extension(transaction: Transaction, case_id: int, extended_by: int, extensions: int) -> None:
    """Has a case be extended by so much, in so many extensions."""
    await transaction.execute(
        "update field_case set extended_by = %s, extensions = %s where id = %s", (extended_by, extensions, case_id)
    )


async def count_anew(transaction: Transaction, case_id: int, now: datetime) -> None:
    """Has the period of a case begin now."""
    await transaction.execute(
        """update field_case set counted_from = %s, extended_by = 0, extensions = 0, notice_at = %s + interval '30 days'
           where id = %s""",
        (now, now, case_id),
    )


async def forget_due(transaction: Transaction) -> None:
    """Has the due dates of all open cases be computed anew."""
    await transaction.execute("update field_case set due_at = null where finished_at is null and state <> 'closed'")


async def _some(transaction: Transaction, ids: Sequence[int]) -> list[LivingCase]:
    return await transaction.all(LivingCase, _LIVING + "where field_case.id = any(%s) order by 1", (list(ids),))


async def uncounted(transaction: Transaction, limit: int) -> list[LivingCase]:
    """Some open cases whose due date is still to be computed, locked."""
    return await _some(
        transaction,
        await transaction.values(
            int,
            """select id from field_case where finished_at is null and due_at is null and stopped_at is null
               and state = any(%s) order by id limit %s for update skip locked""",
            (list(UNFINISHED), limit),
        ),
    )


async def to_notice(transaction: Transaction, now: datetime, limit: int) -> list[LivingCase]:
    """Some open cases whose citizen is to be told how far they are, locked."""
    return await _some(
        transaction,
        await transaction.values(
            int,
            """select id from field_case where finished_at is null and notice_at <= %s and state = any(%s)
               order by notice_at limit %s for update skip locked""",
            (now, list(UNFINISHED), limit),
        ),
    )


async def noticed(transaction: Transaction, case_id: int, again_at: datetime) -> None:
    """Has a citizen be told, and again then."""
    await transaction.execute("update field_case set notice_at = %s where id = %s", (again_at, case_id))


@dataclass(frozen=True, slots=True)
class Reminded:
    """A case of which its office was reminded: near or overdue."""

    id: int
    department_id: int
    reminded: str


async def remind(transaction: Transaction, now: datetime, limit: int) -> list[Reminded]:
    """Marks some cases that became close to being due, or went over it, since their office was reminded last."""
    return await transaction.all(
        Reminded,
        """update field_case set reminded = case when due_at < %(now)s then 'overdue' else 'near' end
           where id in (
               select id from field_case where finished_at is null and stopped_at is null and state = any(%(open)s)
                 and ((near_at <= %(now)s and reminded is null)
                      or (due_at < %(now)s and reminded is distinct from 'overdue'))
               order by due_at limit %(limit)s for update skip locked)
           returning id, department_id, reminded""",
        {"now": now, "open": list(UNFINISHED), "limit": limit},
    )


async def to_close(transaction: Transaction, before: datetime, limit: int) -> list[LivingCase]:
    """Some cases that were finished before then, locked."""
    return await _some(
        transaction,
        await transaction.values(
            int,
            """select id from field_case where state in ('done', 'rejected', 'withdrawn') and finished_at < %s
               order by finished_at limit %s for update skip locked""",
            (before, limit),
        ),
    )


async def answered_before(transaction: Transaction, case: LivingCase) -> int:
    """How many other cases of the same type the same citizen was given an answer to."""
    return (
        await transaction.value(
            int,
            """select count(*) from field_case where citizen_id = %s and type_code = %s and id < %s
               and exists (select from case_history where case_id = field_case.id and move in ('completed', 'rejected'))
            """,
            (case.citizen_id, case.type_code, case.id),
        )
        or 0
    )


async def begin(transaction: Transaction, case_id: int, period: Period, notice_at: datetime, now: datetime) -> None:
    """Has a new case be given a period from now on."""
    await transaction.execute(
        "update field_case set period = %s, counted_from = %s, notice_at = %s where id = %s",
        (Jsonb(msgspec.to_builtins(period)), now, notice_at, case_id),
    )


# The citizen's links


async def add_link(
    transaction: Transaction, case_id: int, token_hash: bytes, now: datetime, follower_id: int | None = None
) -> None:
    """Keeps a link to a case: of its citizen, or of somebody else who follows it."""
    await transaction.execute(
        "insert into case_link (token_hash, case_id, made_at, follower_id) values (%s, %s, %s, %s)",
        (token_hash, case_id, now, follower_id),
    )


async def notices(transaction: Transaction, case_id: int) -> Notices | None:
    """Where the citizen is told of a case; None where they didn't ask for it."""
    return await transaction.maybe(
        Notices, "select channel, recipient as to, public_url from case_notice where case_id = %s", (case_id,)
    )


async def keep_notices(transaction: Transaction, case_id: int, kept: Notices, now: datetime) -> None:
    """Has the citizen be told of a case there."""
    await transaction.execute(
        """insert into case_notice (case_id, channel, recipient, public_url, since) values (%s, %s, %s, %s, %s)
           on conflict (case_id) do update set channel = excluded.channel, recipient = excluded.recipient,
               public_url = excluded.public_url, since = excluded.since""",
        (case_id, kept.channel, kept.to, kept.public_url, now),
    )


async def end_notices(transaction: Transaction, case_id: int) -> None:
    """Has the citizen be told of a case no more."""
    await transaction.execute("delete from case_notice where case_id = %s", (case_id,))


async def link(transaction: Transaction, token_hash: bytes) -> Link | None:
    """What a link opens."""
    return await transaction.maybe(
        Link, "select case_id, follower_id from case_link where token_hash = %s", (token_hash,)
    )


async def case_of_conversation(transaction: Transaction, bot_conversation_id: int, number: str) -> int | None:
    """The case of this number that was filed in a conversation with the chatbot."""
    return await transaction.value(
        int,
        "select id from field_case where bot_conversation_id = %s and number = %s",
        (bot_conversation_id, number),
    )


async def case_of_form(transaction: Transaction, key: UUID) -> int | None:
    """The case that was made of a form with this key."""
    return await transaction.value(int, "select id from field_case where filing_key = %s", (key,))


async def numbers_of_conversation(transaction: Transaction, bot_conversation_id: int) -> list[str]:
    """The numbers of the cases that were filed in a conversation with the chatbot, in order."""
    return await transaction.values(
        str, "select number from field_case where bot_conversation_id = %s order by id", (bot_conversation_id,)
    )


async def rate(transaction: Transaction, case_id: int, rating: int, text: str | None) -> None:
    """Keeps how a citizen rates what was done."""
    await transaction.execute(
        "update field_case set rating = %s, rating_text = %s where id = %s", (rating, text, case_id)
    )


# Others who follow a case


async def add_follower(transaction: Transaction, case_id: int, language: Language, now: datetime) -> int:
    """Keeps somebody who follows a case; gives their id."""
    return (
        await transaction.value(
            int,
            "insert into case_follower (case_id, language, since) values (%s, %s, %s) returning id",
            (case_id, language, now),
        )
        or 0
    )


async def keep_follower_notices(transaction: Transaction, follower_id: int, kept: Notices | None) -> None:
    """Has somebody who follows a case be told of it there; None: no more."""
    await transaction.execute(
        "update case_follower set channel = %s, recipient = %s, public_url = %s where id = %s",
        (None, None, None, follower_id) if kept is None else (kept.channel, kept.to, kept.public_url, follower_id),
    )


async def told_followers(transaction: Transaction, case_id: int) -> list[Follower]:
    """Those who follow a case and want to be told of it, in order."""
    return await transaction.all(
        Follower,
        """select id, language, channel, recipient as to, public_url from case_follower
           where case_id = %s and channel is not null order by id""",
        (case_id,),
    )


async def follower_notices(transaction: Transaction, follower_id: int) -> Follower | None:
    """Somebody who follows a case, where they want to be told of it."""
    return await transaction.maybe(
        Follower,
        """select id, language, channel, recipient as to, public_url from case_follower
           where id = %s and channel is not null""",
        (follower_id,),
    )


async def followers(transaction: Transaction, case_id: int) -> int:
    """How many others follow a case."""
    return await transaction.value(int, "select count(*) from case_follower where case_id = %s", (case_id,)) or 0


async def public_case(transaction: Transaction, number: str) -> int | None:
    """The open case of this number, if everybody may see it."""
    return await transaction.value(
        int,
        """select id from field_case
           where number = %s and public and forgotten_at is null and state = any(%s)""",
        (number, list(UNFINISHED)),
    )


# Cases dealt with together


async def set_main(transaction: Transaction, case_id: int, main_id: int | None) -> None:
    """Has a case be dealt with together with an earlier one, or by itself."""
    await transaction.execute("update field_case set merged_into = %s where id = %s", (main_id, case_id))


async def merged(transaction: Transaction, main_id: int) -> list[LivingCase]:
    """The cases that are dealt with together with this one, locked, in order."""
    return await _some(
        transaction,
        await transaction.values(
            int,
            "select id from field_case where merged_into = %s and state = 'merged' order by id for update",
            (main_id,),
        ),
    )


async def main_of(transaction: Transaction, case_id: int) -> CaseReference | None:
    """The case with which this one is dealt with together, or was until it was done."""
    return await transaction.maybe(
        CaseReference,
        """select main.id, main.number, main.received_at from field_case join field_case as main
             on main.id = field_case.merged_into where field_case.id = %s""",
        (case_id,),
    )


async def merged_references(transaction: Transaction, main_id: int) -> list[CaseReference]:
    """The cases that are dealt with together with this one, in order."""
    return await transaction.all(
        CaseReference,
        "select id, number, received_at from field_case where merged_into = %s and state = 'merged' order by id",
        (main_id,),
    )


async def department_before_merging(transaction: Transaction, case_id: int) -> int | None:
    """Whose a case was before it was dealt with together with another."""
    return await transaction.value(
        int,
        """select department_id from case_history where case_id = %(case)s and id < (
               select min(id) from case_history where case_id = %(case)s and move = 'merged' and id > coalesce(
                   (select max(id) from case_history where case_id = %(case)s and move = 'separated'), 0))
           order by id desc limit 1""",
        {"case": case_id},
    )
