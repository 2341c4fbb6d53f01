"""Bringing files in, for the tests of what becomes of them."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sori.platform.database import Database
from sori.reports.imported.headings import mapping
from sori.reports.service import imports
from sori.reports.service.imports import Order, Report

NOW = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)


async def bring_in(database: Database, path: Path, mapped: Path | None = None, **how: Any) -> Report:
    order = replace(Order(path, None if mapped is None else mapping(mapped)), **how)
    async with database.transaction() as transaction:
        return await imports.bring_in(transaction, order, NOW)


def written(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path
