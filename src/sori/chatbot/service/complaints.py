"""Complaints in a conversation: their photos, the question that is asked, cases made of finished ones, and what a
person is told of unfinished ones."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import msgspec

from sori.cases import service as cases
from sori.cases.case import PhotoSent
from sori.cases.duplicates.service import AlikeReport, alike_reports
from sori.cases.forms import Form, QuestionKind
from sori.cases.life import tracking
from sori.cases.model import Filing, Place
from sori.cases.photo import checked_photo
from sori.cases.store import PhotoContent
from sori.chatbot import complaint
from sori.chatbot.model import Conversation, Knowledge, Say, Stage
from sori.chatbot.store import talk as store
from sori.chatbot.store.talk import Kept
from sori.chatbot.told import Asking
from sori.conversations.conversation import Spoken
from sori.conversations.model import LONGEST_MESSAGE, Channel, Sender
from sori.platform.attachment import CheckedFile
from sori.platform.database import Database, Transaction
from sori.platform.problem import Problem
from sori.platform.token import token_hash
from sori.platform.translation import translated


async def keep_photo(
    database: Database, device: str | None, key: UUID, name: str, content: bytes, now: datetime
) -> PhotoSent:
    """Checks and keeps a photo that a complaint asks for, to be sent as the answer.

    Raises Problem 404 for a conversation that isn't this device's, 409 where no photo is asked for, and 413, 415 or
    422 for what isn't taken.
    """
    async with database.transaction() as transaction:
        await refuse_unasked(transaction, await locked(transaction, device, key))
    # Outside a transaction and beside the loop: it takes a large photo's second of a core.
    checked = await asyncio.to_thread(checked_photo, name, content)
    async with database.transaction() as transaction:
        kept = await locked(transaction, device, key)
        await refuse_unasked(transaction, kept)
        return await cases.keep_photo(transaction, kept.id, checked, now)


async def photo(transaction: Transaction, device: str | None, key: UUID, photo_id: int) -> PhotoContent:
    """A photo that was sent in a conversation of this device; Problem 404 where there is none."""
    kept = await store.of_device(transaction, token_hash(device), key) if device else None
    if kept is None:
        raise Problem(404, "no_conversation")
    return await cases.photo_of_conversation(transaction, kept.id, photo_id)


async def link(transaction: Transaction, device: str | None, key: UUID, number: str, now: datetime) -> str:
    """A link by which whoever has it follows a case that was filed in this device's conversation.

    Raises Problem 404 for a conversation that isn't this device's, and for a case that wasn't filed in it.
    """
    kept = await store.of_device(transaction, token_hash(device), key) if device else None
    if kept is None:
        raise Problem(404, "no_conversation")
    return await tracking.link_in_conversation(transaction, kept.id, number, now)


async def locked(transaction: Transaction, device: str | None, key: UUID) -> Kept:
    """The conversation of this key, if it is this device's, else Problem 404; nobody else changes it meanwhile."""
    kept = await store.lock_of_device(transaction, token_hash(device), key) if device else None
    if kept is None:
        raise Problem(404, "no_conversation")
    return kept


async def refuse_unasked(transaction: Transaction, kept: Kept) -> None:
    """Raises Problem 409 where the conversation asks for no photo."""
    asked = await asking(transaction, kept)
    if asked is None or asked.kind is not QuestionKind.PHOTO:
        raise Problem(409, "photo_not_wanted")


async def filed(
    transaction: Transaction,
    kept: Kept,
    knowledge: Knowledge,
    before: Conversation,
    after: Conversation,
    says: Sequence[Say],
    now: datetime,
) -> Sequence[Say]:
    """What is said, with the numbers of the cases that were made of complaints finished in this step."""
    for done in after.complaints[len(before.complaints) :]:
        form = knowledge.forms[done.form]
        filing = Filing(kept.citizen_id, Channel.CHATBOT, kept.language, kept.id, done.number, form, done.answers)
        number = await cases.file_case(transaction, filing, now)
        says = [
            replace(one, what="case_filed", values={**one.values, "number": number}) if one.what == "form_done" else one
            for one in says
        ]
    return says


async def asking(transaction: Transaction, kept: Kept) -> Asking | None:
    """The question of a complaint that is being asked; None while none is, or its form is no longer offered."""
    if kept.stage is not Stage.FILLING:
        return None
    conversation = msgspec.convert(kept.state, Conversation)
    filling = conversation.filling
    forms = await cases.offered(transaction, {filling.form}) if filling else []
    if not filling or not forms:
        return None
    codes = [question.code for question in forms[0].questions]
    if filling.asking not in codes:
        return None
    question = forms[0].question(filling.asking)
    answered = question.code in conversation.answers(filling.complaint)
    return Asking(
        form=forms[0].name,
        at=codes.index(question.code) + 1,
        of=len(codes),
        kind=question.kind,
        may_skip=not question.required and not answered,
        may_keep=answered,
    )


async def alike(transaction: Transaction, kept: Kept, now: datetime) -> list[AlikeReport]:
    """What was reported already and may be of what the complaint that waits to be confirmed is of.

    None while there is no such complaint. Its photos aren't compared.
    """
    if kept.stage is not Stage.SUMMARY:
        return []
    conversation = msgspec.convert(kept.state, Conversation)
    filling = conversation.filling
    if filling is None:
        return []
    answers = conversation.answers(filling.complaint)
    return await alike_reports(transaction, kept.key, filling.form, Place(), answers, now)


async def files(transaction: Transaction, conversation_id: int) -> dict[int, Sequence[CheckedFile]]:
    """The photos of a conversation as files of the contact that is made of it, by turn."""
    found: dict[int, Sequence[CheckedFile]] = {}
    for turn_id, photos in (await cases.photos_of(transaction, conversation_id)).items():
        contents = [(one, await cases.photo_of_conversation(transaction, conversation_id, one.id)) for one in photos]
        found[turn_id] = [
            CheckedFile(one.name, one.media_type, one.width, one.height, content.content) for one, content in contents
        ]
    return found


async def unfinished(transaction: Transaction, kept: Kept, conversation: Conversation, now: datetime) -> list[Spoken]:
    """What was answered to forms that were not finished, for whoever goes on with them."""
    found = []
    for waiting in conversation.set_aside:
        answers = conversation.answers(waiting.complaint)
        form = await cases.form(transaction, waiting.form) if answers else None
        if form is not None:
            found.append(Spoken(Sender.BOT, _answers_so_far(kept, form, answers), now))
    return found


def _answers_so_far(kept: Kept, form: Form, answers: dict[str, str]) -> str:
    lines = getattr(complaint.listed(form, answers), kept.language)
    text = translated(kept.language, "chatbot.unfinished", form=getattr(form.name, kept.language), lines=lines)
    return text[:LONGEST_MESSAGE]
