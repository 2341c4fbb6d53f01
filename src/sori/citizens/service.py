"""Use cases about citizens: who is behind a device."""

from datetime import datetime

from sori.citizens import store
from sori.citizens.model import Citizen
from sori.platform.database import Transaction
from sori.platform.token import new_token, token_hash


async def of_device(transaction: Transaction, token: str | None) -> Citizen | None:
    """The citizen whose device holds `token`, or None where there is none."""
    return None if not token else await store.citizen_of_device(transaction, token_hash(token))


async def device_seen(transaction: Transaction, token: str, now: datetime) -> None:
    """Notes that a device was used."""
    await store.device_seen(transaction, token_hash(token), now)


async def new(transaction: Transaction, now: datetime) -> tuple[Citizen, str]:
    """A new citizen with the token that their device must keep."""
    token = new_token()
    return await store.add_citizen_with_device(transaction, token_hash(token), now), token


async def new_device(transaction: Transaction, citizen_id: int, now: datetime) -> str:
    """Gives a citizen one more device; the token is for its cookie."""
    token = new_token()
    await store.add_device(transaction, token_hash(token), citizen_id, now)
    return token
