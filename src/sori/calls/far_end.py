"""What a leg knows of its far end: the keys that were pressed and not used yet, and whether it is still there."""

import asyncio
from collections import deque
from collections.abc import Coroutine
from typing import Any

from sori.calls.leg import HungUp
from sori.platform.background import ended

_MOST_KEYS = 20


class FarEnd:
    """The other end of one leg. Keys pressed ahead of what asks for them count: who knows the menu need not hear it."""

    def __init__(self) -> None:
        self._keys: deque[str] = deque(maxlen=_MOST_KEYS)
        self._news = asyncio.Event()
        self._gone: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def press(self, key: str) -> None:
        """A key was pressed."""
        self._keys.append(key)
        self._news.set()

    def leave(self, *, lost: bool) -> None:
        """It is gone; only the first way counts."""
        if not self._gone.done():
            self._gone.set_result(lost)
            self._news.set()

    def forget_keys(self) -> None:
        """What was pressed before is not meant for what comes."""
        self._keys.clear()

    @property
    def is_gone(self) -> bool:
        """Whether it is gone."""
        return self._gone.done()

    async def gone(self) -> bool:
        """Returns once it is gone: True where the line broke."""
        return await asyncio.shield(self._gone)

    async def key(self, within_s: float) -> str | None:
        """The next key, or None after so many seconds; raises HungUp."""
        try:
            async with asyncio.timeout(within_s):
                return await self._next_key()
        except TimeoutError:
            return None

    async def hears(self, saying: Coroutine[Any, Any, None]) -> str | None:
        """Lets something be said to its end, or to the first key, which it gives; raises HungUp."""
        if self._keys or self._gone.done():
            saying.close()  # not even begun
            return await self._next_key()
        said = asyncio.ensure_future(saying)
        key = asyncio.ensure_future(self._next_key())
        try:
            await asyncio.wait({said, key}, return_when=asyncio.FIRST_COMPLETED)
            if key.done():
                return key.result()
            said.result()
            return None
        finally:
            await ended(said)
            await ended(key)

    async def _next_key(self) -> str:
        while not self._keys:
            if self._gone.done():
                raise HungUp(lost=self._gone.result())
            self._news.clear()
            await self._news.wait()
        if self._gone.done():
            raise HungUp(lost=self._gone.result())
        return self._keys.popleft()
