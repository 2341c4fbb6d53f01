"""Clients that stall, that never come to an end, or send what is no request: they are cut off, and nobody else notices.

A real web process, whose memory is looked at from outside.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psutil
import psycopg
import pytest

from factories import Browser, Citizen, answer, make_small_centre, message, rows, until
from sori.platform import embedded
from sori.platform.database import Database
from sori.platform.embedded import StateFolder
from sori.platform.limits import allow_many_connections

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

MB = 1024**2
LARGEST_GROWTH = 48 * MB
"""What a web process may take more while it is attacked; each attack below sends or waits for several times as much."""


@dataclass
class Web:
    """A web process."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path
    database_url: str
    log_begins: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def memory(self) -> int:
        return int(psutil.Process(self.process.pid).memory_info().rss)

    def connections(self) -> int:
        return sum(one.status == "ESTABLISHED" for one in psutil.Process(self.process.pid).net_connections("tcp"))

    def logged(self, event: str) -> list[dict[str, Any]]:
        """What was logged of this kind since the test began."""
        lines = (json.loads(line) for line in self.log.read_text()[self.log_begins :].splitlines())
        return [line for line in lines if line.get("event") == event]

    def cut_off(self) -> Counter[str]:
        """Connections cut off since the test began, by what they were at."""
        counts = Counter[str]()
        for line in self.logged("connections.cut_off"):
            counts[line["why"]] += line["count"]
        return counts

    def citizen(self) -> Citizen:
        return Citizen(Browser(base_url=self.url, timeout=60))


@pytest.fixture(scope="module")
def process(postgres: StateFolder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """One web process for all of them, on a database of its own: who comes next comes after all the others."""
    with psycopg.connect(embedded.url(postgres), autocommit=True) as connection:
        connection.execute("create database bad_clients template empty")
    url = embedded.url(postgres, "bad_clients")
    asyncio.run(_make_small_centre(url))
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    log = tmp_path_factory.mktemp("web") / "web.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "sori.cli", "web", "--fd", str(listener.fileno())],
            env={**os.environ, "DATABASE_URL": url, "SORI_SECRET": "0" * 64},
            pass_fds=[listener.fileno()],
            stdout=output,
            stderr=output,
        )
    web = Web(listener.getsockname()[1], process, log, url)
    listener.close()
    try:
        asyncio.run(_wait_until_up(web))
        yield web
    finally:
        process.terminate()
        process.wait(30)


async def _make_small_centre(url: str) -> None:
    database = Database(url, connections=1)
    await database.open()
    async with database.transaction() as transaction:
        await make_small_centre(transaction)
    await database.close()


async def _wait_until_up(web: Web) -> None:
    async def answers() -> bool:
        with suppress(httpx.HTTPError):
            async with httpx.AsyncClient() as client:
                return (await client.get(f"{web.url}/health", timeout=5)).status_code == 200
        return False

    await until(answers, 240)


@pytest.fixture
def web(process: Web) -> Iterator[Web]:
    process.log_begins = len(process.log.read_text())
    yield process
    assert process.process.poll() is None, process.log.read_text()
    assert process.logged("request.failed") == []
    assert "Traceback" not in process.log.read_text()


