"""Use cases about citizens: who is behind a device."""

from datetime import datetime

from sori.citizens import store
from sori.citizens.model import Citizen
from sori.platform.database import Transaction
from sori.platform.token import new_token, token_hash


async def of_device(transaction: Transaction, token: str | None) -> Citizen | None:
    """The citizen whose device holds `token`, or None where there is none."""
    return None if not token else await store.citizen_of_device(transaction, token_hash(token))


async def of_device_or_new(transaction: Transaction, token: str | None, now: datetime) -> tuple[Citizen, str]:
    """The citizen whose device holds `token`, else a new one; and the token that the device must keep."""
    known = await of_device(transaction, token)
    if known is not None and token:
        await store.device_seen(transaction, token_hash(token), now)
        return known, token
    citizen = await store.add_citizen(transaction, now)
    return citizen, await new_device(transaction, citizen.id, now)


async def new_device(transaction: Transaction, citizen_id: int, now: datetime) -> str:
    """Gives a citizen one more device; the token is for its cookie."""
    token = new_token()
    await store.add_device(transaction, token_hash(token), citizen_id, now)
    return token
