"""A citizen talks with the chatbot: begun, said, answered, handed over to a person, ended."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from sori.cases import service as cases
from sori.cases.case import PhotoSent
from sori.cases.life import tracking
from sori.centre import service as centre_service
from sori.centre.model import Centre
from sori.chatbot import handing, wording
from sori.chatbot.dialogue import Dialogue
from sori.chatbot.line import MeaningLine
from sori.chatbot.model import (
    OVER,
    About,
    Conversation,
    Heard,
    Knowledge,
    Left,
    Said,
    Say,
    Silent,
    Stage,
    Turn,
    Understood,
)
from sori.chatbot.service import bookings, complaints
from sori.chatbot.service.knowledge import knowledge_of
from sori.chatbot.store import phrasing as phrased
from sori.chatbot.store import talk as store
from sori.chatbot.store.talk import Kept, KeptTurn
from sori.chatbot.told import (
    AnswerSource,
    BotConversation,
    BotTurn,
    NewBotConversation,
    NewWords,
    PhrasedAnswer,
    Speaker,
)
from sori.chatbot.wishes import wish
from sori.chatbot.wording import worded, words
from sori.conversations.conversation import Spoken
from sori.conversations.model import Channel, Sender
from sori.conversations.service import deflection, life
from sori.platform import events
from sori.platform.database import Database, Transaction
from sori.platform.problem import Problem
from sori.platform.token import token_hash
from sori.platform.translation import Language

LONGEST_WORDS = 1_000
QUIET_AFTER = timedelta(minutes=10)
"""Nothing said for so long is silence: it is asked once whether to go on, then the conversation ends."""
_AT_ONCE = 100
_ASKED = frozenset({"answer", "which", "perhaps", "not_understood", "away", "form_begins", "handed_over_unasked"})
"""What is said to words that were taken for a question."""
_UNKNOWN = frozenset({"not_understood", "handed_over_unasked"})
_READINGS_KEPT = 5


async def citizen_of_key(transaction: Transaction, key: UUID) -> int | None:
    """Who began the conversation of this key, known only to the browser that made it up; None where nobody did."""
    kept = await store.by_key(transaction, key)
    return None if kept is None else kept.citizen_id


async def begin(transaction: Transaction, citizen_id: int, new: NewBotConversation, now: datetime) -> BotConversation:
    """Begins a conversation, once however often it is asked for. Problem 409 for a key of somebody else."""
    await store.add(transaction, new.key, citizen_id, new.language, new.menu_key, _state(Conversation()), now)
    kept = await store.by_key(transaction, new.key)
    if kept is None or kept.citizen_id != citizen_id:
        raise Problem(409, "request_key_taken", field="key")
    if new.notice_key is not None:
        await deflection.asks_the_chatbot(transaction, new.notice_key, now)
    return await _shown(transaction, kept, now)


async def current(transaction: Transaction, device: str | None, now: datetime) -> BotConversation:
    """The newest conversation of the citizen with this device; Problem 404 where there is none."""
    kept = await store.newest_of_device(transaction, token_hash(device)) if device else None
    if kept is None:
        raise Problem(404, "no_conversation")
    return await _shown(transaction, kept, now)


async def say(
    database: Database,
    line: MeaningLine,
    device: str | None,
    key: UUID,
    new: NewWords,
    now: datetime,
    phrase_until: datetime | None = None,
) -> BotConversation:
    """Answers what a citizen says, once however often it is sent.

    Where it is answered from an article, that may be phrased until `phrase_until` (`AnswerPhrasing`).

    Raises Problem 404 for a conversation that isn't this device's, 409 for one that is over or asks for no photo, 422
    for empty or too long words and photos that aren't there to be sent. Where nobody knows what words mean, the citizen
    is told so and offered a person.
    """
    body = new.body.replace("\0", "").strip()
    if not body and not new.photo_ids:
        raise Problem(422, "message_empty", field="body")
    if len(body) > LONGEST_WORDS:
        raise Problem(422, "text_too_long", field="body", longest=LONGEST_WORDS)
    understood = await line.understood(body) if body else Understood()
    async with database.transaction() as transaction:
        kept = await complaints.locked(transaction, device, key)
        said_in = await store.knows_key(transaction, new.client_key)
        if said_in is not None:
            if said_in != kept.id:
                raise Problem(409, "request_key_taken", field="client_key")
            return await _shown(transaction, kept, now)
        if kept.stage in OVER:
            raise Problem(409, "chatbot_over")
        if new.photo_ids:
            await complaints.refuse_unasked(transaction, kept)
        photos = await cases.photos_to_send(transaction, kept.id, new.photo_ids)
        said = Said(body, understood, tuple(photo.name for photo in photos))
        after = await _hears(transaction, kept, said, new.client_key, now, photos)
        if phrase_until is not None:
            await phrased.intend(transaction, kept.id, phrase_until)
        return await _shown(transaction, after, now)


async def hand_over(
    transaction: Transaction, device: str | None, key: UUID, menu_key: str | None, now: datetime
) -> BotConversation:
    """Hands a conversation over to a person at the citizen's wish: into the queue that its topic belongs to.

    With a `menu_key` the citizen has chosen where. Nothing happens where it was handed over before. Raises Problem 404
    for a conversation that isn't this device's or a key that the menu doesn't have, 409 for a queue that is closed or
    full, and for a conversation that has ended.
    """
    kept = await complaints.locked(transaction, device, key)
    if kept.stage is Stage.ENDED:
        raise Problem(409, "chatbot_over")
    if kept.stage is not Stage.HANDED_OVER:
        kept = await _hears(transaction, kept, Said(_PERSON[kept.language]), None, now)
    if menu_key is not None and kept.contact_id is None:
        kept = await _queue(transaction, kept, menu_key, now)
    return await _shown(transaction, kept, now)


async def rate(
    transaction: Transaction, device: str | None, key: UUID, turn_id: int, helped: bool, now: datetime
) -> BotConversation:
    """Keeps whether an answer helped; the last word counts. Problem 404 for what is no answer of this conversation."""
    kept = await complaints.locked(transaction, device, key)
    if not await store.rate(transaction, kept.id, turn_id, helped):
        raise Problem(404, "no_answer", field="turn_id")
    await store.miss_before(transaction, kept.id, turn_id, None if helped else "not_helped")
    await _happened(transaction, now, "chatbot.rated", kept)
    return await _shown(transaction, kept, now)


async def leave(transaction: Transaction, device: str | None, key: UUID, now: datetime) -> BotConversation:
    """The citizen ends the conversation; nothing happens where it is over already."""
    kept = await complaints.locked(transaction, device, key)
    if kept.stage not in OVER:
        kept = await _hears(transaction, kept, Left(), None, now)
    return await _shown(transaction, kept, now)


async def notice_silence(transaction: Transaction, now: datetime) -> None:
    """A round: who has said nothing for long is asked once, and the second time the conversation ends."""
    for conversation_id in await store.quiet_since(transaction, now - QUIET_AFTER, _AT_ONCE):
        kept = await store.lock(transaction, conversation_id)
        if kept is not None and kept.stage not in OVER and kept.last_at < now - QUIET_AFTER:
            spoken = any(turn.sender is Speaker.CITIZEN for turn in await store.turns(transaction, kept.id))
            # Who opened the page and said nothing isn't asked anything.
            await _hears(transaction, kept, Silent() if spoken else Left(), None, now)


_PERSON = {"ko": "상담사 연결", "en": "상담사 연결"}
"""The wish for a person in words that the dialogue knows."""


async def _hears(
    transaction: Transaction,
    kept: Kept,
    heard: Heard,
    client_key: UUID | None,
    now: datetime,
    photos: Sequence[PhotoSent] = (),
) -> Kept:
    """Takes one step of the dialogue, keeps what was heard and said, and makes cases of finished complaints."""
    centre = await centre_service.centre(transaction)
    before = _conversation(kept, await store.turns(transaction, kept.id))
    knowledge = await _knowledge(transaction, before, heard, centre)
    bookables = await bookings.bookables(transaction, kept.citizen_id, before, heard, centre.local(now))
    dialogue = Dialogue(replace(knowledge, bookables=bookables), centre.local(now))
    after, says = dialogue.respond(before, heard)
    if after.order is not None and client_key is not None:
        settled = await bookings.carried_out(
            transaction, kept.citizen_id, after.order, client_key, Language(kept.language), now
        )
        after, more = dialogue.respond(after, settled)
        says = [*says, *more]
    if isinstance(heard, Said) and client_key is not None:
        question = _is_question(before, heard, says)
        readings = [msgspec.to_builtins(one) for one in heard.understood.readings[:_READINGS_KEPT]]
        unknown = question and any(one.what in _UNKNOWN for one in says)
        turn_id = await store.add_citizens(
            transaction,
            kept.id,
            heard.text,
            client_key,
            readings if question else None,
            "unknown" if unknown else None,
            now,
        )
        if photos:
            await cases.send_photos(transaction, turn_id, photos)
            for given in after.given[len(before.given) :]:
                await cases.answer_with(transaction, kept.id, given.complaint, given.question, photos)
    for one in await complaints.filed(transaction, kept, knowledge, before, after, says, now):
        answer = one.source
        form = after.filling.form if one.what == "form_begins" and after.filling else None
        await store.add_bots(
            transaction,
            kept.id,
            words(one, kept.language),
            msgspec.to_builtins(one),
            None if answer is None else answer.code,
            None if answer is None else answer.version,
            form,
            now,
        )
    await _note_miss(transaction, kept, before, after, says)
    reason = None if after.handover is None else after.handover.reason
    ended_at = kept.ended_at or (now if after.stage in OVER else None)
    await store.keep(transaction, kept.id, after.stage, _state(after), reason, ended_at, now)
    kept = replace(kept, stage=after.stage, state=_state(after), reason=reason, ended_at=ended_at, last_at=now)
    await _happened(transaction, now, f"chatbot.{'spoke' if after.stage not in OVER else after.stage}", kept)
    if after.stage is Stage.HANDED_OVER and kept.contact_id is None:
        kept = await _queue_as_guessed(transaction, kept, after, centre, now)
    return kept


async def _note_miss(
    transaction: Transaction, kept: Kept, before: Conversation, after: Conversation, says: Sequence[Say]
) -> None:
    """Keeps why the last question was not served after all."""
    if any(one.what == "none_of_these" for one in says):
        await store.miss_before(transaction, kept.id, None, "unknown")
    elif after.stage is Stage.HANDED_OVER:
        await store.miss_before(transaction, kept.id, None, "handed_over")
    elif after.stage is Stage.ENDED and before.stage in (Stage.CHOOSING, Stage.OFFERED):
        await store.miss_before(transaction, kept.id, None, "left")


def _is_question(before: Conversation, heard: Said, says: Sequence[Say]) -> bool:
    if before.stage in (Stage.FILLING, Stage.SUMMARY, Stage.RESERVING) or wish(heard.text) is not None:
        return False
    chosen = before.stage is Stage.CHOOSING and {one.source.code for one in says if one.source} & {
        option.code for option in before.options
    }
    return not chosen and any(one.what in _ASKED for one in says)


async def _knowledge(transaction: Transaction, conversation: Conversation, heard: Heard, centre: Centre) -> Knowledge:
    """What of the knowledge this step may come to."""
    readings = [*conversation.options, *([conversation.guess] if conversation.guess else [])]
    if isinstance(heard, Said):
        readings += heard.understood.readings
    articles = {reading.code for reading in readings if reading.about is About.ARTICLE}
    forms = {reading.code for reading in readings if reading.about is About.FORM}
    forms |= {filling.form for filling in (conversation.filling, *conversation.set_aside) if filling}
    return await knowledge_of(transaction, articles, forms, centre)


async def _queue_as_guessed(
    transaction: Transaction, kept: Kept, conversation: Conversation, centre: Centre, now: datetime
) -> Kept:
    """Queues the citizen where they came from or their topic belongs; where that isn't known or open, they choose."""
    topics = await centre_service.topics(transaction)
    topic = handing.topic_of(_topics(conversation), topics)
    key = kept.menu_key or handing.menu_key_of(topic, topics, centre)
    if key is None and topic is not None:
        key = await life.usual_menu_key(transaction, topic.id)
    if key is None:
        return kept
    try:
        return await _queue(transaction, kept, key, now)
    except Problem:  # closed, full, or a menu that has changed
        return kept


