"""Bringing posts in from a file: good rows are kept, bad ones set aside with what is wrong."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sori.knowledge.directory import row, service, store
from sori.knowledge.directory.row import POST, ReadPost, post_of
from sori.knowledge.importing import FileFaulty
from sori.knowledge.importing.row import Rejected
from sori.knowledge.importing.set_aside import set_aside
from sori.people import service as people
from sori.people.model import Actor
from sori.people.service import departments
from sori.platform.database import Transaction
from sori.platform.problem import Problem, Wrong
from sori.platform.translation import Language, translated

LARGEST_FILE = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class RejectedPost:
    """A row that was set aside: where it stands, in which field, why, in words, and which post it was to be."""

    line: int
    field: str
    reason: str
    post: str


@dataclass(frozen=True, slots=True)
class ImportedPosts:
    """What came of a file. `set_aside` is a CSV file of the rejected rows, to be put right and brought in again."""

    added: int
    changed: int
    unchanged: int
    rejected: list[RejectedPost]
    set_aside: str


@dataclass
class _Outcome:
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)


async def bring_in(
    transaction: Transaction, actor: Actor, name: str, content: bytes, language: Language, now: datetime
) -> ImportedPosts:
    """Keeps the posts of a file; one whose office and title are there is changed, unless nothing differs.

    What no file says of a post, when nobody is there, stays. Problem 422 for a file of which nothing can be read, 413
    for one that is too large.
    """
    if len(content) > LARGEST_FILE:
        raise Problem(413, "file_too_large", field="file", limit_mb=LARGEST_FILE // 1024 // 1024)
    try:
        named = row.districts(name, content)
        rows = row.read(name, content)
    except FileFaulty as fault:
        raise Problem(422, fault.code, field="file", errors=(), **fault.values) from fault
    await store.lock(transaction)
    await store.put_districts(transaction, named, rename=True)
    by_department = _codes(await departments.departments(transaction))
    by_district = _codes(await store.districts(transaction))
    outcome = _Outcome()
    seen: set[tuple[str, str]] = set()
    for one in rows:
        read = post_of(one, by_department, by_district)
        if isinstance(read, ReadPost) and (read.content.office, read.content.title) in seen:
            read = Rejected(one.line, [Wrong("title", "post_twice")], one.values)
        if isinstance(read, Rejected):
            outcome.rejected.append(read)
            continue
        seen.add((read.content.office, read.content.title))
        await _keep(transaction, actor, read, outcome, now)
    counts = {"added": outcome.added, "changed": outcome.changed, "rejected": len(outcome.rejected)}
    await people.audit(transaction, now, actor.id, "directory.imported", {}, counts)
    return _told(outcome, language)


async def _keep(transaction: Transaction, actor: Actor, read: ReadPost, outcome: _Outcome, now: datetime) -> None:
    post_id = await store.id_of(transaction, read.content.office, read.content.title)
    kept = None if post_id is None else await store.post(transaction, post_id)
    if kept is None:
        await service.begin(transaction, actor, read.content, "", now)
        outcome.added += 1
        return
    content = replace(read.content, away_from=kept.content.away_from, away_to=kept.content.away_to)
    if content == kept.content:
        outcome.unchanged += 1
    else:
        await service.rewrite(transaction, actor, kept, content, "", now)
        outcome.changed += 1


def _codes(named: Any) -> dict[str, str]:
    """The codes by the names in both languages."""
    return {name: one.code for one in named for name in (one.name.en, one.name.ko)}


def _told(outcome: _Outcome, language: Language) -> ImportedPosts:
    rejected = [
        RejectedPost(
            one.line,
            wrong.place,
            translated(language, f"problem.{wrong.code}", **wrong.values),
            f"{one.values.get('office', '')} {one.values.get('title', '')}".strip()[:200],
        )
        for one in outcome.rejected
        for wrong in one.wrong
    ]
    aside = set_aside(outcome.rejected, POST, language) if outcome.rejected else ""
    return ImportedPosts(outcome.added, outcome.changed, outcome.unchanged, rejected, aside)
