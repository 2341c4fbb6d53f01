"""Use cases of those who read: an article as it is published, feedback, comments, what was used in a contact."""

from datetime import datetime
from uuid import UUID

from sori.centre import service as centre
from sori.knowledge.article import Comment, OpenComment, Reading, UseInContact
from sori.knowledge.model import CommentKind, Use
from sori.knowledge.service import access
from sori.knowledge.store import articles as article_store
from sori.knowledge.store import readers as store
from sori.people.model import Actor
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.problem import Problem

_LONGEST_COMMENT = 2_000
_MOST_OPEN = 200


async def read(transaction: Transaction, actor: Actor | None, code: str, now: datetime) -> Reading:
    """The published article with this code, for whom it is; counted as opened. Problem 404 where there is none."""
    public = not access.reads_everything(actor)
    today = (await centre.centre(transaction)).local(now).date()
    found = await store.reading(transaction, code, today, public=public)
    if found is None:
        raise Problem(404, "no_article")
    await store.count_opened(transaction, found.id, today, public=public)
    return found


async def rate(
    transaction: Transaction, actor: Actor | None, key: UUID, article_id: int, helped: bool, now: datetime
) -> None:
    """Keeps whether an article helped; the same key again changes the answer."""
    if not await store.add_feedback(transaction, key, article_id, helped, None if actor is None else actor.id, now):
        raise Problem(404, "no_article")


async def comment(
    transaction: Transaction, actor: Actor, article_id: int, kind: CommentKind, body: str, now: datetime
) -> Comment:
    """Tells the owners of an article something; `wrong` stays on their desk until it is settled."""
    body = _text(body)
    made = await store.add_comment(transaction, article_id, kind, body, actor.id, now)
    if made is None:
        raise Problem(404, "no_article")
    await events.append(transaction, now, "article.commented", {"article": article_id}, {"kind": kind.value})
    return made


async def comments(transaction: Transaction, actor: Actor, article_id: int) -> list[Comment]:
    """What was said about an article that the actor works on or reads."""
    if not access.reads_everything(actor):
        stand = await article_store.stand(transaction, article_id)
        if stand is None:
            raise Problem(404, "no_article")
        await access.refuse_another(transaction, actor, stand.department_id)
    return await store.comments(transaction, article_id)


async def open_comments(transaction: Transaction, actor: Actor) -> list[OpenComment]:
    """What nobody settled yet of what the actor works on: reports that something is wrong first."""
    return await store.open_comments(transaction, await access.own_departments(transaction, actor), _MOST_OPEN)


async def settle(transaction: Transaction, actor: Actor, comment_id: int, answer: str, now: datetime) -> Comment:
    """Closes a comment with an answer to who wrote it. Problem 404 for none, 409 for one that is settled."""
    found = await store.comment(transaction, comment_id)
    if found is None:
        raise Problem(404, "no_comment")
    stand = await article_store.stand(transaction, found.article_id)
    if stand is not None:
        await access.refuse_another(transaction, actor, stand.department_id)
    if not await store.settle(transaction, comment_id, _text(answer), actor.id, now):
        raise Problem(409, "comment_settled")
    await events.append(transaction, now, "article.commented", {"article": found.article_id}, {"settled": comment_id})
    return await store.comment(transaction, comment_id) or found


async def use(
    transaction: Transaction,
    actor: Actor,
    key: UUID,
    article_id: int,
    version: int,
    contact_id: int,
    how: Use,
    now: datetime,
) -> None:
    """Records that a version was used in a contact; whether the contact is the actor's is the caller's to see to."""
    if not await store.add_use(transaction, key, article_id, version, contact_id, actor.id, how, now):
        raise Problem(404, "no_article")
    about = {"article": article_id, "contact": contact_id}
    await events.append(transaction, now, "article.used", about, {"how": how.value})


async def uses_in(transaction: Transaction, contact_id: int) -> list[UseInContact]:
    """What was used in a contact, in order."""
    return await store.uses_in(transaction, contact_id)


def _text(body: str) -> str:
    body = body.replace("\0", "").strip()
    if not body:
        raise Problem(422, "comment_empty", field="body")
    if len(body) > _LONGEST_COMMENT:
        raise Problem(422, "text_too_long", field="body", longest=_LONGEST_COMMENT)
    return body
