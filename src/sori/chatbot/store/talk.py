"""SQL of conversations as they go on: what was said, where they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from sori.chatbot.model import Reading, Reason, Say, Stage
from sori.chatbot.told import CitedSource, Speaker
from sori.platform.database import Transaction
from sori.platform.translation import Language

_FACTS = """
    select id, key, citizen_id, language, menu_key, stage, state, started_at, last_at, ended_at, reason, contact_id
    from bot_conversation """


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation as it is kept, without its words."""

    id: int
    key: UUID
    citizen_id: int
    language: Language
    menu_key: str | None
    stage: Stage
    state: dict[str, Any]
    started_at: datetime
    last_at: datetime
    ended_at: datetime | None
    reason: Reason | None
    contact_id: int | None


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """Words as they are kept."""

    id: int
    at: datetime
    sender: Speaker
    body: str
    client_key: UUID | None
    said: Say | None
    readings: list[Reading] | None
    helped: bool | None
    phrasing: bool
    phrased: str | None
    phrased_sources: list[CitedSource] | None


async def by_key(transaction: Transaction, key: UUID) -> Kept | None:
    """The conversation of this key."""
    return await transaction.maybe(Kept, _FACTS + "where key = %s", (key,))


async def newest_of_device(transaction: Transaction, token_hash: bytes) -> Kept | None:
    """The newest conversation of the citizen with this device."""
    return await transaction.maybe(
        Kept,
        _FACTS
        + """where citizen_id = (select citizen_id from citizen_device where token_hash = %s)
             and forgotten_at is null order by id desc limit 1""",
        (token_hash,),
    )


async def of_device(transaction: Transaction, token_hash: bytes, key: UUID) -> Kept | None:
    """The conversation of this key, if it is of the citizen with this device."""
    return await transaction.maybe(
        Kept,
        _FACTS
        + """where key = %s and citizen_id = (select citizen_id from citizen_device where token_hash = %s)
             and forgotten_at is null""",
        (key, token_hash),
    )


async def newest_of_citizen(transaction: Transaction, citizen_id: int) -> Kept | None:
    """The newest conversation of a citizen."""
    return await transaction.maybe(
        Kept, _FACTS + "where citizen_id = %s and forgotten_at is null order by id desc limit 1", (citizen_id,)
    )


async def lock_of_device(transaction: Transaction, token_hash: bytes, key: UUID) -> Kept | None:
    """The conversation of this key, if it is of the citizen with this device; nobody else changes it meanwhile."""
    return await transaction.maybe(
        Kept,
        _FACTS
        + """where key = %s and citizen_id = (select citizen_id from citizen_device where token_hash = %s)
             and forgotten_at is null for update""",
        (key, token_hash),
    )


async def lock(transaction: Transaction, conversation_id: int) -> Kept | None:
    """A conversation that nobody else changes meanwhile."""
    return await transaction.maybe(Kept, _FACTS + "where id = %s for update", (conversation_id,))


async def quiet_since(transaction: Transaction, before: datetime, most: int) -> list[int]:
    """Conversations that go on and in which nothing was said since then, the longest first."""
    return await transaction.values(
        int,
        "select id from bot_conversation where ended_at is null and last_at < %s order by last_at limit %s",
        (before, most),
    )


async def add(
    transaction: Transaction,
    key: UUID,
    citizen_id: int,
    language: Language,
    menu_key: str | None,
    state: Mapping[str, Any],
    now: datetime,
) -> None:
    """Begins a conversation; nothing where that of this key was begun before."""
    await transaction.execute(
        """insert into bot_conversation (key, citizen_id, language, menu_key, stage, state, started_at, last_at)
           values (%s, %s, %s, %s, 'listening', %s, %s, %s) on conflict (key) do nothing""",
        (key, citizen_id, language, menu_key, Jsonb(state), now, now),
    )


