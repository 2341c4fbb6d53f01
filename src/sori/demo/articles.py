"""The demo city's knowledge: the articles, departments and synonyms of the files beside this one."""

import asyncio
from datetime import datetime
from pathlib import Path

from sori.centre import service as centre
from sori.knowledge.service import importing
from sori.knowledge.service.articles import is_any
from sori.people import service as people
from sori.people.service import departments
from sori.platform.database import Transaction
from sori.platform.problem import Problem
from sori.platform.translation import Language

FOLDER = Path(__file__).parent / "knowledge"
_FIRST = "departments.toml"
_OTHERS = ("bulletins.toml", "directory.toml", "forms.toml")
"""What beside articles the folder has."""
_OFFICERS_DEPARTMENTS = ("parking-policy", "district-parking", "road-management")
"""One of articles, and two of cases."""


async def load_once(transaction: Transaction, now: datetime) -> None:
    """Brings the demo's knowledge in where there is none yet: a round of the worker, so that no page waits for it."""
    try:
        if not (await centre.centre(transaction)).demo or await is_any(transaction):
            return
    except Problem:  # no centre yet
        return
    await load(transaction, now)


async def load(transaction: Transaction, now: datetime) -> None:
    """Brings the demo's knowledge in, published; ValueError for what is wrong with its files."""
    editor = await people.actor_named(transaction, "administrator")
    for path in sorted(FOLDER.glob("*.toml"), key=lambda path: (path.name != _FIRST, path.name)):
        if path.name in _OTHERS:
            continue
        content = await asyncio.to_thread(path.read_bytes)
        done = await importing.bring_in(transaction, editor, path.name, content, Language.EN, now, publish=True)
        if done.rejected:
            row = done.rejected[0]
            raise ValueError(f"{path.name}:{row.line}: {row.field}: {row.reason}")
    for department in await departments.departments(transaction):
        if department.code in _OFFICERS_DEPARTMENTS:
            await departments.keep(transaction, editor, department.id, department.name, ["officer"], now)
