"""The peer of bench/live.py: the least that a chat on this stack can be, the same PostgreSQL, Litestar and uvicorn.

It commits one row a message, notifies in the same transaction, and streams what it hears. It knows no people, no
sessions, no queue, no roles and no events: what Sori takes more than this is what a contact centre costs.
"""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import msgspec
import psycopg
import uvicorn
import uvloop
from litestar import Litestar, get, post
from litestar.response import Stream
from psycopg_pool import AsyncConnectionPool


@dataclass
class NewMessage:
    """What is said to whom."""

    to: int
    body: str


_URL = os.environ.get("DATABASE_URL", "")
_pool = AsyncConnectionPool[psycopg.AsyncConnection](
    _URL, min_size=1, max_size=12, open=False, kwargs={"autocommit": True}
)
_listeners: dict[int, set[asyncio.Queue[bytes]]] = {}


@post("/messages")
async def write(data: NewMessage) -> dict[str, int]:
    """Keeps a message."""
    async with _pool.connection() as connection:
        cursor = await connection.execute(
            """with kept as (insert into bare_message (receiver, body) values (%(to)s, %(body)s) returning id, body)
               select id, pg_notify('bare', jsonb_build_object('to', %(to)s::bigint, 'body', body)::text) from kept""",
            {"to": data.to, "body": data.body},
        )
        row = await cursor.fetchone()
    assert row is not None
    return {"id": row[0]}


@get("/stream")
async def stream(who: int) -> Stream:
    """What is said to somebody."""

    async def events() -> AsyncIterator[bytes]:
        heard: asyncio.Queue[bytes] = asyncio.Queue()
        _listeners.setdefault(who, set()).add(heard)
        try:
            yield b": open\n\n"
            while True:
                yield b"event: message\ndata: %b\n\n" % await heard.get()
        finally:
            _listeners[who].discard(heard)

    return Stream(events(), media_type="text/event-stream")


@asynccontextmanager
async def _running(_: Litestar) -> AsyncIterator[None]:
    await _pool.open()
    listening = asyncio.create_task(_listen())
    try:
        yield
    finally:
        listening.cancel()
        await _pool.close()


async def _listen() -> None:
    async with await psycopg.AsyncConnection.connect(_URL, autocommit=True) as connection:
        await connection.execute("listen bare")
        async for notification in connection.notifies():
            payload = notification.payload.encode()
            for heard in _listeners.get(msgspec.json.decode(payload)["to"], ()):
                heard.put_nowait(payload)


if __name__ == "__main__":
    app = Litestar([write, stream], lifespan=[_running], openapi_config=None)
    config = uvicorn.Config(app, loop="uvloop", http="httptools", log_config=None, access_log=False)
    uvloop.run(uvicorn.Server(config).serve(sockets=[socket.socket(fileno=int(sys.argv[1]))]))
