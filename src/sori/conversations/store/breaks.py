"""SQL of breaks: who is at work, since when without a break, and what was suggested to whom."""

from dataclasses import dataclass
from datetime import datetime

from sori.conversations.breaks import AtWork
from sori.conversations.model import Duty
from sori.conversations.team import Suggestion
from sori.platform.database import Transaction


@dataclass(frozen=True, slots=True)
class LiveSuggestion:
    """A suggestion that nobody has answered yet, with whose break it is."""

    id: int
    staff_id: int
    until: datetime


@dataclass(frozen=True, slots=True)
class WorkedSince:
    """Since when somebody has worked without a break."""

    staff_id: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Rest:
    """A protected rest whose time is over."""

    staff_id: int
    connected: bool


async def lock(transaction: Transaction, duty: Duty) -> None:
    """Lets one counsellor at a time ask for a place in this state."""
    await transaction.execute("select 1 from duty_rule where duty = %s for update", (duty,))


async def at_work(transaction: Transaction) -> list[AtWork]:
    """Every counsellor who is not offline."""
    return await transaction.all(
        AtWork,
        """select staff_id as id, state as duty, since, until from counsellor_duty join staff on staff.id = staff_id
           where state <> 'offline' and active order by staff_id""",
    )


async def worked_since(transaction: Transaction, since: datetime) -> list[WorkedSince]:
    """Since when each of those at work has had no break: the end of the last one, or of the last time offline."""
    return await transaction.all(
        WorkedSince,
        """select staff_id, coalesce(
                  (select max(ended_at) from duty_span where staff_id = counsellor_duty.staff_id
                   and duty in ('break', 'protected_rest', 'offline') and ended_at >= %(since)s),
                  (select min(began_at) from duty_span where staff_id = counsellor_duty.staff_id
                   and duty <> 'offline' and coalesce(ended_at, %(since)s) >= %(since)s), since) as since
           from counsellor_duty where state <> 'offline'""",
        {"since": since},
    )


async def live_suggestions(transaction: Transaction, now: datetime) -> list[LiveSuggestion]:
    """What was suggested and still stands."""
    return await transaction.all(
        LiveSuggestion,
        "select id, staff_id, until from break_suggestion where outcome is null and until > %s",
        (now,),
    )


async def suggestion_for(transaction: Transaction, staff_id: int, now: datetime) -> Suggestion | None:
    """What was suggested to somebody and still stands."""
    return await transaction.maybe(
        Suggestion,
        """select break_suggestion.id, display_name as by_name, until
           from break_suggestion join staff on staff.id = by_id
           where staff_id = %s and outcome is null and until > %s""",
        (staff_id, now),
    )


async def settle_suggestion(transaction: Transaction, staff_id: int, outcome: str, now: datetime) -> bool:
    """Ends what was suggested to somebody; gives whether it still stood."""
    stood = await transaction.values(
        bool,
        """update break_suggestion set settled_at = %(now)s,
               outcome = case when until <= %(now)s then 'expired' else %(outcome)s end
           where staff_id = %(staff)s and outcome is null returning outcome <> 'expired'""",
        {"now": now, "outcome": outcome, "staff": staff_id},
    )
    return any(stood)


async def add_suggestion(transaction: Transaction, staff_id: int, by_id: int, until: datetime, now: datetime) -> None:
    """Keeps a suggestion; an earlier one must have been settled."""
    await transaction.execute(
        "insert into break_suggestion (staff_id, by_id, at, until) values (%s, %s, %s, %s)",
        (staff_id, by_id, now, until),
    )


async def expire_suggestions(transaction: Transaction, now: datetime) -> list[int]:
    """Ends suggestions that nobody answered in time; gives whose they were."""
    return await transaction.values(
        int,
        """update break_suggestion set outcome = 'expired', settled_at = %(now)s
           where outcome is null and until <= %(now)s returning staff_id""",
        {"now": now},
    )


async def rests_over(transaction: Transaction, now: datetime) -> list[Rest]:
    """Protected rests whose time is over, and whether their counsellor's desk is open."""
    return await transaction.all(
        Rest,
        """select staff_id, exists (select from presence where side = 'counsellor' and presence.id = staff_id
                                    and seen_until > %(now)s) as connected
           from counsellor_duty where state = 'protected_rest' and until <= %(now)s order by staff_id""",
        {"now": now},
    )
