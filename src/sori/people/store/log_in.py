"""Logging in: what a password is checked against, failures that are counted, log-ins on their way."""

from datetime import datetime

from sori.people.model import Credentials
from sori.platform.database import Transaction


async def credentials_of(transaction: Transaction, login: str) -> Credentials | None:
    """What a log-in's password is checked against."""
    return await transaction.maybe(
        Credentials, "select id, login, password_hash, active from staff where login = %s", (login,)
    )


async def failures_since(transaction: Transaction, login: str, since: datetime) -> int:
    """How often logging in as `login` has failed since then."""
    return (
        await transaction.value(int, "select count(*) from failed_log_in where login = %s and at >= %s", (login, since))
        or 0
    )


async def failures_of_address_since(transaction: Transaction, address: str, since: datetime) -> int:
    """How often logging in, as anybody, has failed from a network address since then."""
    return (
        await transaction.value(
            int, "select count(*) from failed_log_in where address = %s and at >= %s", (address, since)
        )
        or 0
    )


async def add_failure(transaction: Transaction, login: str, address: str, at: datetime) -> None:
    """Counts a failed log-in."""
    await transaction.execute(
        "insert into failed_log_in (login, address, at) values (%s, %s, %s)", (login, address, at)
    )


async def forget_failures(transaction: Transaction, login: str) -> None:
    """Starts counting anew after a log-in that went well."""
    await transaction.execute("delete from failed_log_in where login = %s", (login,))


async def add_step(
    transaction: Transaction, token_hash: bytes, staff_id: int, expires_at: datetime, now: datetime
) -> None:
    """Keeps a log-in that waits for its code; those that waited too long are forgotten."""
    await transaction.execute("delete from log_in_step where expires_at <= %s", (now,))
    await transaction.execute(
        "insert into log_in_step (token_hash, staff_id, expires_at) values (%s, %s, %s)",
        (token_hash, staff_id, expires_at),
    )


async def step(transaction: Transaction, token_hash: bytes, now: datetime) -> Credentials | None:
    """Whose log-in waits for its code under this token, locked until the transaction ends."""
    return await transaction.maybe(
        Credentials,
        """select id, login, password_hash, active from staff
           where id = (select staff_id from log_in_step where token_hash = %s and expires_at > %s) and active
           for no key update""",
        (token_hash, now),
    )


async def end_steps(transaction: Transaction, staff_id: int) -> None:
    """Ends somebody's log-ins that wait for a code."""
    await transaction.execute("delete from log_in_step where staff_id = %s", (staff_id,))


async def failures_before(transaction: Transaction, before: datetime) -> int:
    """How many log-ins failed before then."""
    return await transaction.value(int, "select count(*) from failed_log_in where at < %s", (before,)) or 0


async def delete_failures_before(transaction: Transaction, before: datetime, limit: int) -> int:
    """Forgets some log-ins that failed before then."""
    return await transaction.execute(
        "delete from failed_log_in where ctid in (select ctid from failed_log_in where at < %s limit %s)",
        (before, limit),
    )
