"""What one installation is told by its environment. Everything else is configuration in the database."""

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
"""The checkout: where `migrations/` and the built front end lie."""


@dataclass(frozen=True, slots=True)
class Settings:
    """One process's settings; see `from_environment` for where each comes from."""

    database_url: str
    host: str
    port: int
    secret: str
    secure_cookies: bool
    simulator_key: str | None
    """What a simulator must show to mark its contacts as simulated; None where nothing may be simulated."""
    metrics_token: str | None = None
    """What must be shown to read `/metrics`; None where nobody may."""
    search_socket: Path | None = None
    """Where the search process answers; None where there is none."""


def from_environment() -> Settings:
    """Reads the settings that the supervisor (`sori run`) or an operator put in the environment.

    `DATABASE_URL` and `SORI_SECRET` are required; `SORI_HOST` (127.0.0.1), `SORI_PORT` (8120),
    `SORI_SECURE_COOKIES` (0), `SORI_SIMULATOR_KEY`, `SORI_METRICS_TOKEN` and `SORI_SEARCH_SOCKET` (none) have defaults.
    """
    search_socket = os.environ.get("SORI_SEARCH_SOCKET")
    return Settings(
        database_url=_required("DATABASE_URL"),
        host=os.environ.get("SORI_HOST", "127.0.0.1"),
        port=int(os.environ.get("SORI_PORT", "8120")),
        secret=_required("SORI_SECRET"),
        secure_cookies=os.environ.get("SORI_SECURE_COOKIES", "0") == "1",
        simulator_key=os.environ.get("SORI_SIMULATOR_KEY") or None,
        metrics_token=os.environ.get("SORI_METRICS_TOKEN") or None,
        search_socket=Path(search_socket) if search_socket else None,
    )


def _required(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise SystemExit(f"{name} is not set. Start Sori with `sori run`, which sets it, or put it in the environment.")
    return value
