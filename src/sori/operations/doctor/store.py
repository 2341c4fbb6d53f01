"""SQL of the doctor's checks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sori.platform.database import Transaction


@dataclass(frozen=True, slots=True)
class _Pair:
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class _Use:
    used: int
    most: int


async def server_version(transaction: Transaction) -> int:
    """The server's version as a number, 180006 for 18.6."""
    return await transaction.value(int, "select current_setting('server_version_num')::int") or 0


async def available_extensions(transaction: Transaction) -> set[str]:
    """The extensions that could be created here."""
    return set(await transaction.values(str, "select name from pg_available_extensions"))


async def unknown_migrations(transaction: Transaction, known: Sequence[str]) -> list[str]:
    """Migrations that the database has seen and this version hasn't."""
    return await transaction.values(
        str,
        """select migration_id from _yoyo_migration
           where migration_id <> all(%s) and migration_id not like '\\_\\_%%' order by 1""",
        (list(known),),
    )


async def server_time(transaction: Transaction) -> datetime:
    """What time it is for the server."""
    found = await transaction.value(datetime, "select clock_timestamp()")
    if found is None:
        raise LookupError("the server told no time")
    return found


async def connections(transaction: Transaction) -> tuple[int, int]:
    """Connections in use, and how many there may be."""
    use = await transaction.one(
        _Use,
        """select (select count(*) from pg_stat_activity where backend_type = 'client backend') as used,
                  current_setting('max_connections')::int
                      - current_setting('superuser_reserved_connections')::int as most""",
    )
    return use.used, use.most


async def settings(transaction: Transaction, names: Sequence[str]) -> dict[str, str]:
    """Some of the server's settings as they hold for us."""
    found = await transaction.all(
        _Pair, "select name, setting as value from pg_settings where name = any(%s)", (list(names),)
    )
    return dict.fromkeys(names, "") | {one.name: one.value for one in found}


async def last_backup(transaction: Transaction, since: datetime) -> datetime | None:
    """When the last backup was made, if since then."""
    return await transaction.value(
        datetime, "select max(at) from audit where action = 'backup.made' and at >= %s", (since,)
    )


async def is_demo(transaction: Transaction) -> bool:
    """Whether the centre is the demo city."""
    return await transaction.value(bool, "select demo from centre") or False


async def password_hashes(transaction: Transaction) -> dict[str, str]:
    """The password hashes of all who can log in, administrators first."""
    found = await transaction.all(
        _Pair,
        """select login as name, password_hash as value from staff
           where active and password_hash <> '' and not simulated
           order by exists (select from staff_role where staff_id = staff.id and role = 'administrator') desc, login""",
    )
    return {one.name: one.value for one in found}


async def time_zone(transaction: Transaction) -> str | None:
    """The city's time zone; None where there is no centre."""
    return await transaction.value(str, "select time_zone from centre")
