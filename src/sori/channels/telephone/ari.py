"""Asterisk's interface (ARI): one WebSocket carries commands there and events back.

Lists are asked for by HTTP: a long answer through the socket ends Asterisk (22.10: above 440 kB).
"""

import asyncio
import base64
import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import urlencode

import aiohttp
import structlog

from sori.platform.log import cause

log = structlog.get_logger()

PATIENCE_S = 10.0
"""How long a command waits for its answer, or for Asterisk to be there again."""
_LIVES_EVERY_S = 10.0
"""How often the socket is asked whether it is still there."""
EVENTS = (
    *("StasisStart", "StasisEnd", "ChannelHangupRequest", "ChannelDtmfReceived", "ChannelDestroyed"),
    *("PlaybackFinished", "ApplicationReplaced", "RESTResponse"),
)
"""What is told; of all kinds of events a call makes ten times as many."""
Event = dict[str, Any]


class AriRefused(Exception):
    """Asterisk says no; the status is as HTTP's."""

    def __init__(self, status: int, reason: str, command: str) -> None:
        super().__init__(f"{status} {reason}: {command}")
        self.status = status


class AriAway(Exception):
    """Asterisk is not there."""


class _Cut(Exception):
    """The socket went while an answer was waited for."""


class Ari:
    """One application of one Asterisk."""

    def __init__(self, url: str, application: str, password: str) -> None:
        self.url = url
        self.application = application
        login = base64.b64encode(f"{application}:{password}".encode()).decode()
        self._headers = {"Authorization": f"Basic {login}"}
        self._session: aiohttp.ClientSession | None = None
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._up = asyncio.Event()
        self._numbers = itertools.count(1)
        self._asked: dict[str, asyncio.Future[Event]] = {}
        self._heeded: dict[str, Callable[[Event], None]] = {}
        self._later: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def connected(self, others: Callable[[Event], None]) -> AsyncIterator["asyncio.Task[None]"]:
        """The interface, open until the block ends; gives what ends once Asterisk has gone.

        `others` is given the events that nobody heeds. Raises AriAway where there is no Asterisk, AriRefused where it
        doesn't know us.
        """
        async with aiohttp.ClientSession(headers=self._headers) as self._session:
            try:
                url = f"{self.url}/ari/events?{urlencode({'app': self.application})}"
                socket = await self._session.ws_connect(url, heartbeat=_LIVES_EVERY_S, max_msg_size=0)
            except aiohttp.WSServerHandshakeError as error:
                raise AriRefused(error.status, error.message, "events") from error
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                raise AriAway(str(error)) from error
            self._socket = socket
            reading = asyncio.create_task(self._read(socket, others))
            self._up.set()
            try:
                yield reading
            finally:
                self._up.clear()
                reading.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await reading
                await socket.close()
                self._cut()

    async def ask(self, method: str, path: str, **query: str) -> Any:
        """What Asterisk answers to a command, None where that is nothing.

        A command that the socket's end interrupted is given again, so each must bear that. Raises AriRefused, AriAway.
        """
        try:
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    await self._up.wait()
                    with suppress(_Cut):
                        return await self._ask(method, path, query)
        except TimeoutError:
            raise AriAway(f"no answer within {PATIENCE_S:.0f} s: {method} {path}") from None

    async def _ask(self, method: str, path: str, query: dict[str, str]) -> Any:
        socket = self._socket
        if socket is None or socket.closed:
            # What reads from it learns that in a moment.
            await asyncio.sleep(0.05)
            raise _Cut
        number = str(next(self._numbers))
        answer = self._asked[number] = asyncio.get_running_loop().create_future()
        uri = f"{path}?{urlencode(query)}" if query else path
        try:
            await socket.send_json({"type": "RESTRequest", "request_id": number, "method": method, "uri": uri})
            told = await answer
        except (aiohttp.ClientError, ConnectionError) as error:
            raise _Cut from error
        finally:
            self._asked.pop(number, None)
        body = told.get("message_body")
        if told["status_code"] >= 400:
            raise AriRefused(told["status_code"], str(told.get("reason_phrase")), f"{method} {path}")
        return json.loads(body) if body else None

    async def put(self, path: str, body: Any) -> None:
        """Sets something, by HTTP; raises AriRefused, AriAway."""
        await self._http("PUT", path, body)

    async def listed(self, path: str) -> list[dict[str, Any]]:
        """A list; raises AriRefused, AriAway."""
        found: list[dict[str, Any]] = await self._http("GET", path, None)
        return found

    async def _http(self, method: str, path: str, body: Any) -> Any:
        if self._session is None:
            raise AriAway(path)
        try:
            async with self._session.request(method, f"{self.url}/ari/{path}", json=body) as answer:
                if answer.status >= 400:
                    raise AriRefused(answer.status, str(answer.reason), f"{method} {path}")
                return await answer.json()
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise AriAway(str(error)) from error

    def ask_later(self, method: str, path: str) -> None:
        """Gives a command whose answer nobody waits for; that what it is about is gone already is as good."""

        async def asking() -> None:
            try:
                await self.ask(method, path)
            except AriRefused as error:
                if error.status not in (404, 409):
                    log.warning("telephone.refused", status=error.status, command=path.split("/", maxsplit=1)[0])
            except AriAway:
                return

        task = asyncio.create_task(asking())
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    def heed(self, identity: str, heard: Callable[[Event], None]) -> None:
        """The events about a channel or a playback go there from now on."""
        self._heeded[identity] = heard

    def forget(self, identity: str, heard: Callable[[Event], None]) -> None:
        """It is not heeded there any more."""
        if self._heeded.get(identity) == heard:
            del self._heeded[identity]

    async def sound(self, connection: str) -> aiohttp.ClientWebSocketResponse:
        """The socket with the sound of a channel that was made for it; raises AriAway."""
        if self._session is None:
            raise AriAway(connection)
        try:
            return await self._session.ws_connect(f"{self.url}/media/{connection}", protocols=["media"])
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise AriAway(str(error)) from error

    async def _read(self, socket: aiohttp.ClientWebSocketResponse, others: Callable[[Event], None]) -> None:
        async for message in socket:
            if message.type is not aiohttp.WSMsgType.TEXT:
                continue
            event: Event = json.loads(message.data)
            if event["type"] == "RESTResponse":
                answer = self._asked.get(event["request_id"])
                if answer is not None and not answer.done():
                    answer.set_result(event)
                continue
            if event["type"] == "ApplicationReplaced":
                # Somebody else has our lines' events now: we are as good as cut off.
                log.error("telephone.replaced")
                return
            about = event.get("playback") or event.get("channel") or {}
            try:
                self._heeded.get(about.get("id", ""), others)(event)
            except Exception as error:
                # One event's trouble ends no line.
                log.error("telephone.event_failed", kind=event["type"], **cause(error))

    def _cut(self) -> None:
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(_Cut())