async def _queue(transaction: Transaction, kept: Kept, menu_key: str, now: datetime) -> Kept:
    """Makes a contact of the conversation, with all that was said; it is the same however often it is asked for."""
    await phrased.overtake(transaction, kept.id, now)
    turns = await store.turns(transaction, kept.id)
    conversation = _conversation(kept, turns)
    topics = await centre_service.topics(transaction)
    topic = handing.topic_of(_topics(conversation), topics)
    opening = life.Opening(
        citizen_id=kept.citizen_id,
        is_new=False,
        channel=Channel.WEB,
        menu_key=menu_key,
        language=kept.language,
        request_key=kept.key,
        simulated=False,
    )
    files = await complaints.files(transaction, kept.id)
    spoken = [
        Spoken(
            Sender.CITIZEN if turn.said is None else Sender.BOT,
            _read_of(turn, kept),
            turn.at,
            files.get(turn.id, ()),
        )
        for turn in turns
    ]
    spoken += await complaints.unfinished(transaction, kept, conversation, now)
    brought = life.Brought(spoken, None if topic is None else topic.id)
    contact_id = await life.open_contact(transaction, opening, now, brought)
    await store.hand_over(transaction, kept.id, contact_id)
    return replace(kept, contact_id=contact_id)


def _topics(conversation: Conversation) -> Sequence[str]:
    return () if conversation.handover is None else conversation.handover.topics


