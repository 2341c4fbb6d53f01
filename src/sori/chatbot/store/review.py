"""SQL of what editors review: misses, conversations, confirmed phrasings, dialogue tests, figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from sori.chatbot.model import Reading, Reason, Say, Stage
from sori.chatbot.phrasing.outcome import Outcome
from sori.chatbot.review import BotOutcome, Miss, Phrasing, Settled, Usage
from sori.chatbot.told import CitedSource, Speaker
from sori.platform.database import Transaction

_LIKELY: LiteralString = """
    (select coalesce(jsonb_agg(jsonb_build_object('id', article.id, 'code', article.code, 'question', question,
            'chance', (reading ->> 'chance')::float) order by (reading ->> 'chance')::float desc), '[]')
     from jsonb_array_elements(coalesce(readings, '[]')) reading
          join article on article.code = reading ->> 'code'
          join article_version text on text.article_id = article.id and number = coalesce(published, version)
     where reading ->> 'about' = 'article')"""
_PHRASING: LiteralString = """
    (select jsonb_build_object('text', coalesce(phrased.body, ''), 'outcome', outcome,
            'sources', coalesce(sources, '[]'), 'model', model, 'tokens', prompt_tokens + completion_tokens,
            'took_ms', took_ms)
     from bot_phrased_answer phrased where turn_id = bot_turn.id)"""
_SPOKEN: LiteralString = """
    exists (select from bot_turn where conversation_id = bot_conversation.id and sender = 'citizen')"""
_OUTCOME: LiteralString = """
    case when contact_id is not null then 'handed_over'
         when exists (select from bot_turn where conversation_id = bot_conversation.id and helped is not false
                      and (article_id is not null or form_code is not null)) then 'answered'
         else 'left' end"""


@dataclass(frozen=True, slots=True)
class LikelyRecord:
    """An article that words may have meant."""

    id: int
    code: str
    question: str
    chance: float


@dataclass(frozen=True, slots=True)
class MissRecord:
    """A question that was not served, as it was said."""

    turn_id: int
    conversation_id: int
    at: datetime
    text: str
    miss: Miss
    likely: list[LikelyRecord]


async def misses(transaction: Transaction, since: datetime, miss: Miss | None, most: int) -> list[MissRecord]:
    """What was not served since then and nobody has settled, the newest first."""
    return await transaction.all(
        MissRecord,
        "select id as turn_id, conversation_id, at, body as text, miss, "
        + _LIKELY
        + """ as likely from bot_turn
           where miss is not null and settled_at is null and at >= %s and (%s::text is null or miss = %s)
           order by at desc, id desc limit %s""",
        (since, miss, miss, most),
    )


async def texts_of_misses(transaction: Transaction, turn_ids: Sequence[int]) -> list[str]:
    """What was asked in these turns that are misses and not settled, as it was said; locked."""
    return await transaction.values(
        str,
        """select body from bot_turn where id = any(%s) and miss is not null and settled_at is null
           order by id for update""",
        (list(turn_ids),),
    )


async def settle(
    transaction: Transaction, turn_ids: Sequence[int], settled: Settled, staff_id: int, now: datetime
) -> None:
    """Keeps what an editor made of misses."""
    await transaction.execute(
        """update bot_turn set settled_as = %s, settled_by_id = %s, settled_at = %s
           where id = any(%s) and miss is not null and settled_at is null""",
        (settled, staff_id, now, list(turn_ids)),
    )


async def is_answered_from(transaction: Transaction, article_id: int) -> bool:
    """Whether this article is published for everybody."""
    return bool(
        await transaction.value(
            bool,
            """select exists (select from article join article_version on article_id = id and number = published
                              where id = %s and audience = 'public')""",
            (article_id,),
        )
    )


async def add_phrasing(transaction: Transaction, article_id: int, text: str, staff_id: int, now: datetime) -> None:
    """Keeps that words mean an article; once."""
    await transaction.execute(
        """insert into bot_phrasing (article_id, text, confirmed_by_id, confirmed_at) values (%s, %s, %s, %s)
           on conflict (article_id, text) do nothing""",
        (article_id, text, staff_id, now),
    )


async def remove_phrasing(transaction: Transaction, phrasing_id: int) -> int | None:
    """Takes a confirmed phrasing back; gives the article's id."""
    return await transaction.value(int, "delete from bot_phrasing where id = %s returning article_id", (phrasing_id,))


