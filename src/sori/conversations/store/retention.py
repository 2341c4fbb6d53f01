"""SQL that deletes what was kept of conversations long enough: what is counted stays, live contacts are not touched."""

from datetime import datetime

from sori.platform.database import Transaction


async def contents_before(transaction: Transaction, before: datetime) -> int:
    """How many contacts ended before then whose words are still there."""
    return (
        await transaction.value(
            int,
            """select count(*) from contact
               where forgotten_at is null and state in ('closed', 'abandoned') and ended_at < %s""",
            (before,),
        )
        or 0
    )


async def forget_contents(transaction: Transaction, before: datetime, limit: int) -> int:
    """Deletes what people wrote and sent in some contacts that ended before then; the contacts stay, to be counted."""
    contact_ids = await transaction.values(
        int,
        """update contact set note = null, rating_comment = null, forgotten_at = now()
           where id in (select id from contact
                        where forgotten_at is null and state in ('closed', 'abandoned') and ended_at < %s
                        order by ended_at limit %s for update skip locked)
           returning id""",
        (before, limit),
    )
    if contact_ids:
        await transaction.execute("delete from attachment where contact_id = any(%s)", (contact_ids,))
        await transaction.execute("delete from message where contact_id = any(%s)", (contact_ids,))
        await transaction.execute("delete from whisper where contact_id = any(%s)", (contact_ids,))
        await transaction.execute("update transfer set note = '-' where contact_id = any(%s)", (contact_ids,))
    return len(contact_ids)


async def unsent_before(transaction: Transaction, before: datetime) -> int:
    """How many files were uploaded before then to be sent with a message that never was."""
    return (
        await transaction.value(
            int,
            """select count(*) from attachment join contact on contact.id = contact_id
               where message_id is null and uploaded_at < %s and state in ('closed', 'abandoned')""",
            (before,),
        )
        or 0
    )


async def delete_unsent(transaction: Transaction, before: datetime, limit: int) -> int:
    """Deletes some files that were never sent, of contacts that are over."""
    return await transaction.execute(
        """delete from attachment where id in (
               select attachment.id from attachment join contact on contact.id = contact_id
               where message_id is null and uploaded_at < %s and state in ('closed', 'abandoned') limit %s)""",
        (before, limit),
    )


async def estimates_before(transaction: Transaction, before: datetime) -> int:
    """How many estimates of waits were given before then."""
    return (
        await transaction.value(
            int, "select count(*) from wait_estimate where given_at < %s and settled_at is not null", (before,)
        )
        or 0
    )


async def delete_estimates(transaction: Transaction, before: datetime, limit: int) -> int:
    """Deletes some estimates that were given before then and are settled."""
    return await transaction.execute(
        """delete from wait_estimate where id in (
               select id from wait_estimate where given_at < %s and settled_at is not null
               order by given_at limit %s)""",
        (before, limit),
    )


async def notices_before(transaction: Transaction, before: datetime) -> int:
    """How many congestion notices were shown before then."""
    return await transaction.value(int, "select count(*) from congestion_notice where shown_at < %s", (before,)) or 0


async def delete_notices(transaction: Transaction, before: datetime, limit: int) -> int:
    """Deletes some congestion notices that were shown before then."""
    return await transaction.execute(
        """delete from congestion_notice where id in (
               select id from congestion_notice where shown_at < %s order by shown_at limit %s)""",
        (before, limit),
    )


async def alerts_before(transaction: Transaction, before: datetime) -> int:
    """How many alerts were over before then."""
    return await transaction.value(int, "select count(*) from alert where ended_at < %s", (before,)) or 0


async def delete_alerts(transaction: Transaction, before: datetime, limit: int) -> int:
    """Deletes some alerts that were over before then."""
    return await transaction.execute(
        "delete from alert where id in (select id from alert where ended_at < %s order by ended_at limit %s)",
        (before, limit),
    )


async def floor_notes_before(transaction: Transaction, before: datetime) -> int:
    """How many notes on the floor were over before then."""
    return await transaction.value(int, "select count(*) from floor_note where until < %s", (before,)) or 0


async def delete_floor_notes(transaction: Transaction, before: datetime, limit: int) -> int:
    """Deletes some notes on the floor that were over before then."""
    return await transaction.execute(
        "delete from floor_note where id in (select id from floor_note where until < %s order by until limit %s)",
        (before, limit),
    )


_DEVICES = """from citizen_device device where last_seen_at < %s and not exists (
    select from contact where contact.citizen_id = device.citizen_id and state not in ('closed', 'abandoned'))"""


async def devices_before(transaction: Transaction, before: datetime) -> int:
    """How many browsers of people without a live contact were last seen before then."""
    return await transaction.value(int, "select count(*) " + _DEVICES, (before,)) or 0


async def delete_devices(transaction: Transaction, before: datetime, limit: int) -> int:
    """Forgets some browsers of people without a live contact that were last seen before then."""
    return await transaction.execute(
        f"""delete from citizen_device where token_hash in (
                select token_hash {_DEVICES} order by last_seen_at limit %s)""",
        (before, limit),
    )
