"""The demo city's districts and neighbourhoods: approximate boundaries of a city that isn't there."""

import asyncio
from datetime import datetime

from sori.cases import places
from sori.centre import service as centre
from sori.demo.articles import FOLDER
from sori.people import service as people
from sori.platform.database import Transaction
from sori.platform.problem import Problem
from sori.platform.translation import Language

FILE = FOLDER / "districts.geojson"


async def load_once(transaction: Transaction, now: datetime) -> None:
    """Brings the demo's boundaries in where there are none yet: a round of the worker, so that no page waits for it."""
    try:
        if not (await centre.centre(transaction)).demo or await places.is_any(transaction):
            return
    except Problem:  # no centre yet
        return
    administrator = await people.actor_named(transaction, "administrator")
    content = await asyncio.to_thread(FILE.read_bytes)
    done = await places.bring_in(transaction, administrator, content, Language.EN, now)
    if done.rejected:
        one = done.rejected[0]
        raise ValueError(f"{FILE.name}: feature {one.index}: {one.property}: {one.reason}")