async def raw(web: Web, sent: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection on which this was sent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", web.port)
    writer.write(sent)
    return reader, writer


async def status_of(web: Web, request: bytes) -> int:
    """The status of the answer to these bytes, 0 where the connection was ended without one."""
    reader, writer = await raw(web, request)
    try:
        line = await asyncio.wait_for(reader.readline(), 60)
    except ConnectionError:
        line = b""
    writer.close()
    return int(line.split()[1]) if line.startswith(b"HTTP/1.1 ") else 0


@asynccontextmanager
async def talk(web: Web) -> AsyncIterator[Callable[[], int]]:
    """Somebody writes all the while; afterwards everything acknowledged is there once, and nothing was refused."""
    citizen, over, written = web.citizen(), asyncio.Event(), list[str]()
    await citizen.opens()

    async def writes() -> None:
        while not over.is_set():
            key = str(uuid4())
            answer(await citizen.browser.post("/api/chat/messages", json=message(f"{len(written)}", key=key)))
            written.append(key)
            await asyncio.sleep(0.02)

    task = asyncio.create_task(writes())
    yield lambda: len(written)
    before = len(written)
    await until(lambda: len(written) > before or task.done(), 60)
    over.set()
    await task
    seen = [one["client_key"] for one in (await citizen.sees())["messages"] if one["sender"] == "citizen"]
    assert seen == written
    await citizen.browser.aclose()


def stalled_stream(web: Web, cookie: str) -> socket.socket:
    """A stream whose reader takes as little as a system lets them, and then nothing."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
    client.connect(("127.0.0.1", web.port))
    client.sendall(f"GET /api/chat/stream HTTP/1.1\r\nhost: x\r\ncookie: sori_device={cookie}\r\n\r\n".encode())
    return client


async def test_streams_that_nobody_reads_hold_little_memory_and_are_cut_off(web: Web) -> None:
    stalled, loud = [], web.citizen()
    await loud.opens()
    cookie = loud.browser.cookies["sori_device"]
    async with talk(web) as written:
        stalled = [stalled_stream(web, cookie) for _ in range(40)]
        await until(lambda: web.connections() >= 40)
        before, sent = web.memory(), 0

        async def is_cut_off() -> bool:
            # A message that each of the streams is told: ten megabytes of them make four hundred to be told.
            nonlocal sent
            if sent < 10 * MB:
                for _ in range(20):
                    await loud.says("가" * 1_500)
                    sent += 4_500
                assert web.memory() - before < LARGEST_GROWTH
            else:
                await asyncio.sleep(0.5)
            return web.cut_off().total() >= 40

        await until(is_cut_off, 240)
        assert web.cut_off().keys() == {"answer not read"}
        assert web.memory() - before < LARGEST_GROWTH
        assert written() > 10
    for client in stalled:
        client.close()
    await loud.browser.aclose()


async def test_thousands_of_connections_that_say_nothing_are_closed_and_cost_little(web: Web) -> None:
    allow_many_connections()
    async with talk(web):
        before = web.memory()
        silent = [await raw(web) for _ in range(2_000)]
        await until(lambda: web.connections() >= 2_000)
        assert web.memory() - before < LARGEST_GROWTH
        await until(lambda: web.connections() < 20, 120)
        for _, writer in silent:
            writer.close()


async def test_heads_and_bodies_that_come_drop_by_drop_end(web: Web) -> None:
    start = b"POST /api/chat/messages HTTP/1.1\r\nhost: x\r\n"
    async with talk(web):
        dripping = [await raw(web, start) for _ in range(200)]

        async def all_ended() -> bool:
            for reader, writer in dripping:
                if not reader.at_eof() and reader.exception() is None:
                    writer.write(b"x-more: y\r\n")
            await asyncio.sleep(1)
            return web.cut_off()["no request"] >= 200

        await until(all_ended, 120)
        for _, writer in dripping:
            writer.close()


async def sends_without_end(web: Web, start: bytes) -> None:
    reader, writer = await raw(web, start)
    for _ in range(64 * MB // 65_536):
        writer.write(b"a" * 65_536)
        await writer.drain()
    await reader.readexactly(1)


async def test_a_head_without_end_is_cut_off_before_it_fills_the_memory(web: Web) -> None:
    before = web.memory()
    async with talk(web):
        for start in (b"GET / HTTP/1.1\r\nx-long: ", b"GET /"):
            with pytest.raises(ConnectionError):
                await sends_without_end(web, start)
    assert web.cut_off()["head too long"] == 2
    assert web.memory() - before < LARGEST_GROWTH


async def opened(web: Web) -> tuple[Citizen, bytes]:
    """A citizen in a contact, and the lines of a head that show who they are."""
    citizen = web.citizen()
    await citizen.opens()
    csrf, device = citizen.browser.cookies["sori_csrf"], citizen.browser.cookies["sori_device"]
    return citizen, f"host: x\r\ncookie: sori_csrf={csrf}; sori_device={device}\r\nx-csrf-token: {csrf}\r\n".encode()


BOUNDARY = b"content-type: multipart/form-data; boundary=b\r\n"
FILE = b'--b\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\ncontent-type: image/png\r\n\r\n'


async def test_uploads_that_break_off_or_never_end_leave_nothing_behind(web: Web) -> None:
    citizen, who = await opened(web)
    head = b"POST /api/chat/attachments HTTP/1.1\r\n" + who + BOUNDARY
    async with talk(web):
        before = web.memory()
        half = [await raw(web, head + b"content-length: 5000000\r\n\r\n" + FILE + b"x" * MB) for _ in range(60)]
        for _, writer in half:
            with suppress(TimeoutError, ConnectionError):
                await asyncio.wait_for(writer.drain(), 10)
        assert web.memory() - before < 60 * MB + LARGEST_GROWTH  # a megabyte each, then a file of the system's
        for _, writer in half:
            writer.transport.abort()
        await until(lambda: web.connections() < 20, 60)

        reader, writer = await raw(
            web, head + b"transfer-encoding: chunked\r\n\r\n" + b"%x\r\n%b\r\n" % (len(FILE), FILE)
        )
        chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        told, before = b"", web.memory()
        with suppress(ConnectionError, TimeoutError):  # the answer comes before the end, and may be lost in a reset
            for _ in range(64 * MB // 0x10000):
                writer.write(chunk)
                await asyncio.wait_for(writer.drain(), 5)
            told = await asyncio.wait_for(reader.readline(), 30)
        assert told[9:12] in (b"413", b"")
        assert web.memory() - before < LARGEST_GROWTH
        writer.close()
    assert await rows(web.database_url, "select id from attachment") == []
    await citizen.browser.aclose()


UPLOADS = [
    ("photo.png", b"MZ" + b"\0" * 2_000, 415),
    ("photo.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 2_000, 422),
    ("photo.jpg", b"<html><script>alert(1)</script>", 415),
    ("report.docx", b"PK\x03\x04" + b"\0" * 2_000, 422),
    ("note.txt", b"\xff\xfe\xfa\x81\x30", 415),
    ("nothing.txt", b"", 422),
    ("a" * 900 + ".txt", "가나다".encode("cp949"), 201),
    ("a" * 5_000 + ".txt", b"words", 400),
    ("../../etc/\ud800passwd.txt", b"words", 400),
    ("large.txt", b"x" * (11 * MB), 413),
]


async def test_an_upload_is_taken_for_what_it_is(web: Web) -> None:
    citizen, who = await opened(web)
    head = b"POST /api/chat/attachments HTTP/1.1\r\n" + who + BOUNDARY
    async with talk(web):
        for name, content, status in UPLOADS:
            body = FILE.replace(b"a.png", name.encode("utf-8", "surrogatepass")) + content + b"\r\n--b--\r\n"
            found = await status_of(web, head + b"content-length: %d\r\n\r\n" % len(body) + body)
            assert found == status, (name[:20], content[:20])
    await citizen.browser.aclose()


KEY = str(uuid4()).encode()
BODIES = [
    b"\xff\xfe\x00",
    b'{"client_key": "' + KEY + b'", "body": "\xed\xa0\x80", "attachment_ids": []}',
    b'{"client_key": "' + KEY + b'", "body": "\\ud800", "attachment_ids": []}',
    '{"client_key": "가", "body": "x", "attachment_ids": []}'.encode("cp949"),
    '{"body": "x"}'.encode("utf-16"),
    b'{"client_key": "' + KEY + b'", "body": 5, "attachment_ids": [1e400]}',
    b'{"client_key": "' + KEY + b'", "body": "x", "attachment_ids": [99999999999999999999999]}',
    b"[" * 100_000,
    b'{"body": "' + b"x" * 200_000 + b'"}',
    b"\x1f\x8b\x08\x00" + b"\0" * 50,
    b"null",
]


async def test_bodies_that_are_no_words_are_refused_and_never_our_fault(web: Web) -> None:
    citizen, who = await opened(web)
    async with talk(web):
        for body in BODIES:
            for kind in (b"application/json", b"application/json; charset=euc-kr", b"text/plain", b"\xff\xfe", b""):
                head = b"POST /api/chat/messages HTTP/1.1\r\n" + who + b"content-type: " + kind
                found = await status_of(web, head + b"\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
                assert 400 <= found < 500, (body[:60], kind, found)
    assert [one for one in (await citizen.sees())["messages"] if one["sender"] == "citizen"] == []
    await citizen.browser.aclose()


REQUESTS = [
    b"GET /%ff%fe HTTP/1.1\r\nhost: x\r\n\r\n",
    b"GET /api/chat/conversation?after=%ff HTTP/1.1\r\nhost: x\r\n\r\n",
    b"GET /api/chat/conversation?after=99999999999999999999 HTTP/1.1\r\nhost: x\r\n\r\n",
    b"GET /api/chat/conversation HTTP/1.1\r\nhost: x\r\ncookie: sori_device=\xff; sori_session=\xed\xa0\x80\r\n\r\n",
    b"GET /api/chat/conversation HTTP/1.1\r\nhost: x\r\ncookie: =;;;==\r\naccept-language: \xff;q=x,;;\r\n\r\n",
    b"GET /api/desk HTTP/1.1\r\nhost: x\r\ncookie: sori_session=" + b"a" * 8_000 + b"\r\n\r\n",
    b"GET /assets/%2e%2e/%2e%2e/secret HTTP/1.1\r\nhost: x\r\n\r\n",
    b"GET /staff-assets/%00 HTTP/1.1\r\nhost: x\r\n\r\n",
    b"GET /metrics HTTP/1.1\r\nhost: x\r\nauthorization: \xff\xfe\r\n\r\n",
    b"POST /api/session HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
    b"POST /api/session HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\nabc",
    b"BREW /api/desk HTTP/1.1\r\nhost: x\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"GET / HTTP/9.9\r\n\r\n",
    b"\0" * 100 + b"\r\n\r\n",
]


async def test_requests_that_are_none_are_refused_and_never_our_fault(web: Web) -> None:
    async with talk(web):
        for request in REQUESTS:
            found = await status_of(web, request)
            assert found == 0 or 400 <= found < 500, (request[:80], found)
