"""Use cases of those who write articles: revising, four eyes, publishing at a moment, versions, files."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sori.centre import service as centre
from sori.centre.model import Topic
from sori.knowledge import article as told
from sori.knowledge.article import Article, ArticleFile, ArticlePage, ArticleShown, Version, VersionShown
from sori.knowledge.difference import differences
from sori.knowledge.model import (
    ARTICLE_MOVES,
    Content,
    Move,
    State,
    cleaned,
    code_is_acceptable,
    faults,
    moved,
)
from sori.knowledge.service import access
from sori.knowledge.store import articles as store
from sori.knowledge.store.articles import FileContent, Stand, Wanted
from sori.people import service as people
from sori.people.model import Actor
from sori.people.service import departments
from sori.platform import events
from sori.platform.attachment import checked
from sori.platform.database import Transaction
from sori.platform.problem import Problem, Wrong

_PAGE = 50
COUNTED_DAYS = 90
"""Uses are counted over so many days."""
_LONGEST_NOTE = 500
_DUE_AT_ONCE = 50


async def articles(
    transaction: Transaction, actor: Actor, wanted: Wanted, topic: str, before: int | None, now: datetime
) -> ArticlePage:
    """A page of the articles that the actor works on, of a topic and those below it."""
    wanted = await _within_reach(transaction, actor, wanted)
    if topic:
        wanted = replace(wanted, topics=below(await centre.topics(transaction), topic))
    since = now - timedelta(days=COUNTED_DAYS)
    found = await store.articles(transaction, wanted, since, before, _PAGE + 1)
    items = found[:_PAGE]
    next_before = items[-1].change if len(found) > _PAGE else None
    return ArticlePage(items, next_before, await store.count(transaction, wanted))


def below(topics: Sequence[Topic], code: str) -> list[str]:
    """The codes of a topic and of all below it."""
    found = {topic.id: topic.code for topic in topics if topic.code == code}
    for topic in sorted(topics, key=lambda one: one.level):
        if topic.parent_id in found:
            found[topic.id] = topic.code
    return [code, *(other for other in found.values() if other != code)]


async def _within_reach(transaction: Transaction, actor: Actor, wanted: Wanted) -> Wanted:
    own = await access.own_departments(transaction, actor)
    return replace(wanted, departments=own)


async def article(transaction: Transaction, actor: Actor, article_id: int) -> ArticleShown:
    """An article as it is worked on, with what the actor may do; Problem 404 or 403."""
    found = await store.article(transaction, article_id)
    stand = await store.stand(transaction, article_id)
    if found is None or stand is None:
        raise Problem(404, "no_article")
    await access.refuse_another(transaction, actor, stand.department_id)
    return ArticleShown(found, await _moves(transaction, actor, stand))


async def _moves(transaction: Transaction, actor: Actor, stand: Stand) -> list[Move]:
    possible = [move for move in Move if (stand.state, move) in ARTICLE_MOVES]
    if not actor.has_any(*access.WRITING):
        return []
    if not access.edits(actor):
        return [move for move in possible if move in (Move.REVISE, Move.SUBMIT)]
    if await store.wrote_since(transaction, stand.id, stand.published or 0, actor.id):
        possible = [move for move in possible if move not in (Move.PUBLISH, Move.SCHEDULE)]
    return [move for move in possible if stand.state is not State.SCHEDULED or move is not Move.PUBLISH]


async def create(
    transaction: Transaction, actor: Actor, code: str, content: Content, note: str, now: datetime
) -> Article:
    """Begins an article as a draft; a blank code becomes its number. Problem 409 for a taken code, 422 for faults."""
    code = code.strip()
    if code and not code_is_acceptable(code):
        raise Problem(422, "article_code", field="code")
    content = await _checked(transaction, content)
    article_id = await add(transaction, actor, code, content, _note(note), now)
    if article_id is None:
        raise Problem(409, "article_code_taken", field="code", found=code)
    return await _told(transaction, article_id)


async def add(
    transaction: Transaction, actor: Actor, code: str, content: Content, note: str, now: datetime
) -> int | None:
    """Keeps a checked content as a new draft; gives its id, None where the code is taken."""
    await departments.need_department(transaction, content.department)
    article_id = await store.add(transaction, code, actor.id, now)
    if article_id is not None:
        await store.add_version(transaction, article_id, 1, content, actor.id, note, now)
        await tell(transaction, article_id, Move.REVISE, now)
    return article_id


async def revise(
    transaction: Transaction,
    actor: Actor,
    article_id: int,
    content: Content,
    note: str,
    change: int,
    now: datetime,
) -> Article:
    """Keeps a new version as a draft; what was published stays so until the new one is.

    `change` is the article's as the writer has seen it: Problem 412 where somebody changed it since. An officer's
    revision stays with one of their own departments.
    """
    stand = await _held(transaction, actor, article_id, change)
    content = await _checked(transaction, content)
    if content == await store.content(transaction, article_id, stand.version):
        return await _told(transaction, article_id)
    await departments.need_department(transaction, content.department)
    await write(transaction, actor, stand, content, _note(note), now)
    if not access.edits(actor):
        await access.refuse_another(transaction, actor, (await _stand(transaction, article_id)).department_id)
    return await _told(transaction, article_id)


async def write(
    transaction: Transaction, actor: Actor, stand: Stand, content: Content, note: str, now: datetime
) -> None:
    """Appends a checked content as the next version of an article that is locked."""
    number = stand.version + 1
    state = moved(stand.state, Move.REVISE)
    await store.add_version(transaction, stand.id, number, content, actor.id, note, now)
    await store.set_state(transaction, stand.id, state, actor.id, now, version=number)
    await tell(transaction, stand.id, Move.REVISE, now)


async def submit(transaction: Transaction, actor: Actor, article_id: int, change: int, now: datetime) -> Article:
    """Hands a draft over to somebody else to look at."""
    stand = await _held(transaction, actor, article_id, change)
    await store.set_state(transaction, article_id, moved(stand.state, Move.SUBMIT), actor.id, now)
    await tell(transaction, article_id, Move.SUBMIT, now)
    return await _told(transaction, article_id)


async def send_back(transaction: Transaction, actor: Actor, article_id: int, change: int, now: datetime) -> Article:
    """Gives a text back to its writer, or calls its publication off."""
    stand = await _held(transaction, actor, article_id, change)
    await store.set_state(transaction, article_id, moved(stand.state, Move.SEND_BACK), actor.id, now)
    await tell(transaction, article_id, Move.SEND_BACK, now)
    return await _told(transaction, article_id)


async def publish(
    transaction: Transaction, actor: Actor, article_id: int, at: datetime | None, change: int, now: datetime
) -> Article:
    """Approves a text: it becomes the answer at once, or at the moment `at`.

    Raises Problem 403 for somebody who wrote any of it since it was last published (four eyes), 422 for a past moment.
    """
    stand = await _held(transaction, actor, article_id, change)
    move = Move.PUBLISH if at is None else Move.SCHEDULE
    if stand.state is State.SCHEDULED:
        raise Problem(409, "article_is_scheduled")
    state = moved(stand.state, move)
    if await store.wrote_since(transaction, article_id, stand.published or 0, actor.id):
        raise Problem(403, "article_four_eyes")
    if at is None:
        await make_public(transaction, stand, actor.id, now)
    elif at <= now:
        raise Problem(422, "article_moment", field="at")
    else:
        await store.set_state(transaction, article_id, state, actor.id, now, publish_at=at, approved_by_id=actor.id)
        await tell(transaction, article_id, move, now)
    return await _told(transaction, article_id)


async def make_public(transaction: Transaction, stand: Stand, staff_id: int | None, now: datetime) -> None:
    """Makes an article's newest version the answer and sets when it is to be looked at again."""
    today = (await centre.centre(transaction)).local(now).date()
    await store.publish(transaction, stand.id, staff_id, today + timedelta(days=stand.review_days), now)
    await tell(transaction, stand.id, Move.PUBLISH, now)


