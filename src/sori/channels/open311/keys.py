"""Use cases of keys: who may file through Open311."""

from collections.abc import Sequence
from datetime import datetime

from sori.channels.open311 import store
from sori.channels.open311.store import Key
from sori.people import service as people
from sori.people.model import Actor
from sori.platform.database import Transaction
from sori.platform.problem import Problem
from sori.platform.token import new_token, token_hash


async def make(transaction: Transaction, actor: Actor, name: str, now: datetime) -> str:
    """Makes a key, which is told this once and kept only as a hash. Problem 422 for a name, 409 where it is taken."""
    name = name.replace("\0", "").strip()
    if not 1 <= len(name) <= 100:
        raise Problem(422, "open311_key_name", field="name")
    key = new_token()
    if await store.add(transaction, name, token_hash(key), actor.id, now) is None:
        raise Problem(409, "open311_key_taken", field="name")
    await people.audit(transaction, now, actor.id, "open311.key_made", {}, {"name": name})
    return key


async def revoke(transaction: Transaction, actor: Actor, name: str, now: datetime) -> None:
    """Has a key hold no longer; Problem 404 where none of this name does."""
    if await store.revoke(transaction, name.strip(), now) is None:
        raise Problem(404, "no_open311_key")
    await people.audit(transaction, now, actor.id, "open311.key_revoked", {}, {"name": name.strip()})


async def keys(transaction: Transaction) -> Sequence[Key]:
    """All keys without themselves."""
    return await store.keys(transaction)


async def holds(transaction: Transaction, key: str) -> bool:
    """Whether this is a key that holds."""
    return await store.holds(transaction, token_hash(key))
