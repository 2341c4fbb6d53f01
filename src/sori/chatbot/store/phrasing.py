"""SQL of answers that a language model phrases: meant to be, claimed, settled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from sori.chatbot.phrasing.outcome import Outcome
from sori.platform.database import Transaction


@dataclass(frozen=True, slots=True)
class Standing:
    """How an answer's phrasing stands."""

    until: datetime
    outcome: Outcome | None


async def intend(transaction: Transaction, conversation_id: int, until: datetime) -> None:
    """Writes down that what was just answered from an article may be phrased until then."""
    await transaction.execute(
        """insert into bot_phrased_answer (turn_id, until)
           select id, %(until)s from bot_turn
           where conversation_id = %(conversation)s and said ->> 'what' = 'answer' and article_id is not null
             and id > (select max(id) from bot_turn where conversation_id = %(conversation)s and sender = 'citizen')
           on conflict (turn_id) do nothing""",
        {"conversation": conversation_id, "until": until},
    )


async def claim(transaction: Transaction, turn_id: int, until: datetime, now: datetime) -> bool:
    """Takes an answer to be phrased until then; false where somebody has, it is over, or there is nothing to phrase."""
    return (
        await transaction.execute(
            """update bot_phrased_answer set claimed_at = %(now)s, until = %(until)s
               where turn_id = %(turn)s and claimed_at is null and outcome is null and until > %(now)s""",
            {"turn": turn_id, "until": until, "now": now},
        )
        > 0
    )


async def standing(transaction: Transaction, turn_id: int) -> Standing | None:
    """How the phrasing of this answer stands; None where it isn't phrased."""
    return await transaction.maybe(
        Standing, "select until, outcome from bot_phrased_answer where turn_id = %s", (turn_id,)
    )


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of a phrasing: the sentences that were shown, what they cite, what it took."""

    outcome: Outcome
    body: str = ""
    sources: Sequence[Mapping[str, Any]] = ()
    model: str | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    took_ms: int | None = None


async def settle(transaction: Transaction, turn_id: int, settlement: Settlement, now: datetime) -> bool:
    """Keeps what became of a phrasing; false where that was settled before, or its time is over."""
    return (
        await transaction.execute(
            """update bot_phrased_answer
               set outcome = %s, body = %s, sources = %s, model = %s, prompt_tokens = %s, completion_tokens = %s,
                   took_ms = %s, settled_at = %s
               where turn_id = %s and outcome is null and until > %s""",
            (
                settlement.outcome,
                settlement.body,
                Jsonb(list(settlement.sources)),
                settlement.model,
                settlement.prompt_tokens,
                settlement.completion_tokens,
                settlement.took_ms,
                now,
                turn_id,
                now,
            ),
        )
        > 0
    )


async def expire(transaction: Transaction, turn_id: int, now: datetime) -> bool:
    """Keeps that nobody phrased an answer in its time."""
    return (
        await transaction.execute(
            """update bot_phrased_answer set outcome = 'expired', settled_at = %(now)s
               where turn_id = %(turn)s and outcome is null and until <= %(now)s""",
            {"turn": turn_id, "now": now},
        )
        > 0
    )


async def overtake(transaction: Transaction, conversation_id: int, now: datetime) -> None:
    """Ends what is being phrased of a conversation: who takes over reads what the citizen is shown from now on."""
    await transaction.execute(
        """update bot_phrased_answer set outcome = 'overtaken', settled_at = %s
           where outcome is null and turn_id in (select id from bot_turn where conversation_id = %s)""",
        (now, conversation_id),
    )
