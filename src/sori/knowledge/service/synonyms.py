"""Words that mean the same to those who search, kept by editors."""

from collections.abc import Sequence
from datetime import datetime

from sori.knowledge.store import indexing as store
from sori.people import service as people
from sori.people.model import Actor
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.problem import Problem

_MOST_GROUPS = 5_000
_MOST_TERMS = 30
_LONGEST_TERM = 60


async def synonyms(transaction: Transaction) -> list[list[str]]:
    """The groups, each of two words or more."""
    return await store.synonyms(transaction)


async def keep(transaction: Transaction, actor: Actor, groups: Sequence[Sequence[str]], now: datetime) -> None:
    """Has these groups and no others. Problem 422 for a group of fewer than two words, or too many."""
    cleaned = [list(dict.fromkeys(" ".join(term.split()) for term in group if term.strip())) for group in groups]
    if len(cleaned) > _MOST_GROUPS:
        raise Problem(422, "article_too_many", field="groups", most=_MOST_GROUPS)
    for number, group in enumerate(cleaned, 1):
        if not 2 <= len(group) <= _MOST_TERMS or max(map(len, group)) > _LONGEST_TERM:
            raise Problem(422, "synonym_group", field="groups", number=number, most=_MOST_TERMS, longest=_LONGEST_TERM)
    await _replace(transaction, cleaned, now)
    await people.audit(transaction, now, actor.id, "synonyms.kept", {}, {"groups": len(cleaned)})


async def add(transaction: Transaction, groups: Sequence[Sequence[str]], now: datetime) -> None:
    """Adds groups to those that there are; one that is there already is not added again."""
    known = await store.synonyms(transaction)
    fresh = [list(group) for group in groups if len(group) >= 2 and list(group) not in known]
    if fresh:
        await _replace(transaction, [*known, *fresh], now)


async def _replace(transaction: Transaction, groups: Sequence[Sequence[str]], now: datetime) -> None:
    await store.put_synonyms(transaction, groups)
    await events.append(transaction, now, "synonyms.changed", {"centre": 1})
