"""SQL of the keys of Open311."""

from dataclasses import dataclass
from datetime import datetime

from sori.platform.database import Transaction


@dataclass(frozen=True, slots=True)
class Key:
    """A key without itself: whose it is, when it was made and, perhaps, revoked."""

    id: int
    name: str
    made_at: datetime
    revoked_at: datetime | None


async def add(transaction: Transaction, name: str, key_hash: bytes, staff_id: int, now: datetime) -> int | None:
    """Keeps a key; None where the name is taken."""
    return await transaction.value(
        int,
        """insert into open311_key (name, key_hash, made_at, made_by) values (%s, %s, %s, %s)
           on conflict (name) do nothing returning id""",
        (name, key_hash, now, staff_id),
    )


async def revoke(transaction: Transaction, name: str, now: datetime) -> int | None:
    """Revokes the key of this name; None where there is none that holds."""
    return await transaction.value(
        int,
        "update open311_key set revoked_at = %s where name = %s and revoked_at is null returning id",
        (now, name),
    )


async def keys(transaction: Transaction) -> list[Key]:
    """All keys, by name."""
    return await transaction.all(Key, "select id, name, made_at, revoked_at from open311_key order by name")


async def holds(transaction: Transaction, key_hash: bytes) -> bool:
    """Whether there is such a key that wasn't revoked."""
    found = await transaction.value(
        bool, "select true from open311_key where key_hash = %s and revoked_at is null", (key_hash,)
    )
    return found or False
