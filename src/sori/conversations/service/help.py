"""The counsellor's help: articles likely to answer a conversation, what was used of them, bulletins it brings up."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sori.conversations.model import Sender
from sori.conversations.service import desk
from sori.knowledge.article import UseInContact
from sori.knowledge.bulletins import service as bulletins
from sori.knowledge.bulletins.bulletin import BulletinNow
from sori.knowledge.finding import Finding, Question
from sori.knowledge.model import Use
from sori.knowledge.search_line import SearchLine
from sori.knowledge.service import readers, search
from sori.people.model import Actor
from sori.platform.database import Database, Transaction
from sori.platform.problem import Problem

_MOST = 5
_TELLING = 2
"""How many of the likeliest articles tell what a conversation is about: those further down are guesses."""
_NEWEST_WORDS = 40
_GREETING = re.compile(
    r"(안녕하세요|안녕하십니까|수고하세요|감사합니다|고맙습니다|네|예|hello|hi|thanks|thank you)[.!~ ]*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Help:
    """Articles for a conversation as it stands, the likeliest first, and what was used in it so far."""

    findings: list[Finding]
    used: list[UseInContact]


async def help_with(database: Database, line: SearchLine, actor: Actor, contact_id: int, now: datetime) -> Help:
    """Articles that are likely to help with a contact that the actor may read.

    Raises Problem 403 for a contact that isn't the actor's to see, 503 where the search process is away.
    """
    async with database.reading() as transaction:
        text = asked(await _said(transaction, actor, contact_id, now))
        used = await readers.uses_in(transaction, contact_id)
    if not text:
        return Help([], used)
    found = await search.search(database, line, actor, Question(text, now, limit=_MOST), now)
    return Help(found.findings, used)


async def bulletins_for(
    database: Database, line: SearchLine, actor: Actor, contact_id: int, now: datetime
) -> list[BulletinNow]:
    """The bulletins that a contact brings up which the actor may read: by its queue, its words, its likely topics.

    Where the search process is away the words alone decide. Problem 403 for a contact that isn't the actor's to see.
    """
    async with database.reading() as transaction:
        queue_id = (await desk.readable(transaction, actor, contact_id)).queue_id
        text = asked(await _said(transaction, actor, contact_id, now))
    topics: set[str] = set()
    if text:
        with suppress(Problem):
            found = await search.search(database, line, actor, Question(text, now, limit=_TELLING), now)
            topics = {topic for finding in found.findings for topic in finding.topics}
    async with database.reading() as transaction:
        return await bulletins.for_conversation(transaction, actor, queue_id, text, topics, now)


async def _said(transaction: Transaction, actor: Actor, contact_id: int, now: datetime) -> list[str]:
    """What the citizen said, oldest first."""
    return [
        message.body
        for message in await desk.messages(transaction, actor, contact_id, 0, now)
        if message.sender is Sender.CITIZEN
    ]


def asked(said: Sequence[str]) -> str:
    """What a citizen asks, of all they said, oldest first: the newest words, without greetings."""
    words: list[str] = []
    for body in reversed(said):
        if _GREETING.fullmatch(body.strip()):
            continue
        words = body.split() + words
        if len(words) >= _NEWEST_WORDS:
            break
    return " ".join(words[-_NEWEST_WORDS:])


async def use(
    transaction: Transaction,
    actor: Actor,
    contact_id: int,
    key: UUID,
    article_id: int,
    version: int,
    how: Use,
    now: datetime,
) -> None:
    """Records that an article was used in a contact that the actor has in hand. Problem 403 or 404."""
    await desk.own(transaction, actor, contact_id)
    await readers.use(transaction, actor, key, article_id, version, contact_id, how, now)