async def publish_due(transaction: Transaction, now: datetime) -> None:
    """Publishes what was approved for a moment that has come: a round of the worker."""
    for article_id in await store.due(transaction, now, _DUE_AT_ONCE):
        stand = await _stand(transaction, article_id)
        if stand.state is State.SCHEDULED:  # and not called off meanwhile
            await make_public(transaction, stand, None, now)


async def retire(transaction: Transaction, actor: Actor, article_id: int, change: int, now: datetime) -> Article:
    """Takes an article away from all readers; its versions stay."""
    stand = await _held(transaction, actor, article_id, change)
    moved(stand.state, Move.RETIRE)
    await store.retire(transaction, article_id, actor.id, now)
    await tell(transaction, article_id, Move.RETIRE, now)
    return await _told(transaction, article_id)


async def confirm(transaction: Transaction, actor: Actor, article_id: int, change: int, now: datetime) -> Article:
    """Says that a published article was looked at and is still right: its next review moves on."""
    stand = await _held(transaction, actor, article_id, change)
    if stand.published is None:
        raise Problem(409, f"article_is_{stand.state}")
    today = (await centre.centre(transaction)).local(now).date()
    due = today + timedelta(days=stand.review_days)
    await store.set_review_due(transaction, article_id, due, actor.id, now)
    await people.audit(transaction, now, actor.id, "article.confirmed", {"article": article_id})
    await events.append(transaction, now, "article.confirmed", {"article": article_id})
    return await _told(transaction, article_id)


