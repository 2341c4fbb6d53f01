"""Editors review what was said: what was not served, and what to make of it; whole conversations; figures."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sori.cases import service as cases
from sori.centre import service as centre_service
from sori.chatbot.review import (
    BotOutcome,
    By,
    ConversationLine,
    Likely,
    Miss,
    Missed,
    MissGroup,
    Phrasing,
    ReviewedConversation,
    ReviewedPhrasing,
    ReviewedTurn,
    Settled,
    Usage,
    UsageFigures,
    grouped,
)
from sori.chatbot.store import review as store
from sori.chatbot.told import AnswerSource
from sori.conversations.masking import Masking
from sori.conversations.service.masking import masking
from sori.knowledge.service import synonyms
from sori.people import service as people
from sori.people.model import Actor
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.problem import Problem

MOST_SETTLED = 500
_MOST_MISSES = 500
_MISSES_OF = timedelta(days=90)
_LONGEST_PHRASING = 300
_LINES = 50
_MOST_PHRASINGS = 500
_LONGEST_TIME = timedelta(days=400)


async def misses(transaction: Transaction, actor: Actor, miss: Miss | None, now: datetime) -> list[MissGroup]:
    """What was not served in ninety days and nobody has settled, alike questions together. The look is logged."""
    found = await store.misses(transaction, now - _MISSES_OF, miss, _MOST_MISSES)
    mask = await masking(transaction, [one.text for one in found])
    await people.audit(transaction, now, actor.id, "chatbot.misses_looked_at", {}, {"count": len(found)})
    return grouped(
        [
            Missed(one.turn_id, one.conversation_id, one.at, mask.text(one.text), one.miss, _likely(one.likely))
            for one in found
        ]
    )


async def settle(
    transaction: Transaction,
    actor: Actor,
    turn_ids: Sequence[int],
    settled: Settled,
    article_id: int | None,
    terms: Sequence[str],
    now: datetime,
) -> None:
    """Makes something of misses: phrasings of an article, a synonym, an article that was begun; or sets them aside.

    Words become phrasings masked. Raises Problem 422 for no or too many turns, an article that isn't published for
    everybody, or fewer than two words that mean the same; 409 where somebody else has settled them.
    """
    if not 1 <= len(turn_ids) <= MOST_SETTLED:
        raise Problem(422, "turns_many", field="turn_ids", most=MOST_SETTLED)
    texts = await store.texts_of_misses(transaction, turn_ids)
    if not texts:
        raise Problem(409, "settled_already")
    if settled is Settled.PHRASING:
        if article_id is None or not await store.is_answered_from(transaction, article_id):
            raise Problem(422, "article_not_public", field="article_id")
        mask = await masking(transaction, texts)
        for text in texts:
            words = " ".join(mask.text(text).split())[:_LONGEST_PHRASING]
            await store.add_phrasing(transaction, article_id, words, actor.id, now)
        await events.append(transaction, now, "chatbot.taught", {"article": article_id})
    elif settled is Settled.SYNONYM:
        await synonyms.keep(transaction, actor, [*await synonyms.synonyms(transaction), list(terms)], now)
    await store.settle(transaction, turn_ids, settled, actor.id, now)
    about = {} if article_id is None else {"article": article_id}
    detail = {"as": settled, "count": len(texts)}
    await people.audit(transaction, now, actor.id, "chatbot.settled", about, detail)


async def phrasings(transaction: Transaction) -> list[Phrasing]:
    """The newest phrasings that editors confirmed."""
    return await store.phrasings(transaction, _MOST_PHRASINGS)


async def remove_phrasing(transaction: Transaction, actor: Actor, phrasing_id: int, now: datetime) -> None:
    """Takes a confirmed phrasing back; the chatbot learns anew. Problem 404 where there is none."""
    article_id = await store.remove_phrasing(transaction, phrasing_id)
    if article_id is None:
        raise Problem(404, "no_phrasing")
    await events.append(transaction, now, "chatbot.taught", {"article": article_id})
    await people.audit(transaction, now, actor.id, "chatbot.phrasing_removed", {"article": article_id})


async def figures(transaction: Transaction, since: date, until: date, by: By) -> UsageFigures:
    """The figures of the city's days from `since` to `until`, in all and by day or month."""
    zone, begins, ends = await _time(transaction, since, until)
    whole = await store.usage(transaction, zone, begins, ends, "all")
    total = whole[0] if whole else Usage(since, 0, 0, 0, 0, 0, 0)
    periods = await store.usage(transaction, zone, begins, ends, "day" if by is By.DAY else "month")
    return UsageFigures(total, periods)


