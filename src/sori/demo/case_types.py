"""The demo city's complaint forms: those of the file in `knowledge/`."""

import asyncio
from datetime import datetime

from sori.cases import importing
from sori.centre import service as centre
from sori.demo.articles import FOLDER
from sori.knowledge.service.articles import is_any
from sori.people import service as people
from sori.platform.database import Transaction
from sori.platform.problem import Problem
from sori.platform.translation import Language

FILE = FOLDER / "forms.toml"


async def load_once(transaction: Transaction, now: datetime) -> None:
    """Brings the demo's forms in where there are none yet: a round of the worker, so that no page waits for it."""
    try:
        if not (await centre.centre(transaction)).demo or await importing.is_any(transaction):
            return
    except Problem:  # no centre yet
        return
    if not await is_any(transaction):  # their departments come with the articles
        return
    editor = await people.actor_named(transaction, "administrator")
    content = await asyncio.to_thread(FILE.read_bytes)
    done = await importing.bring_in(transaction, editor, content, Language.EN, now)
    if done.rejected:
        form = done.rejected[0]
        raise ValueError(f"{FILE.name}:{form.line}: {form.code}: {form.field}: {form.reason}")