async def versions(transaction: Transaction, actor: Actor, article_id: int) -> list[Version]:
    """An article's versions, the newest first."""
    await article(transaction, actor, article_id)
    return await store.versions(transaction, article_id)


async def version(
    transaction: Transaction, actor: Actor, article_id: int, number: int, before: int | None
) -> VersionShown:
    """A version, and how it differs from the one with number `before` (None: the one before it)."""
    await article(transaction, actor, article_id)
    content = await store.content(transaction, article_id, number)
    if content is None:
        raise Problem(404, "no_version")
    before = number - 1 if before is None else before
    earlier = await store.content(transaction, article_id, before)
    if earlier is None:
        return VersionShown(number, content, None, [])
    names = {one.code: one.name.ko for one in await departments.departments(transaction)}

    def readable(text: Content) -> Content:
        return replace(text, department=names[text.department])

    return VersionShown(number, content, before, differences(readable(earlier), readable(content)))


async def add_file(transaction: Transaction, actor: Actor, name: str, content: bytes, now: datetime) -> ArticleFile:
    """Keeps a file to be attached to a version. Problem 413, 415 or 422 where it isn't taken."""
    file = checked(name, content)
    return await store.add_file(transaction, file.name, file.media_type, file.content, actor.id, now)


async def file(transaction: Transaction, file_id: int, *, public: bool) -> FileContent:
    """A file; for the public only of what is published for it. Problem 404 where there is none."""
    found = await store.file(transaction, file_id, public=public)
    if found is None:
        raise Problem(404, "no_file")
    return found


async def tell(transaction: Transaction, article_id: int, move: Move, now: datetime) -> None:
    """Records that an article was moved."""
    await events.append(transaction, now, "article.changed", {"article": article_id}, {"move": move.value})


async def is_any(transaction: Transaction) -> bool:
    """Whether there is any article, in whatever state."""
    return await store.is_any(transaction)


async def topic_codes(transaction: Transaction) -> list[str]:
    """The codes of all topics in use."""
    return [topic.code for topic in await centre.topics(transaction)]


async def _checked(transaction: Transaction, content: Content) -> Content:
    content = cleaned(content)
    wrong = faults(content, await topic_codes(transaction))
    if content.files and await store.files_known(transaction, content.files) != len(content.files):
        wrong.append(Wrong("files", "no_file"))
    refuse(wrong)
    return content


def refuse(wrong: Sequence[Wrong]) -> None:
    """Raises Problem 422 with everything that is wrong with a content, if anything is."""
    if wrong:
        raise Problem(422, "article_faulty", field=wrong[0].place, errors=wrong, number=len(wrong))


async def _held(transaction: Transaction, actor: Actor, article_id: int, change: int) -> Stand:
    stand = await _stand(transaction, article_id)
    await access.refuse_another(transaction, actor, stand.department_id)
    local = (await centre.centre(transaction)).local(stand.changed_at)
    access.refuse_unseen(stand, change, local.strftime("%H:%M"))
    return stand


async def _stand(transaction: Transaction, article_id: int) -> Stand:
    stand = await store.locked(transaction, article_id)
    if stand is None:
        raise Problem(404, "no_article")
    return stand


async def _told(transaction: Transaction, article_id: int) -> told.Article:
    found = await store.article(transaction, article_id)
    if found is None:
        raise LookupError(f"article {article_id} is gone")
    return found


def _note(note: str) -> str:
    note = note.replace("\0", "").strip()
    if len(note) > _LONGEST_NOTE:
        raise Problem(422, "text_too_long", field="note", longest=_LONGEST_NOTE)
    return note