async def _happened(transaction: Transaction, now: datetime, kind: str, kept: Kept) -> None:
    await events.append(transaction, now, kind, {"bot_conversation": kept.id})


def _state(conversation: Conversation) -> dict[str, Any]:
    kept: dict[str, Any] = msgspec.to_builtins(replace(conversation, turns=()))
    return kept


def _conversation(kept: Kept, turns: Sequence[KeptTurn]) -> Conversation:
    conversation = msgspec.convert(kept.state, Conversation)
    return replace(conversation, turns=tuple(Turn(turn.at, turn.body, say=turn.said) for turn in turns))


async def _shown(transaction: Transaction, kept: Kept, now: datetime) -> BotConversation:
    photos = await cases.photos_of(transaction, kept.id)
    return BotConversation(
        key=kept.key,
        stage=kept.stage,
        language=kept.language,
        menu_key=kept.menu_key,
        started_at=kept.started_at,
        ended_at=kept.ended_at,
        contact_id=kept.contact_id,
        turns=[shown_turn(turn, kept, photos.get(turn.id, ())) for turn in await store.turns(transaction, kept.id)],
        asking=await complaints.asking(transaction, kept),
        filed=await tracking.numbers(transaction, kept.id),
        alike=await complaints.alike(transaction, kept, now),
    )


def _read_of(turn: KeptTurn, kept: Kept) -> str:
    """What the citizen has read of these words, as text alone."""
    answer = _phrased(turn)
    if answer is not None:
        return wording.phrased(answer, kept.language)
    return turn.body if turn.said is None else worded(turn.said, kept.language)


def _phrased(turn: KeptTurn) -> PhrasedAnswer | None:
    return None if turn.phrased is None else PhrasedAnswer(turn.phrased, turn.phrased_sources or [])


def shown_turn(turn: KeptTurn, kept: Kept, photos: Sequence[PhotoSent] = ()) -> BotTurn:
    """Words as their citizen is shown them."""
    said = turn.said
    source = None if said is None else said.source
    return BotTurn(
        id=turn.id,
        sender=turn.sender,
        body=turn.body,
        at=turn.at,
        client_key=turn.client_key,
        choices=[getattr(choice, kept.language) for choice in said.choices] if said and said.choices else None,
        source=None
        if source is None
        else AnswerSource(source.code, source.version, source.question, source.department, source.published_on),
        helped=turn.helped,
        phrased=_phrased(turn),
        phrasing=turn.phrasing,
        photos=list(photos),
    )
