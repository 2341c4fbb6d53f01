"""What everybody may know of cases: of those types that are public, without what citizens wrote elsewhere or sent."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from sori.cases import published_store as store
from sori.cases.published_store import PublishedCase, Wanted
from sori.conversations.service.masking import masking
from sori.platform.database import Transaction


async def published(transaction: Transaction, wanted: Wanted, description: Collection[str]) -> Sequence[PublishedCase]:
    """The cases that everybody may see, the newest first; `description` are the questions that ask for one."""
    found = await store.published(transaction, wanted, description)
    mask = await masking(transaction, [one.description for one in found])
    return [replace(one, description=None if one.description is None else mask.text(one.description)) for one in found]
