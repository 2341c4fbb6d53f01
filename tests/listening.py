"""A server of somebody else on this machine."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web


@asynccontextmanager
async def listening(
    method: str, path: str, answer: Callable[[web.Request], Awaitable[web.StreamResponse]], **how: Any
) -> AsyncIterator[str]:
    """Answers one route on a free port for the length of a block; gives the address above the path."""
    app = web.Application()
    app.router.add_route(method, path, answer)
    runner = web.AppRunner(app, **how)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
