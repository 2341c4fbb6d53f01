"""Ending background tasks."""

import asyncio
from typing import Any


async def ended(task: asyncio.Future[Any] | None) -> None:
    """Cancels a task until it has ended; what it raised at its end is nobody's any more.

    Once is not enough: on Python 3.11 `asyncio.wait_for`, as used inside the connection pool, swallows a cancellation
    that arrives together with its result.
    """
    while task is not None and not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=0.2)
