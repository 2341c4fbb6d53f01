"""Bringing articles in from a file: good rows are kept, bad ones set aside with what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import Any

from sori.knowledge import importing
from sori.knowledge.importing import FileFaulty, toml
from sori.knowledge.importing.row import ARTICLE, ReadArticle, Rejected, article_of
from sori.knowledge.importing.set_aside import set_aside
from sori.knowledge.model import ARTICLE_MOVES, Move, State
from sori.knowledge.service import articles, synonyms
from sori.knowledge.store import articles as store
from sori.people import service as people
from sori.people.model import Actor, Role
from sori.people.service import departments
from sori.platform.database import Transaction
from sori.platform.problem import Problem, Wrong
from sori.platform.translation import Language, translated

LARGEST_FILE = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was set aside: where it stands, in which field, and why, in words."""

    line: int
    field: str
    reason: str
    question: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file. `set_aside` is a CSV file of the rejected rows, to be put right and brought in again."""

    added: int
    revised: int
    unchanged: int
    published: int
    rejected: list[RejectedRow]
    set_aside: str


@dataclass
class _Outcome:
    added: int = 0
    revised: int = 0
    unchanged: int = 0
    published: int = 0
    rejected: list[Rejected] = field(default_factory=list)


async def bring_in(
    transaction: Transaction,
    actor: Actor,
    name: str,
    content: bytes,
    language: Language,
    now: datetime,
    *,
    publish: bool = False,
) -> Imported:
    """Keeps the articles of a file as drafts, or published at once where an administrator says so.

    An article whose code is there already is revised, unless nothing differs. Problem 422 for a file of which nothing
    can be read, 413 for one that is too large, 403 for publishing by somebody else.
    """
    if publish and not actor.has_any(Role.ADMINISTRATOR):
        raise Problem(403, "articles_publish")
    if len(content) > LARGEST_FILE:
        raise Problem(413, "file_too_large", field="file", limit_mb=LARGEST_FILE // 1024 // 1024)
    try:
        others = await _bring_in_others(transaction, name, content, now)
        rows = importing.read(name, content, may_be_empty=others)
    except FileFaulty as fault:
        raise Problem(422, fault.code, field="file", errors=(), **fault.values) from fault
    outcome = _Outcome()
    topics = await articles.topic_codes(transaction)
    by_name = await _department_codes(transaction)
    seen: set[str] = set()
    for row in rows:
        read = article_of(_with_department_code(row, by_name), topics)
        if isinstance(read, ReadArticle) and read.code and read.code in seen:
            read = Rejected(row.line, [Wrong("code", "article_code_twice")], row.values)
        if isinstance(read, Rejected):
            outcome.rejected.append(read)
            continue
        seen.add(read.code)
        await _keep(transaction, actor, read, row.values, outcome, publish, now)
    about = {"added": outcome.added, "revised": outcome.revised, "rejected": len(outcome.rejected)}
    await people.audit(transaction, now, actor.id, "article.imported", {}, {**about, "published": outcome.published})
    return _told(outcome, language)


async def _bring_in_others(transaction: Transaction, name: str, content: bytes, now: datetime) -> bool:
    """Keeps the departments and adds the synonyms of a TOML file; gives whether it has any."""
    if PurePath(name).suffix.lower() != ".toml":
        return False
    named, groups = toml.departments(content), toml.synonyms(content)
    await departments.put_departments(transaction, named)
    await synonyms.add(transaction, groups, now)
    return bool(named or groups)


async def _keep(
    transaction: Transaction,
    actor: Actor,
    read: ReadArticle,
    values: Mapping[str, Any],
    outcome: _Outcome,
    publish: bool,
    now: datetime,
) -> None:
    article_id = await store.id_of(transaction, read.code) if read.code else None
    if article_id is None:
        article_id = await articles.add(transaction, actor, read.code, read.content, "", now)
        if article_id is None:  # taken as a number meanwhile
            outcome.rejected.append(
                Rejected(read.line, [Wrong("code", "article_code_taken", {"found": read.code})], values)
            )
            return
        outcome.added += 1
    else:
        stand = await store.locked(transaction, article_id)
        if stand is None or read.content == await store.content(transaction, article_id, stand.version):
            outcome.unchanged += 1
            return
        if (stand.state, Move.REVISE) not in ARTICLE_MOVES or stand.state in (State.REVIEW, State.SCHEDULED):
            outcome.rejected.append(Rejected(read.line, [Wrong("code", f"article_is_{stand.state}")], values))
            return
        await departments.need_department(transaction, read.content.department)
        await articles.write(transaction, actor, stand, read.content, "", now)
        outcome.revised += 1
    if publish:
        stand = await store.locked(transaction, article_id)
        if stand is not None:
            await articles.make_public(transaction, stand, actor.id, now)
            outcome.published += 1


async def _department_codes(transaction: Transaction) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in await departments.departments(transaction):
        found |= {one.name.en: one.code, one.name.ko: one.code}
    return found


def _with_department_code(row: importing.Row, by_name: Mapping[str, str]) -> importing.Row:
    named = str(row.values.get("department", "")).strip()
    return importing.Row(row.line, {**row.values, "department": by_name.get(named, named)}) if named else row


def _told(outcome: _Outcome, language: Language) -> Imported:
    rejected = [
        RejectedRow(
            row.line,
            wrong.place,
            translated(language, f"problem.{wrong.code}", **wrong.values),
            str(row.values.get("question", ""))[:200],
        )
        for row in outcome.rejected
        for wrong in row.wrong
    ]
    return Imported(
        outcome.added,
        outcome.revised,
        outcome.unchanged,
        outcome.published,
        rejected,
        set_aside(outcome.rejected, ARTICLE, language) if outcome.rejected else "",
    )
