"""What was kept long enough, and for how long things are kept."""

import asyncio
from collections import Counter
from datetime import UTC, datetime

from sori.commands.installation import in_database, on_database, say
from sori.operations import retention
from sori.operations.installation import in_transaction
from sori.people import service as people
from sori.platform import retention as retention_kinds
from sori.platform.database import Transaction


def delete_what_is_over(*, dry_run: bool) -> int:
    """Deletes what was kept long enough, or only tells how much that is; gives the exit status."""

    async def tell(transaction: Transaction) -> int:
        days = await retention_kinds.periods(transaction, retention.KINDS)
        found = await retention.due(transaction, datetime.now(UTC))
        print(f"  {'kind':<16}{'kept for days':>14}{'over now':>12}")
        for kind in retention.KINDS:
            kept = days[kind.name]
            print(f"  {kind.name:<16}{'for ever' if kept is None else kept:>14}{found.get(kind.name, 0):>12}")
        return 0

    async def clear(transaction: Transaction) -> int:
        batch = await retention.delete(transaction, datetime.now(UTC))
        deleted.update(batch)
        return len(batch)

    def clear_all(url: str) -> int:
        while asyncio.run(in_transaction(url, clear)):
            pass
        say(", ".join(f"{count} {kind}" for kind, count in deleted.items()) + " deleted" if deleted else "nothing due")
        return 0

    deleted: Counter[str] = Counter()
    return in_database(tell) if dry_run else on_database(clear_all)


def keep(login: str, kind: str, days: int | None) -> int:
    """Keeps a kind of data for so many days from now on; gives the exit status."""

    async def choose(transaction: Transaction) -> int:
        actor = await people.actor_named(transaction, login)
        await retention.choose(transaction, actor, kind, days, datetime.now(UTC))
        say(f"{kind}: kept {'for ever' if days is None else f'for {days} days'}")
        return 0

    return in_database(choose)
