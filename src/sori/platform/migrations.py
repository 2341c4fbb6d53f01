"""Brings a database to the schema of this checkout: numbered plain SQL, forward only."""

from pathlib import Path

from yoyo import get_backend, read_migrations

from sori.platform.database import Transaction
from sori.platform.settings import ROOT

FOLDER = ROOT / "migrations"


def migrate(url: str, folder: Path) -> list[str]:
    """Applies the migrations of `folder` that the database at `url` has not seen; gives their names in order.

    Holds a lock while it works, so that two processes starting at once do not both migrate.
    """
    backend = get_backend(url.replace("postgresql://", "postgresql+psycopg://", 1))
    try:
        migrations = read_migrations(str(folder))
        with backend.lock():
            missing = backend.to_apply(migrations)
            names = [migration.id for migration in missing]
            backend.apply_migrations(missing)
        return names
    finally:
        backend.connection.close()


async def missing(transaction: Transaction) -> list[str]:
    """The names of this version's migrations that the database has not seen; of an empty database, all."""
    if await transaction.value(bool, "select to_regclass('_yoyo_migration') is null"):
        return names()
    seen = set(await transaction.values(str, "select migration_id from _yoyo_migration"))
    return [name for name in names() if name not in seen]


def names() -> list[str]:
    """The names of this version's migrations, in order."""
    return sorted(path.stem for path in FOLDER.glob("*.sql") if not path.stem.endswith(".rollback"))
