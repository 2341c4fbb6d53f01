"""The routing process. What it does not need it does not load, so that one that was killed soon stands by again."""

from sori.conversations.router import Router
from sori.platform import process


def run_router(name: str) -> None:
    """Leads the routing, or stands by to, until told to stop."""
    process.run("router", lambda database: Router(database, name).run(), planned_once=True)
