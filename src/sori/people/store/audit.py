"""The audit log."""

from collections.abc import Mapping
from datetime import datetime
from typing import LiteralString

from psycopg.types.json import Jsonb

from sori.people.audit import Entry, Sought
from sori.platform.database import Transaction


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


async def entries(
    transaction: Transaction, sought: Sought, span: tuple[datetime, datetime] | None, before: int | None, limit: int
) -> list[Entry]:
    """The newest entries that are sought, below an id; `span` is the day sought, as moments."""
    conditions: list[LiteralString] = []
    if before is not None:
        conditions.append("audit.id < %(before)s")
    if span is not None:
        conditions.append("at >= %(since)s and at < %(until)s")
    if sought.action is not None:
        conditions.append("action = %(action)s")
    if sought.person is not None:
        conditions.append(_OF_PERSON)
    if sought.contact is not None:
        conditions.append("about ? 'contact' and (about ->> 'contact')::bigint = %(contact)s")
    if sought.citizen is not None:
        conditions.append("about ? 'citizen' and (about ->> 'citizen')::bigint = %(citizen)s")
    since, until = span or (None, None)
    return await transaction.all(
        Entry,
        """select audit.id, at, staff.login as by_login, staff.display_name as by_name, action, about, detail,
                  coalesce((select jsonb_object_agg(noun, person.display_name)
                            from jsonb_each_text(about) as one (noun, number)
                            join staff as person on person.id = number::bigint
                            where noun in ('staff', 'counsellor')), '{}') as names
           from audit left join staff on staff.id = staff_id
           where """
        + " and ".join(conditions or ["true"])
        + " order by audit.id desc limit %(limit)s",
        {
            "before": before,
            "since": since,
            "until": until,
            "action": sought.action,
            "person": sought.person,
            "contact": sought.contact,
            "citizen": sought.citizen,
            "limit": limit,
        },
    )


_OF_PERSON: LiteralString = """(
    staff_id = (select id from staff where login = %(person)s)
    or about ? 'staff' and (about ->> 'staff')::bigint = (select id from staff where login = %(person)s)
    or about ? 'counsellor' and (about ->> 'counsellor')::bigint = (select id from staff where login = %(person)s))"""


async def actions(transaction: Transaction) -> list[str]:
    """The actions that the log has, by name."""
    # One look into the index an action, instead of reading it all.
    return await transaction.values(
        str,
        """with recursive found as (
               (select action from audit order by action limit 1)
               union all
               select (select action from audit where action > found.action order by action limit 1)
               from found where found.action is not null)
           select action from found where action is not null order by action""",
    )


async def audit_before(transaction: Transaction, before: datetime) -> int:
    """How many entries of the audit log are older."""
    return await transaction.value(int, "select count(*) from audit where at < %s", (before,)) or 0


async def delete_audit_before(transaction: Transaction, before: datetime, limit: int) -> int:
    """Deletes some of the oldest entries of the audit log; nobody else may."""
    await transaction.execute("select set_config('sori.retention', 'on', true)")
    deleted = await transaction.execute(
        "delete from audit where id in (select id from audit where at < %s order by at limit %s)", (before, limit)
    )
    await transaction.execute("select set_config('sori.retention', 'off', true)")
    return deleted