async def conversations(
    transaction: Transaction,
    actor: Actor,
    since: date,
    until: date,
    outcome: BotOutcome | None,
    before: int | None,
    now: datetime,
) -> list[ConversationLine]:
    """The conversations behind figures, the newest first, fifty at once. The look is logged."""
    _, begins, ends = await _time(transaction, since, until)
    found = await store.conversations(transaction, begins, ends, outcome, before, _LINES)
    mask = await masking(transaction, [one.first_words for one in found])
    await people.audit(transaction, now, actor.id, "chatbot.looked_behind", {}, {"count": len(found)})
    return [
        ConversationLine(one.id, one.started_at, one.outcome, mask.text(one.first_words)[:200], one.words)
        for one in found
    ]


async def conversation(
    transaction: Transaction, actor: Actor, conversation_id: int, now: datetime
) -> ReviewedConversation:
    """A whole conversation, masked. The look is logged. Problem 404 where there is none, or its words are deleted."""
    found = await store.conversation(transaction, conversation_id)
    if found is None:
        raise Problem(404, "no_conversation")
    turns = await store.turns(transaction, conversation_id)
    photos = await cases.photos_of(transaction, conversation_id)
    phrased = [turn.phrasing.text for turn in turns if turn.phrasing is not None]
    mask = await masking(transaction, [*(turn.body for turn in turns), *phrased])
    about = {"bot_conversation": conversation_id, "citizen": found.citizen_id}
    await people.audit(transaction, now, actor.id, "chatbot.read", about)
    return ReviewedConversation(
        id=found.id,
        started_at=found.started_at,
        ended_at=found.ended_at,
        stage=found.stage,
        reason=found.reason,
        outcome=found.outcome,
        turns=[
            ReviewedTurn(
                id=turn.id,
                sender=turn.sender,
                body=mask.text(turn.body),
                at=turn.at,
                photos=len(photos.get(turn.id, ())),
                source=None
                if turn.said is None or (source := turn.said.source) is None
                else AnswerSource(source.code, source.version, source.question, source.department, source.published_on),
                helped=turn.helped,
                miss=turn.miss,
                settled_as=turn.settled_as,
                likely=_likely(turn.likely),
                phrasing=None if turn.phrasing is None else _phrasing(turn.phrasing, mask),
            )
            for turn in turns
        ],
    )


def _phrasing(one: store.PhrasingRecord, mask: Masking) -> ReviewedPhrasing:
    return ReviewedPhrasing(mask.text(one.text), one.outcome, one.sources, one.model, one.tokens, one.took_ms)


def _likely(records: Iterable[store.LikelyRecord]) -> list[Likely]:
    return [Likely(one.id, one.code, one.question, one.chance) for one in records]


async def _time(transaction: Transaction, since: date, until: date) -> tuple[str, datetime, datetime]:
    """The city's zone, and when these days begin and end. Problem 422 for days that are no time, or a too long one."""
    zone = (await centre_service.centre(transaction)).time_zone
    if until < since or until - since > _LONGEST_TIME or not _FIRST_YEAR <= since.year <= _LAST_YEAR:
        raise Problem(422, "days_wrong", field="until")
    begins, ends = (datetime.combine(day, time(), ZoneInfo(zone)) for day in (since, until + timedelta(days=1)))
    return zone, begins, ends


_FIRST_YEAR, _LAST_YEAR = 2000, 2200
