"""The long-running processes beside the web: the router."""

import asyncio
import signal

import uvloop

from sori.conversations.router import Router
from sori.platform import settings
from sori.platform.background import ended
from sori.platform.database import Database
from sori.platform.events import Feed
from sori.platform.log import set_up_log


def run_router(name: str) -> None:
    """Leads the routing, or stands by to, until told to stop."""
    set_up_log()
    uvloop.run(_route(name))


async def _route(name: str) -> None:
    database = Database(settings.from_environment().database_url, connections=2)
    feed = Feed(database)
    await database.open()
    await feed.start()
    asked_to_stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked_to_stop.set)
    routing = asyncio.create_task(Router(database, feed, name).run())
    stopping = asyncio.create_task(asked_to_stop.wait())
    await asyncio.wait({routing, stopping}, return_when=asyncio.FIRST_COMPLETED)
    failed = routing.done()
    await ended(routing)
    await feed.stop()
    await database.close()
    if failed:
        routing.result()  # raises what ended it, so that the log has it and the supervisor starts anew
