"""SQL of whispers. Nothing on the citizen's side may import this."""

from datetime import datetime
from uuid import UUID

from sori.conversations.team import UnreadWhisper, Whisper
from sori.platform.database import Transaction

_WHISPERS = """
    select whisper.id, contact_id, leader.display_name as from_name, listener.display_name as to_name, body, client_key,
           sent_at, read_at
    from whisper join staff leader on leader.id = from_id join staff listener on listener.id = to_id """


async def of_contact(transaction: Transaction, contact_id: int) -> list[Whisper]:
    """The whispers of a contact, oldest first."""
    return await transaction.all(Whisper, _WHISPERS + "where contact_id = %s order by whisper.id", (contact_id,))


async def by_client_key(transaction: Transaction, client_key: UUID) -> Whisper | None:
    """The whisper that was already kept under this key."""
    return await transaction.maybe(Whisper, _WHISPERS + "where client_key = %s", (client_key,))


async def add(
    transaction: Transaction,
    contact_id: int,
    from_id: int,
    to_id: int,
    body: str,
    client_key: UUID,
    now: datetime,
) -> Whisper:
    """Keeps a whisper."""
    await transaction.execute(
        """insert into whisper (contact_id, from_id, to_id, body, client_key, sent_at)
           values (%s, %s, %s, %s, %s, %s)""",
        (contact_id, from_id, to_id, body, client_key, now),
    )
    return await transaction.one(Whisper, _WHISPERS + "where client_key = %s", (client_key,))


async def mark_read(transaction: Transaction, contact_id: int, to_id: int, now: datetime) -> bool:
    """Notes that the counsellor has seen what was whispered to them; gives whether anything was new."""
    return (
        await transaction.execute(
            "update whisper set read_at = %s where contact_id = %s and to_id = %s and read_at is null",
            (now, contact_id, to_id),
        )
        > 0
    )


async def unread(transaction: Transaction, staff_id: int) -> list[UnreadWhisper]:
    """What was whispered to somebody in contacts still in their hands, and not seen yet."""
    return await transaction.all(
        UnreadWhisper,
        """select contact_id, count(*) as count from whisper join contact on contact.id = contact_id
           where to_id = %(staff)s and read_at is null and counsellor_id = %(staff)s
             and state in ('talking', 'wrap_up')
           group by contact_id order by contact_id""",
        {"staff": staff_id},
    )
