"""Editors' dialogue tests, held with the chatbot as it is now."""

import re
from dataclasses import dataclass
from datetime import datetime

from sori.centre import service as centre_service
from sori.chatbot import dialogue_file
from sori.chatbot.dialogue_file import Tried
from sori.chatbot.line import MeaningLine
from sori.chatbot.model import About, Understood
from sori.chatbot.service.knowledge import knowledge_of
from sori.chatbot.store import review as store
from sori.chatbot.store.review import DialogueFile
from sori.people import service as people
from sori.people.model import Actor
from sori.platform.database import Database, Transaction
from sori.platform.problem import Problem

LONGEST_FILE = 40_000
_LONGEST_NAME = 80
_MOST_WORDS = 300
_NAME = re.compile(r"[\w가-힣 ._-]+")


@dataclass(frozen=True, slots=True)
class NewDialogueFile:
    """A file of dialogue tests to be kept; an empty one is removed."""

    name: str
    content: str


async def files(transaction: Transaction) -> list[DialogueFile]:
    """All files that are kept, by name."""
    return await store.dialogue_files(transaction)


async def keep(transaction: Transaction, actor: Actor, new: NewDialogueFile, now: datetime) -> None:
    """Keeps a file under its name, or removes an empty one. Problem 422 for a name or length that isn't taken."""
    name, content = new.name.strip(), new.content.replace("\0", "")
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        raise Problem(422, "file_name", field="name", longest=_LONGEST_NAME)
    _refuse_long(content)
    await store.keep_dialogue_file(transaction, name, content, actor.id, now)
    await people.audit(transaction, now, actor.id, "chatbot.dialogues_kept", {}, {"name": name})


async def hold(database: Database, line: MeaningLine, content: str, now: datetime) -> Tried:
    """Holds the dialogues of a file. Raises Problem 422 for a too long one, 503 where nobody knows what words mean."""
    _refuse_long(content)
    texts = dialogue_file.words_of(content)
    if len(texts) > _MOST_WORDS:
        raise Problem(422, "dialogues_long", field="content", most=_MOST_WORDS)
    understood: dict[str, Understood] = {}
    for text in texts:
        understood[text] = await line.understood(text)
        if understood[text].away:
            raise Problem(503, "chatbot_away")
    readings = [reading for one in understood.values() for reading in one.readings]
    articles = {reading.code for reading in readings if reading.about is About.ARTICLE}
    forms = {reading.code for reading in readings if reading.about is About.FORM}
    async with database.reading() as transaction:
        centre = await centre_service.centre(transaction)
        knowledge = await knowledge_of(transaction, articles, forms, centre)
    return dialogue_file.tried(content, lambda text: understood.get(text, Understood()), knowledge, centre.local(now))


def _refuse_long(content: str) -> None:
    if len(content) > LONGEST_FILE:
        raise Problem(422, "text_too_long", field="content", longest=LONGEST_FILE)
