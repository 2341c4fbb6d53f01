"""The connection to a running centre: many actors over a few connections, each request retried until it is answered.

A request that opens a contact or sends a message carries a key of its own and is repeated with the same one, so that
the centre does it once however often it hears of it. What changes a contact's state is refused the second time, which
the actors take for "done already: look again".
"""

import asyncio
import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TypeVar

import aiohttp
import msgspec

from sori.replay.answers import ProblemDetails
from sori.replay.tally import Tally

Answer = TypeVar("Answer")
DEVICE_COOKIE = "sori_device"
SESSION_COOKIE = "sori_session"
_CSRF_COOKIE = "sori_csrf"
_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 2.0
_SILENCE_S = 45.0
"""A stream that shows no sign of life for so long is dead: the centre sends one every fifteen seconds."""
_encoder = msgspec.json.Encoder()


class Refused(Exception):
    """The centre answered that this can't be done; `code` names why."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code


@dataclass(slots=True)
class Identity:
    """Whose request it is: the cookie by which the centre knows them, once it gave one."""

    cookie: str
    token: str | None = None


class Client:
    """Asks one centre. Use it as an asynchronous context manager."""

    def __init__(self, url: str, tally: Tally, *, simulator_key: str | None = None, at_once: int = 64) -> None:
        self.tally = tally
        self._url = url.rstrip("/")
        self._simulator_key = simulator_key
        # Citizens and staff each have places of their own: a crowd at the door must not hold up those who serve it.
        self._places = {cookie: asyncio.Semaphore(at_once) for cookie in (DEVICE_COOKIE, SESSION_COOKIE)}
        self._csrf: str | None = None
        self._csrf_lock = asyncio.Lock()
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> "Client":
        self._session = aiohttp.ClientSession(
            # Below the 30 s after which the centre closes an idle connection, so that we close it first.
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=20),
            read_bufsize=1 << 20,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=30),
            headers={"accept-language": "ko"},
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self._open_session.close()

    @property
    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("the client is used outside its `async with` block")
        return self._session

    async def get(self, path: str, who: Identity, kind: type[Answer]) -> Answer:
        """Reads something."""
        return msgspec.json.decode(await self._ask("GET", path, who, None), type=kind)

    async def post(self, path: str, who: Identity, body: object, kind: type[Answer]) -> Answer:
        """Does something, and reads the answer."""
        return msgspec.json.decode(await self._ask("POST", path, who, body), type=kind)

    async def tell(self, path: str, who: Identity, body: object) -> None:
        """Does something whose answer doesn't matter."""
        await self._ask("POST", path, who, body)

    async def put(self, path: str, who: Identity, body: object) -> None:
        """Sets something."""
        await self._ask("PUT", path, who, body)

    async def listen(self, path: str, who: Identity, hear: Callable[[str, bytes], None]) -> None:
        """Calls `hear` with each event of a stream and its data, connecting again whenever it breaks, until cancelled.

        Each time that it has connected it calls `hear` with "open": what came before may have been missed.
        """
        pause = _FIRST_PAUSE_S
        while True:
            try:
                async with self._open_session.get(
                    self._url + path,
                    headers={"cookie": f"{who.cookie}={who.token}", "accept": "text/event-stream"},
                    timeout=aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=_SILENCE_S),
                ) as response:
                    if response.status != 200:
                        await self._raise_unless_passing("GET", path, response.status, await response.read())
                    else:
                        pause = _FIRST_PAUSE_S
                        hear("open", b"")
                        event = ""
                        async for line in response.content:
                            if line.startswith(b"event: "):
                                event = line[7:-1].decode()
                            elif line.startswith(b"data: "):
                                hear(event, line[6:-1])
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                self.tally.retries[f"stream: {type(error).__name__}"] += 1
            pause = await _rest(pause)

    async def _ask(self, method: str, path: str, who: Identity, body: object) -> bytes:
        pause = _FIRST_PAUSE_S
        renewed = False
        data = None if method == "GET" else _encoder.encode({} if body is None else body)
        while True:
            try:
                status, content = await self._once(method, path, who, data)
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                self.tally.retries[type(error).__name__] += 1
                pause = await _rest(pause)
                continue
            if status < 300:
                return content
            if status == 403 and method != "GET" and not renewed and _code(content) == "not_allowed":
                # The centre may have been given a new secret since we got our token against forgery.
                self._csrf, renewed = None, True
                continue
            await self._raise_unless_passing(method, path, status, content)
            pause = await _rest(pause)

    async def _once(self, method: str, path: str, who: Identity, data: bytes | None) -> tuple[int, bytes]:
        async with self._places[who.cookie]:
            headers = await self._headers(method, who)
            started_at = time.perf_counter()
            async with self._open_session.request(method, self._url + path, data=data, headers=headers) as response:
                content = await response.read()
            self.tally.asked(len(data or b""), len(content), time.perf_counter() - started_at)
            if response.status < 300:
                self._keep_token(who, response)
            return response.status, content

    async def _headers(self, method: str, who: Identity) -> Mapping[str, str]:
        cookies = [f"{who.cookie}={who.token}"] if who.token else []
        if method == "GET":
            return {"cookie": "; ".join(cookies)} if cookies else {}
        csrf = await self._csrf_token()
        headers = {
            "cookie": "; ".join([f"{_CSRF_COOKIE}={csrf}", *cookies]),
            "x-csrf-token": csrf,
            "content-type": "application/json",
        }
        if self._simulator_key is not None and who.cookie == DEVICE_COOKIE:
            headers["x-sori-simulator"] = self._simulator_key
        return headers

    async def _csrf_token(self) -> str:
        # One token serves everybody: it shows that the request comes from a page of ours, not who asks.
        if self._csrf is None:
            async with self._csrf_lock:
                if self._csrf is None:
                    async with self._open_session.get(f"{self._url}/api/demo") as response:
                        self._csrf = response.cookies[_CSRF_COOKIE].value if _CSRF_COOKIE in response.cookies else ""
                    if not self._csrf:
                        self._csrf = None
                        raise aiohttp.ClientPayloadError("no token against forgery was given")
        return self._csrf

    def _keep_token(self, who: Identity, response: aiohttp.ClientResponse) -> None:
        if "set-cookie" in response.headers and who.cookie in response.cookies:
            who.token = response.cookies[who.cookie].value

    async def _raise_unless_passing(self, method: str, path: str, status: int, content: bytes) -> None:
        code = _code(content)
        where = f"{method} {re.sub('[0-9]+', 'N', path.split('?', maxsplit=1)[0])}"
        if status in (429, 502, 503, 504):
            self.tally.retries[f"{status} {code}"] += 1
            return
        if status >= 500:
            self.tally.faults[f"{status} {code} at {where}"] += 1
            return
        self.tally.refusals[f"{status} {code} at {where}"] += 1
        raise Refused(status, code, _detail(content))


async def _rest(pause: float) -> float:
    # Uneven on purpose, so that hundreds of actors don't all come back at the same moment.
    await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311
    return min(pause * 2, _LONGEST_PAUSE_S)


def _code(content: bytes) -> str:
    try:
        return msgspec.json.decode(content, type=ProblemDetails).type.rsplit(":", 1)[-1]
    except msgspec.MsgspecError:
        return "unreadable"


def _detail(content: bytes) -> str:
    try:
        return msgspec.json.decode(content, type=ProblemDetails).detail
    except msgspec.MsgspecError:
        return ""
