"""The one way to PostgreSQL: a pool, and transactions that commit before anything is acknowledged.

Domain code receives a `Transaction`, runs typed queries on it and never commits. Events appended during the
transaction are announced to other processes after the commit.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, LiteralString, TypeVar

import msgspec
import psycopg
from psycopg.rows import dict_row, scalar_row
from psycopg.types.json import set_json_dumps, set_json_loads
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from sori.platform.hints import Hint, Hints
from sori.platform.metrics import EVENTS
from sori.platform.problem import Problem

Row = TypeVar("Row")
Parameters = Mapping[str, Any] | Sequence[Any]
Connection = psycopg.AsyncConnection[Any]
set_json_loads(msgspec.json.decode)
set_json_dumps(msgspec.json.encode)


class Transaction:
    """Typed queries on one connection. What it does is kept when its block in `Database.transaction` ends well."""

    def __init__(self, connection: Connection, cache: dict[str, Any]) -> None:
        self.connection = connection
        self.cache = cache
        """What this process keeps of the database between transactions, each entry with the version it is of."""
        self.hints: list[Hint] = []

    async def all(
        self, row: type[Row], query: LiteralString, parameters: Parameters = (), *, binary: bool = False
    ) -> list[Row]:
        """Every row of the query as `row`, a dataclass whose fields are the columns' names (jsonb may nest).

        `binary` is for rows with much bytea in them, which as text has twice the length and is read slowly.
        """
        async with self.connection.cursor(row_factory=dict_row, binary=binary) as cursor:
            await cursor.execute(query, parameters)
            return msgspec.convert(await cursor.fetchall(), list[row])  # type: ignore[valid-type]

    async def maybe(self, row: type[Row], query: LiteralString, parameters: Parameters = ()) -> Row | None:
        """The first row of the query, or None where there is none."""
        async with self.connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(query, parameters)
            found = await cursor.fetchone()
            return None if found is None else msgspec.convert(found, row)

    async def one(self, row: type[Row], query: LiteralString, parameters: Parameters = ()) -> Row:
        """The first row of a query that always gives one, such as `insert … returning`."""
        found = await self.maybe(row, query, parameters)
        if found is None:
            raise LookupError(f"a query for {row.__name__} gave no row")
        return found

    async def value(self, type_: type[Row], query: LiteralString, parameters: Parameters = ()) -> Row | None:
        """The first column of the first row, or None where there is no row or it is null."""
        async with self.connection.cursor(row_factory=scalar_row) as cursor:
            await cursor.execute(query, parameters)
            found = await cursor.fetchone()
            return None if found is None else msgspec.convert(found, type_)

    async def values(self, type_: type[Row], query: LiteralString, parameters: Parameters = ()) -> list[Row]:
        """The first column of every row."""
        async with self.connection.cursor(row_factory=scalar_row) as cursor:
            await cursor.execute(query, parameters)
            return msgspec.convert(await cursor.fetchall(), list[type_])  # type: ignore[valid-type]

    async def execute(self, query: LiteralString, parameters: Parameters = ()) -> int:
        """Runs a statement and gives the number of rows it changed."""
        cursor = await self.connection.execute(query, parameters)
        return cursor.rowcount

    async def execute_many(self, query: LiteralString, rows: Sequence[Parameters]) -> None:
        """Runs a statement once a row, in one round trip."""
        async with self.connection.cursor() as cursor:
            await cursor.executemany(query, rows)


class Database:
    """A pool of connections to one PostgreSQL, and where committed events are announced.

    `planned_once` is for processes that only look up by key: PostgreSQL then doesn't weigh anew, for each set of
    values, how to run a statement that it has prepared.
    """

    def __init__(self, url: str, *, connections: int = 8, planned_once: bool = False) -> None:
        self.url = url
        self.hints = Hints(url)
        self._cache: dict[str, Any] = {}
        self._pool = AsyncConnectionPool[Connection](
            url,
            min_size=1,
            max_size=connections,
            open=False,
            timeout=10,
            # What is asked twice is asked again: planning some of the statements takes longer than running them.
            kwargs={"autocommit": True, "prepare_threshold": 1}
            | ({"options": "-c plan_cache_mode=force_generic_plan"} if planned_once else {}),
        )

    async def open(self) -> None:
        """Starts the pool and the announcing of hints."""
        await self._pool.open()
        await self.hints.start()

    async def close(self) -> None:
        """Gives all connections back to PostgreSQL."""
        await self.hints.stop()
        await self._pool.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """One transaction: committed and announced when the block ends, rolled back when it raises.

        Raises Problem 503 when PostgreSQL can't be reached, in which case nothing was changed.
        """
        connection = await self._begin()
        try:
            transaction = Transaction(connection, self._cache)
            try:
                yield transaction
                await connection.execute("commit")
            except BaseException:
                if not connection.broken:
                    await asyncio.shield(connection.execute("rollback"))
                raise
        except psycopg.OperationalError as error:
            if connection.broken or isinstance(error, psycopg.errors.AdminShutdown):
                raise Problem(503, "database_away") from error
            raise
        finally:
            await self._pool.putconn(connection)
        self._announce(transaction.hints)

    @asynccontextmanager
    async def at_once(self) -> AsyncIterator[Transaction]:
        """For a change made by one statement: it is a transaction of its own, kept when it returns.

        That saves asking PostgreSQL twice more, to begin and to commit. What it did is announced when the block ends.
        """
        connection = await self._connection()
        try:
            transaction = Transaction(connection, self._cache)
            yield transaction
        except psycopg.OperationalError as error:
            if connection.broken or isinstance(error, psycopg.errors.AdminShutdown):
                raise Problem(503, "database_away") from error
            raise
        finally:
            await self._pool.putconn(connection)
        self._announce(transaction.hints)

    def use(self) -> dict[str, int]:
        """How many of its connections are used and free, and how many requests wait for one."""
        stats = self._pool.get_stats()
        free = stats.get("pool_available", 0)
        return {
            "used": stats.get("pool_size", 0) - free,
            "free": free,
            "waiting": stats.get("requests_waiting", 0),
        }

    def _announce(self, hints: Sequence[Hint]) -> None:
        for hint in hints:
            if hint.event:
                EVENTS.labels(hint.kind).inc()
        self.hints.send(hints)

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        """For queries that change nothing: each stands alone."""
        return self.at_once()

    async def drop_dead_connections(self) -> None:
        """Replaces pooled connections that died with a restart of PostgreSQL."""
        await self._pool.check()

    async def _connection(self) -> Connection:
        try:
            return await self._pool.getconn()
        except PoolTimeout as error:
            raise Problem(503, "database_away") from error

    async def _begin(self) -> Connection:
        # After a restart of PostgreSQL the pool may still hold dead connections: each is found out by its `begin`
        # and dropped, so that a request meets at most a wait, not an error.
        while True:
            connection = await self._connection()
            try:
                await connection.execute("begin")
                return connection
            except psycopg.OperationalError:
                await connection.close()
                await self._pool.putconn(connection)