async def phrasings(transaction: Transaction, most: int) -> list[Phrasing]:
    """Confirmed phrasings, the newest first."""
    return await transaction.all(
        Phrasing,
        """select bot_phrasing.id, text, bot_phrasing.article_id, article.code, question,
                  staff.display_name as confirmed_by, confirmed_at
           from bot_phrasing join article on article.id = bot_phrasing.article_id
                join article_version version_ on version_.article_id = article.id and number = version
                join staff on staff.id = confirmed_by_id
           order by bot_phrasing.id desc limit %s""",
        (most,),
    )


_USAGE: LiteralString = (
    """
    with counted as (
        select id, citizen_id, (started_at at time zone %(zone)s)::date as day, """
    + _OUTCOME
    + """ as outcome
        from bot_conversation where started_at >= %(since)s and started_at < %(until)s and """
    + _SPOKEN
    + """),
    items as (
        select counted.day, coalesce('article ' || article_id, 'form ' || form_code) as item
        from counted join bot_turn on conversation_id = counted.id
        where article_id is not null or form_code is not null)"""
)


async def usage(
    transaction: Transaction, zone: str, since: datetime, until: datetime, by: LiteralString
) -> list[Usage]:
    """The figures of conversations begun in a time, by `day`, `month` or, for all in one, `all`; newest first."""
    period: LiteralString = {"day": "day", "month": "date_trunc('month', day)::date"}.get(by, "min(day) over ()")
    return await transaction.all(
        Usage,
        _USAGE
        + ", lines as (select *, "
        + period
        + " as period from counted), of_items as (select distinct "
        + period
        + """ as period, item from items)
           select period, count(*) as conversations, count(distinct citizen_id) as people,
                  (select count(distinct item) from of_items where %(all)s or of_items.period = lines.period) as items,
                  count(*) filter (where outcome = 'answered') as answered,
                  count(*) filter (where outcome = 'handed_over') as handed_over,
                  count(*) filter (where outcome = 'left') as left
           from lines group by period order by period desc""",
        {"zone": zone, "since": since, "until": until, "all": by == "all"},
    )


@dataclass(frozen=True, slots=True)
class LineRecord:
    """A conversation as a line in a list."""

    id: int
    started_at: datetime
    outcome: BotOutcome
    first_words: str
    words: int


async def conversations(
    transaction: Transaction,
    since: datetime,
    until: datetime,
    outcome: BotOutcome | None,
    before: int | None,
    most: int,
) -> list[LineRecord]:
    """Conversations begun in a time in which something was said, the newest first."""
    return await transaction.all(
        LineRecord,
        "select * from (select id, started_at, "
        + _OUTCOME
        + """ as outcome,
                  (select body from bot_turn where conversation_id = bot_conversation.id and sender = 'citizen'
                   order by id limit 1) as first_words,
                  (select count(*) from bot_turn where conversation_id = bot_conversation.id
                   and sender = 'citizen') as words
           from bot_conversation where started_at >= %(since)s and started_at < %(until)s and """
        + _SPOKEN
        + """) lines
           where (%(outcome)s::text is null or outcome = %(outcome)s)
             and (%(before)s::bigint is null or id < %(before)s) order by id desc limit %(most)s""",
        {"since": since, "until": until, "outcome": outcome, "before": before, "most": most},
    )


@dataclass(frozen=True, slots=True)
class ReviewedRecord:
    """A conversation, as an editor looks at it."""

    id: int
    citizen_id: int
    started_at: datetime
    ended_at: datetime | None
    stage: Stage
    reason: Reason | None
    outcome: BotOutcome


