"""All SQL about citizens."""

from datetime import datetime

from sori.citizens.model import Citizen
from sori.platform.database import Transaction


async def citizen_of_device(transaction: Transaction, token_hash: bytes) -> Citizen | None:
    """Whose device this is."""
    return await transaction.maybe(
        Citizen, "select citizen_id as id from citizen_device where token_hash = %s", (token_hash,)
    )


async def add_citizen_with_device(transaction: Transaction, token_hash: bytes, now: datetime) -> Citizen:
    """Somebody new, with their first device."""
    return await transaction.one(
        Citizen,
        """with new as (insert into citizen (created_at) values (%(now)s) returning id),
                device as (
                    insert into citizen_device (token_hash, citizen_id, created_at, last_seen_at)
                    select %(token)s, id, %(now)s, %(now)s from new)
           select id from new""",
        {"now": now, "token": token_hash},
    )


async def add_device(transaction: Transaction, token_hash: bytes, citizen_id: int, now: datetime) -> None:
    """Links a device to a citizen."""
    await transaction.execute(
        "insert into citizen_device (token_hash, citizen_id, created_at, last_seen_at) values (%s, %s, %s, %s)",
        (token_hash, citizen_id, now, now),
    )


async def device_seen(transaction: Transaction, token_hash: bytes, now: datetime) -> None:
    """Notes that a device was used."""
    await transaction.execute("update citizen_device set last_seen_at = %s where token_hash = %s", (now, token_hash))
