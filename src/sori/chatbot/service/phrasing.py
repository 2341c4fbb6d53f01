"""An answer is phrased by a language model: after it was given and kept, sentence by sentence, by one process.

What it may do is written with the answer itself (`talk.say`). The citizen's page opens the turn's stream; the first to
do so claims it here. Then the endpoint is asked, outside any transaction, and what became of it is written. Whatever
goes wrong, the answer stands as it was given.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec
import psycopg
import structlog

from sori.centre import service as centre_service
from sori.chatbot.dialogue import RULES
from sori.chatbot.model import About, Answer
from sori.chatbot.phrasing import Asked, Check, Given, Refused, Sentence, asked, is_in, joined
from sori.chatbot.phrasing.asking import MOST_GIVEN
from sori.chatbot.phrasing.outcome import Outcome
from sori.chatbot.service.knowledge import knowledge_of
from sori.chatbot.service.talk import shown_turn
from sori.chatbot.store import phrasing as store
from sori.chatbot.store import talk as talk_store
from sori.chatbot.store.phrasing import Settlement
from sori.chatbot.store.talk import Kept, KeptTurn
from sori.chatbot.told import AnswerSource, BotTurn, CitedSource
from sori.knowledge.service import answers
from sori.language.masking import Kind, found, without_personal
from sori.platform import events, token_budget
from sori.platform.database import Database, Transaction
from sori.platform.events import Feed
from sori.platform.language_model import LanguageModel, Message, Usage
from sori.platform.log import cause
from sori.platform.metrics import PHRASED_ANSWERS
from sori.platform.model_endpoint import Failure, ModelError
from sori.platform.problem import Problem
from sori.platform.token import token_hash
from sori.platform.translation import Language

log = structlog.get_logger()

_OPENED_WITHIN = timedelta(seconds=10)
"""How long after an answer its page may take to open the stream."""
_WRITTEN_WITHIN = timedelta(seconds=5)
"""How long after the endpoint's time what became of it may take to be written."""
_MOST_TOKENS = 900
_LOOKS_EVERY_S = 2.0
_COST_NOTHING = frozenset(
    {
        Failure.KEY_REFUSED,
        Failure.BUSY,
        Failure.REFUSED,
        Failure.NO_CONNECTION,
        Failure.ADDRESS_FORBIDDEN,
    }
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nothing new, but somebody is still at it."""


Told = Sentence | Waiting | BotTurn
"""What the stream of a turn tells: sentences as they pass the check; in the end the turn as it stands."""


@dataclass(frozen=True, slots=True)
class _Work:
    """What one process has claimed to phrase."""

    conversation_id: int
    turn_id: int
    language: Language
    asked: Asked
    texts: Sequence[str]
    sources: Sequence[AnswerSource]
    day: date
    set_aside: int


@dataclass(slots=True)
class _Done:
    """How far it came."""

    sentences: list[Sentence] = field(default_factory=list)
    signs: int = 0
    usage: Usage | None = None
    outcome: Outcome = Outcome.LEFT
    cost_nothing: bool = False
    over: bool = False
    """The endpoint is not asked any more."""


class AnswerPhrasing:
    """Phrases answers in one process, where a language model is configured."""

    def __init__(
        self, database: Database, feed: Feed, model: LanguageModel | None, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._feed = feed
        self._model = model
        self._clock = clock
        self._under_way: dict[asyncio.Task[None], _Done] = {}

    async def stop(self) -> None:
        """Ends what is under way, and keeps that it was."""
        for task in self._under_way:
            self._end(task)
        await asyncio.gather(*self._under_way, return_exceptions=True)
        if self._model is not None:
            await self._model.close()

    def until(self, now: datetime) -> datetime | None:
        """Until when an answer given now may be phrased; None where it stays as it is."""
        return None if self._model is None or self._model.rests else now + _OPENED_WITHIN

    async def belongs(self, device: str | None, key: UUID, turn_id: int) -> None:
        """Raises Problem 404 for what is no answer in a conversation of this device."""
        async with self._database.reading() as transaction:
            kept = await _conversation(transaction, device, key)
            if all(turn.id != turn_id or turn.said is None for turn in await talk_store.turns(transaction, kept.id)):
                raise Problem(404, "no_answer", field="turn_id")

    async def told(self, device: str | None, key: UUID, turn_id: int) -> AsyncGenerator[Told, None]:
        """Phrases an answer, or waits for whoever does. Who stops listening to the one who phrases it ends that."""
        async with self._database.transaction() as transaction:
            kept = await _conversation(transaction, device, key)
            work = await self._claimed(transaction, kept, turn_id)
        if self._model is not None and work is not None:
            done, sentences = _Done(), asyncio.Queue[Sentence | None]()
            task = asyncio.create_task(self._phrase(self._model, work, done, sentences))
            self._under_way[task] = done
            task.add_done_callback(self._under_way.pop)
            try:
                while (sentence := await sentences.get()) is not None:
                    yield sentence
            finally:
                self._end(task)
        else:
            async for waiting in self._settled(kept.id, turn_id):
                yield waiting
        async with self._database.reading() as transaction:
            for turn in await talk_store.turns(transaction, kept.id):
                if turn.id == turn_id:
                    yield shown_turn(turn, kept)

    def _end(self, task: asyncio.Task[None]) -> None:
        """Ends what is being asked; what is over is still written, as the citizen has read it."""
        done = self._under_way.get(task)
        if done is not None and not done.over:
            task.cancel()

    async def _settled(self, conversation_id: int, turn_id: int) -> AsyncIterator[Waiting]:
        """Waits until it is known what became of an answer."""
        with self._feed.subscribe([("bot_conversation", conversation_id)]) as hints:
            while True:
                now = self._clock()
                async with self._database.transaction() as transaction:
                    stands = await store.standing(transaction, turn_id)
                    if stands is None or stands.outcome is not None:
                        return
                    if await store.expire(transaction, turn_id, now):
                        PHRASED_ANSWERS.labels(Outcome.EXPIRED).inc()
                        return
                left_s = (stands.until - now).total_seconds()
                await hints.next_all(min(_LOOKS_EVERY_S, max(left_s, 0.0)))
                yield Waiting()

    async def _claimed(self, transaction: Transaction, kept: Kept, turn_id: int) -> _Work | None:
        """Claims an answer, with all that the model is to be given; None where there is nothing (more) to be done."""
        now, model = self._clock(), self._model
        if model is None:
            return None
        until = now + timedelta(seconds=model.endpoint.whole_s) + _WRITTEN_WITHIN
        if not await store.claim(transaction, turn_id, until, now):
            return None
        work = Outcome.RESTING if model.rests else await _work(transaction, kept, turn_id, now)
        if isinstance(work, _Work):
            most = model.endpoint.tokens_a_day
            if await token_budget.set_aside(transaction, work.day, work.set_aside, most):
                return work
            work = Outcome.NO_BUDGET
        await store.settle(transaction, turn_id, Settlement(work), now)
        PHRASED_ANSWERS.labels(work).inc()
        return None

    async def _phrase(
        self, model: LanguageModel, work: _Work, done: _Done, tell: asyncio.Queue[Sentence | None]
    ) -> None:
        """Asks the model, tells each sentence that passes the check, and writes what became of it."""
        began = time.monotonic()
        try:
            await _ask(model, work, done, tell)
            done.outcome = Outcome.PHRASED
        except Refused as refused:
            done.outcome = Outcome(refused.fault)
            log.info("phrasing.refused", fault=refused.fault)
        except ModelError as error:
            done.outcome, done.cost_nothing = Outcome(error.failure), error.failure in _COST_NOTHING
        except Exception as error:  # whatever it is, the answer stands as it was given
            done.outcome = Outcome.FAILED
            log.error("phrasing.failed", **cause(error), exc_info=error)
        finally:
            done.over = True
            try:
                await self._write(model, work, done, int((time.monotonic() - began) * 1000))
            except (psycopg.Error, Problem) as error:
                log.warning("phrasing.not_written", **cause(error))
            tell.put_nowait(None)

    async def _write(self, model: LanguageModel, work: _Work, done: _Done, took_ms: int) -> None:
        now, usage = self._clock(), done.usage
        cited = sorted({number for sentence in done.sentences for number in sentence.cites})
        settlement = Settlement(
            outcome=done.outcome,
            body=joined(done.sentences),
            sources=[msgspec.to_builtins(CitedSource(number, work.sources[number - 1])) for number in cited],
            model=model.endpoint.model,
            prompt_tokens=None if usage is None else usage.prompt_tokens,
            completion_tokens=None if usage is None else usage.completion_tokens,
            took_ms=took_ms,
        )
        async with self._database.transaction() as transaction:
            settled = await store.settle(transaction, work.turn_id, settlement, now)
            await token_budget.put_right(transaction, work.day, work.set_aside, _used(work, done))
            if settled:
                await events.append(transaction, now, "chatbot.phrased", {"bot_conversation": work.conversation_id})
        PHRASED_ANSWERS.labels(done.outcome if settled else Outcome.OVERTAKEN).inc()


async def _ask(model: LanguageModel, work: _Work, done: _Done, tell: asyncio.Queue[Sentence | None]) -> None:
    check = Check(work.texts, work.language)
    messages = [Message("system", work.asked.rules), Message("user", work.asked.material)]

    def show(sentence: Sentence) -> None:
        done.sentences.append(sentence)
        tell.put_nowait(sentence)

    async with model.completion(messages, _MOST_TOKENS) as completion:
        async for piece in completion.pieces():
            done.signs += len(piece)
            for sentence in check.take(piece):
                show(sentence)
        done.usage = completion.usage
    for sentence in check.rest():
        show(sentence)


def _used(work: _Work, done: _Done) -> int:
    """Tokens to be counted: as the endpoint counts them, else a sign for one, which is rather too many."""
    if done.usage is not None:
        return done.usage.prompt_tokens + done.usage.completion_tokens
    return 0 if done.cost_nothing else work.asked.signs() + done.signs


async def _work(transaction: Transaction, kept: Kept, turn_id: int, now: datetime) -> _Work | Outcome:
    """What the model is to be given for an answer; an outcome where it can't be phrased."""
    turns = await talk_store.turns(transaction, kept.id)
    at = next((index for index, turn in enumerate(turns) if turn.id == turn_id), None)
    said = None if at is None else turns[at].said
    if at is None or said is None or said.source is None:
        return Outcome.WITHDRAWN
    question = next((turn for turn in reversed(turns[:at]) if turn.readings is not None), None)
    centre = await centre_service.centre(transaction)
    today = centre.local(now).date()
    codes = list(dict.fromkeys([said.source.code, *_others(question)]))
    known = (await knowledge_of(transaction, codes, (), centre)).answers
    held = [known[code] for code in codes if code in known and known[code].holds_on(today)]
    if not held or (held[0].code, held[0].version) != (said.source.code, said.source.version):
        return Outcome.WITHDRAWN
    long = await answers.long_texts(transaction, [answer.code for answer in held])
    given = [_given(answer, long.get(answer.code, ""), kept.language) for answer in held]
    # What is written in another language can't be compared word by word: it is not put into words that nobody checked.
    fit = [(answer, one) for answer, one in zip(held, given, strict=True) if is_in(one.text, kept.language)]
    fit = fit[:MOST_GIVEN]
    if not fit or fit[0][0] is not held[0]:
        return Outcome.OTHER_LANGUAGE
    words = said.source.question if question is None else await _without_personal(transaction, question.body)
    material = asked([one for _, one in fit], words, kept.language)
    return _Work(
        conversation_id=kept.id,
        turn_id=turn_id,
        language=kept.language,
        asked=material,
        texts=[one.told() for _, one in fit],
        sources=[AnswerSource(one.code, one.version, one.question, one.department, one.published_on) for one, _ in fit],
        day=today,
        set_aside=material.signs() + _MOST_TOKENS,
    )


def _others(question: KeptTurn | None) -> list[str]:
    """Other articles that the words may have meant."""
    readings = [] if question is None else question.readings or []
    return [one.code for one in readings if one.about is About.ARTICLE and one.chance >= RULES.name_from]


def _given(answer: Answer, long: str, language: Language) -> Given:
    text = f"{answer.short}\n{long}".strip()
    department = getattr(answer.department, language)
    return Given(answer.code, answer.version, answer.question, text, department, answer.published_on)


async def _without_personal(transaction: Transaction, text: str) -> str:
    if any(one.kind is Kind.PHONE for one in found(text)):
        return without_personal(text, await centre_service.published_numbers(transaction))
    return without_personal(text)


async def _conversation(transaction: Transaction, device: str | None, key: UUID) -> Kept:
    kept = await talk_store.of_device(transaction, token_hash(device), key) if device else None
    if kept is None:
        raise Problem(404, "no_conversation")
    return kept
