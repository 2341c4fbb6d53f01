"""The demo city's directory: the posts and districts of the file in `knowledge/`."""

import asyncio
from datetime import datetime

from sori.centre import service as centre
from sori.demo.articles import FOLDER
from sori.knowledge.directory import importing
from sori.knowledge.directory.service import is_any
from sori.people import service as people
from sori.platform.database import Transaction
from sori.platform.problem import Problem
from sori.platform.translation import Language

_FILE = "directory.toml"


async def load_once(transaction: Transaction, now: datetime) -> None:
    """Brings the demo's directory in where there is none yet: a round of the worker, so that no page waits for it."""
    try:
        if not (await centre.centre(transaction)).demo or await is_any(transaction):
            return
    except Problem:  # no centre yet
        return
    editor = await people.actor_named(transaction, "administrator")
    content = await asyncio.to_thread((FOLDER / _FILE).read_bytes)
    done = await importing.bring_in(transaction, editor, _FILE, content, Language.EN, now)
    if done.rejected:
        row = done.rejected[0]
        raise ValueError(f"{_FILE}:{row.line}: {row.field}: {row.reason}")
