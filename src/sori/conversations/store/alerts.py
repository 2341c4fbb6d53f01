"""SQL of alerts: what is open, what has begun, and what was."""

from collections.abc import Sequence
from datetime import datetime

from sori.conversations.alerts import Condition, OpenAlert
from sori.conversations.figures import FloorAlert
from sori.platform.database import Transaction

_SHOWN = """
    select alert.id, rule_code, kind, queue_id, counsellor_id, person.display_name as counsellor_name, contact_id,
           since, began_at, ended_at, acknowledged_at, reader.display_name as acknowledged_by
    from alert left join staff person on person.id = counsellor_id left join staff reader on reader.id = acknowledged_by
    where began_at is not null """


async def open_alerts(transaction: Transaction) -> list[OpenAlert]:
    """What holds as far as is known, begun or not."""
    return await transaction.all(
        OpenAlert,
        """select id, rule_code, queue_id, counsellor_id, contact_id, since, began_at
           from alert where ended_at is null order by id""",
    )


async def begun(transaction: Transaction) -> list[FloorAlert]:
    """The alerts that are on, the oldest first."""
    return await transaction.all(FloorAlert, _SHOWN + "and ended_at is null order by began_at, alert.id")


async def page(
    transaction: Transaction, since: datetime, until: datetime, before: int | None, most: int
) -> list[FloorAlert]:
    """The alerts that began in a stretch of time, newest first."""
    return await transaction.all(
        FloorAlert,
        _SHOWN
        + """and began_at >= %(since)s and began_at < %(until)s
             and (%(before)s::bigint is null or alert.id < %(before)s)
             order by alert.id desc limit %(most)s""",
        {"since": since, "until": until, "before": before, "most": most},
    )


async def add(transaction: Transaction, condition: Condition, began_at: datetime | None) -> int:
    """Keeps a condition that was seen first, or (0) finds that another process already has."""
    return (
        await transaction.value(
            int,
            """insert into alert (rule_code, kind, queue_id, counsellor_id, contact_id, since, began_at)
               values (%s, %s, %s, %s, %s, %s, %s) on conflict do nothing returning id""",
            (
                condition.rule.code,
                condition.rule.kind,
                condition.queue_id,
                condition.counsellor_id,
                condition.contact_id,
                condition.since,
                began_at,
            ),
        )
        or 0
    )


async def begin(transaction: Transaction, alert_id: int, now: datetime) -> None:
    """It has lasted long enough."""
    await transaction.execute("update alert set began_at = %s where id = %s", (now, alert_id))


async def end(transaction: Transaction, alert_id: int, now: datetime) -> None:
    """It no longer holds."""
    await transaction.execute("update alert set ended_at = %s where id = %s", (now, alert_id))


async def forget(transaction: Transaction, alert_ids: Sequence[int]) -> None:
    """Drops what ended before it called for anybody."""
    await transaction.execute("delete from alert where id = any(%s) and began_at is null", (list(alert_ids),))


async def acknowledge(transaction: Transaction, alert_id: int, staff_id: int, now: datetime) -> bool:
    """Notes who has seen an alert that is on; gives whether nobody had before."""
    return (
        await transaction.execute(
            """update alert set acknowledged_at = %s, acknowledged_by = %s
               where id = %s and began_at is not null and ended_at is null and acknowledged_at is null""",
            (now, staff_id, alert_id),
        )
        > 0
    )


async def exists(transaction: Transaction, alert_id: int) -> bool:
    """Whether there is or was such an alert."""
    return (
        await transaction.value(
            bool, "select exists (select from alert where id = %s and began_at is not null)", (alert_id,)
        )
        or False
    )