async def conversation(transaction: Transaction, conversation_id: int) -> ReviewedRecord | None:
    """A conversation whose words are still there."""
    return await transaction.maybe(
        ReviewedRecord,
        "select id, citizen_id, started_at, ended_at, stage, reason, "
        + _OUTCOME
        + " as outcome from bot_conversation where id = %s and forgotten_at is null",
        (conversation_id,),
    )


@dataclass(frozen=True, slots=True)
class PhrasingRecord:
    """What a language model made of an answer."""

    text: str
    outcome: Outcome | None
    sources: list[CitedSource]
    model: str | None
    tokens: int | None
    took_ms: int | None


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """Words with what was made of them, as they were said."""

    id: int
    sender: Speaker
    body: str
    at: datetime
    said: Say | None
    readings: list[Reading] | None
    helped: bool | None
    miss: Miss | None
    settled_as: Settled | None
    likely: list[LikelyRecord]
    phrasing: PhrasingRecord | None


async def turns(transaction: Transaction, conversation_id: int) -> list[TurnRecord]:
    """All that was said in a conversation."""
    return await transaction.all(
        TurnRecord,
        "select id, sender, body, at, said, readings, helped, miss, settled_as, "
        + _LIKELY
        + " as likely, "
        + _PHRASING
        + " as phrasing from bot_turn where conversation_id = %s order by id",
        (conversation_id,),
    )


@dataclass(frozen=True, slots=True)
class DialogueFile:
    """A file of dialogue tests."""

    name: str
    content: str
    kept_by: str
    kept_at: datetime


async def dialogue_files(transaction: Transaction) -> list[DialogueFile]:
    """All files of dialogue tests, by name."""
    return await transaction.all(
        DialogueFile,
        """select name, content, display_name as kept_by, kept_at
           from bot_dialogue_file join staff on staff.id = kept_by_id order by name""",
    )


async def keep_dialogue_file(transaction: Transaction, name: str, content: str, staff_id: int, now: datetime) -> None:
    """Keeps a file under its name; nothing left of it where it is empty."""
    if not content.strip():
        await transaction.execute("delete from bot_dialogue_file where name = %s", (name,))
        return
    await transaction.execute(
        """insert into bot_dialogue_file (name, content, kept_by_id, kept_at) values (%s, %s, %s, %s)
           on conflict (name) do update set content = excluded.content, kept_by_id = excluded.kept_by_id,
               kept_at = excluded.kept_at""",
        (name, content, staff_id, now),
    )


async def forgettable(transaction: Transaction, before: datetime) -> int:
    """How many conversations began before then, are over, and have their words still."""
    return (
        await transaction.value(
            int,
            """select count(*) from bot_conversation
               where forgotten_at is null and ended_at is not null and started_at < %s""",
            (before,),
        )
        or 0
    )


async def forget(transaction: Transaction, before: datetime, limit: int) -> int:
    """Deletes what was said in some conversations begun before then; they stay, to be counted."""
    ids = await transaction.values(
        int,
        """update bot_conversation set forgotten_at = now(), state = '{}'
           where id in (select id from bot_conversation
                        where forgotten_at is null and ended_at is not null and started_at < %s
                        order by started_at limit %s for update skip locked)
           returning id""",
        (before, limit),
    )
    if ids:
        await transaction.execute(
            """update bot_turn set body = '', readings = null,
                      said = case when said is null then null else '{"what": "forgotten"}'::jsonb end
               where conversation_id = any(%s)""",
            (ids,),
        )
        await transaction.execute(
            """update bot_phrased_answer set body = '', sources = '[]', outcome = coalesce(outcome, 'expired'),
                      settled_at = coalesce(settled_at, now())
               where turn_id in (select id from bot_turn where conversation_id = any(%s))""",
            (ids,),
        )
    return len(ids)
