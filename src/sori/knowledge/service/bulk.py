"""Changing many articles at once, after a look at what would change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sori.knowledge.difference import FieldDifference, differences
from sori.knowledge.model import ARTICLE_MOVES, Audience, Content, Move, State
from sori.knowledge.service import articles
from sori.knowledge.store import articles as store
from sori.knowledge.store.articles import Stand
from sori.people import service as people
from sori.people.model import Actor
from sori.people.service import departments
from sori.platform.database import Transaction
from sori.platform.problem import Problem

MOST = 1_000


@dataclass(frozen=True, slots=True)
class BulkEdit:
    """What to do to all; None or empty: leave it. New texts await another's approval; a review date and retiring act
    at once."""

    department: str | None = None
    add_topics: list[str] | None = None
    remove_topics: list[str] | None = None
    audience: Audience | None = None
    review_due: date | None = None
    retire: bool = False


@dataclass(frozen=True, slots=True)
class BulkChange:
    """What the edit means for one article: how its text changes, or that it can't be done and why."""

    article_id: int
    code: str
    question: str
    differences: list[FieldDifference]
    review_due: bool
    retired: bool
    refused: str | None = None
    """The state that forbids it."""


async def preview(transaction: Transaction, ids: Sequence[int], edit: BulkEdit) -> list[BulkChange]:
    """What the edit would change, one entry an article that it would change or that refuses it; nothing is done."""
    return [change for _, _, change in await _changes(transaction, ids, edit)]


async def make(
    transaction: Transaction, actor: Actor, ids: Sequence[int], edit: BulkEdit, note: str, now: datetime
) -> list[BulkChange]:
    """Does it to all that don't refuse it; gives what was done, as `preview` told it."""
    changes = await _changes(transaction, ids, edit)
    for stand, content, change in changes:
        if change.refused is not None:
            continue
        if change.retired:
            await store.retire(transaction, stand.id, actor.id, now)
            await articles.tell(transaction, stand.id, Move.RETIRE, now)
            continue
        if change.differences:
            await departments.need_department(transaction, content.department)
            await articles.write(transaction, actor, stand, content, note, now)
            await store.set_state(transaction, stand.id, State.REVIEW, actor.id, now)
            await articles.tell(transaction, stand.id, Move.SUBMIT, now)
        if change.review_due and edit.review_due is not None:
            await store.set_review_due(transaction, stand.id, edit.review_due, actor.id, now)
    done = sum(change.refused is None for _, _, change in changes)
    await people.audit(transaction, now, actor.id, "article.bulk", {}, {"articles": done})
    return [change for _, _, change in changes]


async def _changes(
    transaction: Transaction, ids: Sequence[int], edit: BulkEdit
) -> list[tuple[Stand, Content, BulkChange]]:
    if len(ids) > MOST:
        raise Problem(422, "article_bulk_most", field="ids", most=MOST)
    known = set(await articles.topic_codes(transaction))
    if unknown := [code for code in edit.add_topics or () if code not in known]:
        raise Problem(422, "no_topic_code", field="add_topics", found=", ".join(unknown))
    found = []
    for article_id in sorted(set(ids)):
        stand = await store.locked(transaction, article_id)
        content = None if stand is None else await store.content(transaction, article_id, stand.version)
        if stand is None or content is None:
            raise Problem(422, "no_article", field="ids")
        after = _after(content, edit)
        change = _change(stand, content, after, edit)
        if change.differences or change.review_due or change.retired or change.refused:
            found.append((stand, after, change))
    return found


def _change(stand: Stand, before: Content, after: Content, edit: BulkEdit) -> BulkChange:
    different = [] if edit.retire else differences(before, after)
    move = Move.RETIRE if edit.retire else Move.REVISE
    # What somebody is still writing is theirs: a change from the side would send their draft to review.
    busy = bool(different) and stand.state not in (State.PUBLISHED, State.REVIEW)
    refused = busy or ((different or edit.retire) and (stand.state, move) not in ARTICLE_MOVES)
    return BulkChange(
        stand.id,
        stand.code,
        before.question,
        different,
        review_due=edit.review_due is not None and stand.published is not None and not edit.retire,
        retired=edit.retire,
        refused=stand.state.value if refused else None,
    )


def _after(content: Content, edit: BulkEdit) -> Content:
    removed = set(edit.remove_topics or ())
    topics = [code for code in content.topics if code not in removed]
    topics += [code for code in edit.add_topics or () if code not in topics]
    return replace(
        content,
        department=(edit.department or "").strip() or content.department,
        topics=topics,
        audience=edit.audience or content.audience,
    )