async def keep(
    transaction: Transaction,
    conversation_id: int,
    stage: Stage,
    state: Mapping[str, Any],
    reason: Reason | None,
    ended_at: datetime | None,
    now: datetime,
) -> None:
    """Keeps where a conversation stands."""
    await transaction.execute(
        """update bot_conversation set stage = %s, state = %s, reason = %s, ended_at = %s, last_at = %s
           where id = %s""",
        (stage, Jsonb(state), reason, ended_at, now, conversation_id),
    )


async def hand_over(transaction: Transaction, conversation_id: int, contact_id: int) -> None:
    """Keeps the contact that came of a conversation."""
    await transaction.execute(
        "update bot_conversation set contact_id = %s where id = %s", (contact_id, conversation_id)
    )


async def turns(transaction: Transaction, conversation_id: int) -> list[KeptTurn]:
    """All that was said, in order."""
    return await transaction.all(
        KeptTurn,
        """select id, at, sender, bot_turn.body, client_key, said, readings, helped,
                  until is not null and outcome is null as phrasing,
                  phrased.body as phrased, sources as phrased_sources
           from bot_turn left join bot_phrased_answer phrased on turn_id = id and coalesce(outcome = 'phrased', true)
           where conversation_id = %s order by id""",
        (conversation_id,),
    )


async def knows_key(transaction: Transaction, client_key: UUID) -> int | None:
    """The conversation in which words of this key were said."""
    return await transaction.value(int, "select conversation_id from bot_turn where client_key = %s", (client_key,))


async def add_citizens(
    transaction: Transaction,
    conversation_id: int,
    body: str,
    client_key: UUID,
    readings: Sequence[Mapping[str, Any]] | None,
    miss: str | None,
    now: datetime,
) -> int:
    """Keeps what a citizen said; `readings` where it was a question, `miss` why that was not served. Gives its id."""
    turn_id = await transaction.value(
        int,
        """insert into bot_turn (conversation_id, at, sender, body, client_key, readings, miss)
           values (%s, %s, 'citizen', %s, %s, %s, %s) returning id""",
        (conversation_id, now, body, client_key, None if readings is None else Jsonb(list(readings)), miss),
    )
    return turn_id or 0


async def add_bots(
    transaction: Transaction,
    conversation_id: int,
    body: str,
    said: Mapping[str, Any],
    article_code: str | None,
    article_version: int | None,
    form_code: str | None,
    now: datetime,
) -> None:
    """Keeps what the chatbot said, with the article or form that it is about."""
    await transaction.execute(
        """insert into bot_turn (conversation_id, at, sender, body, said, article_id, article_version, form_code)
           values (%s, %s, 'bot', %s, %s, (select id from article where code = %s), %s, %s)""",
        (conversation_id, now, body, Jsonb(said), article_code, article_version, form_code),
    )


async def rate(transaction: Transaction, conversation_id: int, turn_id: int, helped: bool) -> bool:
    """Keeps whether an answer helped; gives whether it is one of this conversation."""
    return (
        await transaction.execute(
            """update bot_turn set helped = %s
               where id = %s and conversation_id = %s and sender = 'bot' and article_id is not null""",
            (helped, turn_id, conversation_id),
        )
        > 0
    )


async def miss_before(transaction: Transaction, conversation_id: int, turn_id: int | None, miss: str | None) -> None:
    """Keeps why the last question before a turn, or of all, was not served after all; None: it was."""
    await transaction.execute(
        """update bot_turn set miss = %(miss)s
           where id = (select max(id) from bot_turn where conversation_id = %(conversation)s
                         and sender = 'citizen' and readings is not null
                         and (%(before)s::bigint is null or id < %(before)s::bigint))
             and settled_at is null and (miss is null or miss = 'not_helped')""",
        {"conversation": conversation_id, "before": turn_id, "miss": miss},
    )


async def lock_citizen(transaction: Transaction, citizen_id: int) -> None:
    """Lets nobody else begin anything for this citizen meanwhile."""
    await transaction.execute("select from citizen where id = %s for update", (citizen_id,))
