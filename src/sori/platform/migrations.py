"""Brings a database to the schema of this checkout: numbered plain SQL, forward only."""

from pathlib import Path

from yoyo import get_backend, read_migrations


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
