"""Open311: the keys of those who may file, and the suite that any server can be held to."""

import asyncio
from datetime import UTC, datetime

from sori.channels.open311 import conformance, keys
from sori.commands.installation import in_database, say
from sori.people import service as people
from sori.people.model import Role
from sori.platform.database import Transaction
from sori.platform.problem import Problem


def change_key(name: str, login: str, *, revoke: bool) -> int:
    """Makes or revokes a key; a new one is shown this once."""

    async def change(transaction: Transaction) -> int:
        actor = await people.actor_named(transaction, login)
        if not actor.has_any(Role.ADMINISTRATOR):
            raise Problem(403, "not_allowed")
        if revoke:
            await keys.revoke(transaction, actor, name, datetime.now(UTC))
            say(f"{name}: the key holds no longer")
        else:
            print(await keys.make(transaction, actor, name, datetime.now(UTC)))
        return 0

    return in_database(change)


def list_keys() -> int:
    """Tells whose keys there are."""

    async def tell(transaction: Transaction) -> int:
        for one in await keys.keys(transaction):
            state = "holds" if one.revoked_at is None else f"revoked {one.revoked_at:%Y-%m-%d}"
            say(f"{one.name}: made {one.made_at:%Y-%m-%d}, {state}")
        return 0

    return in_database(tell)


def check(url: str, jurisdiction: str | None, api_key: str | None) -> int:
    """Holds a server to the specification; gives the exit status, 1 where it fails anything."""
    found = asyncio.run(conformance.checked(url, jurisdiction, api_key))
    for one in found:
        print(f"{'ok  ' if one.wrong is None else 'FAIL'} {one.what}{'' if one.wrong is None else f': {one.wrong}'}")
    failed = sum(one.wrong is not None for one in found)
    say(f"{len(found) - failed} of {len(found)} held")
    return 1 if failed else 0
