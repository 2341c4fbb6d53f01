"""A small HTTP client for drivers: what it costs must not be mistaken for what the server costs."""

import asyncio
import random
import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import httptools
import msgspec

Answer = TypeVar("Answer")
_encoder = msgspec.json.Encoder()
Hear = Callable[[str, bytes], None]


class RefusedError(Exception):
    """An answer other than a success."""

    def __init__(self, request: bytes, status: int, body: bytes) -> None:
        super().__init__(f"{request.split(b' HTTP', 1)[0].decode()}: {status} {body.decode(errors='replace')}")
        self.status = status


class _Connection(asyncio.Protocol):
    """One connection: asks one thing at a time, or listens to one stream."""

    def __init__(self, hear: Hear | None = None) -> None:
        self.closed = False
        self.set_cookie = b""
        self.over = asyncio.get_running_loop().create_future()
        self._hear = hear
        self._transport: asyncio.Transport | None = None
        self._answered: asyncio.Future[tuple[int, bytes]] | None = None
        self._body = bytearray()
        self._parser = httptools.HttpResponseParser(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def connection_lost(self, error: Exception | None) -> None:
        self.closed = True
        if not self.over.done():
            self.over.set_result(None)
        if self._answered is not None and not self._answered.done():
            self._answered.set_exception(error or ConnectionResetError())

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"set-cookie":
            self.set_cookie += value + b"\n"

    def on_body(self, body: bytes) -> None:
        self._body += body
        if self._hear is not None and body.endswith(b"\n\n") and self._parser.get_status_code() == 200:
            told, self._body = bytes(self._body), bytearray()
            for event in told.split(b"\n\n"):
                if event.startswith(b"event: "):
                    name, _, rest = event.partition(b"\n")
                    self._hear(name[7:].decode(), rest[6:])

    def on_message_complete(self) -> None:
        if self._answered is not None and not self._answered.done():
            self._answered.set_result((self._parser.get_status_code(), bytes(self._body)))
        if self._hear is not None:
            self.close()  # a stream that ends was refused, or its server leaves
        self._body = bytearray()
        self._parser = httptools.HttpResponseParser(self)

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        self.set_cookie = b""
        self._answered = asyncio.get_running_loop().create_future()
        self.send(request)
        return await self._answered

    async def follow(self, request: bytes) -> None:
        """Listens to a stream until it ends."""
        self.send(request)
        try:
            await self.over
        finally:
            self.close()

    def send(self, request: bytes) -> None:
        assert self._transport is not None
        self._transport.write(request)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


class Wire:
    """Asks one server over a few connections, and listens to streams on one each, as browsers do."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[_Connection] = []
        self._csrf = ""
        self.requests = 0

    async def prepare(self) -> None:
        """Fetches the token against forgery; one serves everybody."""
        connection = await self._connect()
        await connection.ask(b"GET /api/demo HTTP/1.1\r\nhost: localhost\r\n\r\n")
        found = re.search(rb"sori_csrf=([^;\n]+)", connection.set_cookie)
        assert found is not None
        self._csrf = found[1].decode()
        self._idle.append(connection)

    async def get(self, path: str, cookie: str, kind: type[Answer]) -> Answer:
        """Reads something."""
        body, _ = await self._ask(f"GET {path} HTTP/1.1\r\nhost: localhost\r\ncookie: {cookie}\r\n\r\n".encode())
        return msgspec.json.decode(body, type=kind)

    async def post(self, path: str, cookie: str, body: object, kind: type[Answer]) -> Answer:
        """Does something."""
        answered, _ = await self._post(path, cookie, body)
        return msgspec.json.decode(answered, type=kind)

    async def tell(self, path: str, cookie: str, body: object) -> None:
        """Does something that answers nothing."""
        await self._post(path, cookie, body)

    async def post_for_cookie(
        self, path: str, cookie: str, body: object, kind: type[Answer], wanted: str
    ) -> tuple[Answer, str]:
        """Does something that gives a cookie."""
        answered, set_cookie = await self._post(path, cookie, body)
        found = re.search(rb"%b=[^;\n]+" % wanted.encode(), set_cookie)
        return msgspec.json.decode(answered, type=kind), found[0].decode() if found else ""

    async def listen(self, path: str, cookie: str, hear: Hear) -> Callable[[], None]:
        """Calls `hear` with each event of a stream and its data; gives what ends it."""
        connection = await self._connect(hear)
        connection.send(f"GET {path} HTTP/1.1\r\nhost: localhost\r\ncookie: {cookie}\r\n\r\n".encode())
        return connection.close

    async def _post(self, path: str, cookie: str, body: object) -> tuple[bytes, bytes]:
        content = _encoder.encode(body)
        head = (
            f"POST {path} HTTP/1.1\r\nhost: localhost\r\ncookie: sori_csrf={self._csrf}; {cookie}\r\n"
            f"x-csrf-token: {self._csrf}\r\ncontent-type: application/json\r\ncontent-length: {len(content)}\r\n\r\n"
        )
        return await self._ask(head.encode() + content)

    async def _ask(self, request: bytes) -> tuple[bytes, bytes]:
        status, body, set_cookie = await self._once(request)
        if status >= 300:
            raise RefusedError(request, status, body)
        return body, set_cookie

    async def _once(self, request: bytes) -> tuple[int, bytes, bytes]:
        self.requests += 1
        connection = self._idle.pop() if self._idle else await self._connect()
        while connection.closed:
            connection = self._idle.pop() if self._idle else await self._connect()
        try:
            status, body = await connection.ask(request)
        except BaseException:
            connection.close()  # an answer that comes later is nobody's
            raise
        self._idle.append(connection)
        return status, body, connection.set_cookie

    async def _connect(self, hear: Hear | None = None) -> _Connection:
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(lambda: _Connection(hear), "127.0.0.1", self._port)
        return connection


class PatientWire(Wire):
    """Asks again, the same thing, until it is answered: for servers that are killed meanwhile."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.retries: Counter[str] = Counter()
        self.faults: list[str] = []
        """What should never be seen: answers with status 500."""

    async def prepare(self) -> None:
        """Fetches the token against forgery; one serves everybody."""
        while not self._csrf:
            try:
                await super().prepare()
            except (OSError, httptools.HttpParserError):
                await _rest(_FIRST_PAUSE_S)

    async def keep_listening(self, path: str, cookie: str, hear: Hear) -> None:
        """Calls `hear` with each event of a stream and its data, connecting again whenever it ends, until cancelled."""
        request = f"GET {path} HTTP/1.1\r\nhost: localhost\r\ncookie: {cookie}\r\n\r\n".encode()
        while True:
            with suppress(OSError, httptools.HttpParserError):
                await (await self._connect(hear)).follow(request)
            self.retries["stream"] += 1
            await _rest(_FIRST_PAUSE_S)

    async def _ask(self, request: bytes) -> tuple[bytes, bytes]:
        pause = _FIRST_PAUSE_S
        while True:
            try:
                async with asyncio.timeout(_LONGEST_ANSWER_S):
                    status, body, set_cookie = await self._once(request)
            except (OSError, httptools.HttpParserError) as error:
                self.retries[type(error).__name__] += 1
            else:
                if status < 300:
                    return body, set_cookie
                if status not in _PASSING:
                    raise RefusedError(request, status, body)
                self.retries[str(status)] += 1
                if status == 500:
                    self.faults.append(str(RefusedError(request, status, body)))
            pause = await _rest(pause)


_FIRST_PAUSE_S, _LONGEST_PAUSE_S, _LONGEST_ANSWER_S = 0.05, 1.0, 30.0
_PASSING = (429, 500, 502, 503, 504)


async def _rest(pause: float) -> float:
    # Uneven on purpose, so that not everybody comes back at the same moment.
    await asyncio.sleep(pause * random.uniform(0.5, 1.5))
    return min(pause * 2, _LONGEST_PAUSE_S)
