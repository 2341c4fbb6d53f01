"""SQL of the floor's figures and of the records behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sori.conversations.conversation import ExpectedWait
from sori.conversations.figures import Figure, HeldContact
from sori.platform.database import Transaction


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """One queue's stays since the city's day began."""

    queue_id: int
    inbound: int
    answered: int
    abandoned: int
    within_target: int


@dataclass(frozen=True, slots=True)
class QueueNow:
    """Who waits and talks in a queue at the moment."""

    queue_id: int
    waiting: int
    oldest: datetime | None
    talking: int


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """A contact in hand, with whose."""

    counsellor_id: int
    contact: HeldContact


@dataclass(frozen=True, slots=True)
class Place:
    """A waiting contact's place in its lane: 1 is next; `waiting` counts the whole lane."""

    contact_id: int
    place: int
    waiting: int
    expected: ExpectedWait | None


async def queue_counts(transaction: Transaction, day_start: datetime) -> list[QueueCounts]:
    """Today's counts by queue."""
    return await transaction.all(
        QueueCounts,
        """select queue_id, count(*) as inbound,
                  count(*) filter (where outcome = 'answered') as answered,
                  count(*) filter (where outcome = 'abandoned') as abandoned,
                  count(*) filter (where outcome = 'answered'
                      and left_at - entered_at <= make_interval(secs => target_s)) as within_target
           from queue_visit join queue on queue.id = queue_id where entered_at >= %s group by queue_id""",
        (day_start,),
    )


async def queues_now(transaction: Transaction) -> list[QueueNow]:
    """Who waits and talks, by queue; an offered contact still waits."""
    return await transaction.all(
        QueueNow,
        """select contact.queue_id, count(*) filter (where state <> 'talking') as waiting,
                  min(entered_at) filter (where state <> 'talking') as oldest,
                  count(*) filter (where state = 'talking') as talking
           from contact left join queue_visit on contact_id = contact.id and outcome is null
           where state in ('waiting', 'offered', 'talking') group by contact.queue_id""",
    )


async def held(transaction: Transaction) -> list[HeldRecord]:
    """Every contact in a counsellor's hands."""
    return await transaction.all(
        HeldRecord,
        """select counsellor_id, jsonb_build_object('id', id, 'channel', channel, 'queue_id', queue_id, 'state', state,
                  'since', case state when 'wrap_up' then ended_at when 'talking' then
                      (select started_at from handling where contact_id = contact.id and handling.ended_at is null)
                      else (select offered_at from offer where contact_id = contact.id and outcome is null) end
                  ) as contact
           from contact where state in ('offered', 'talking', 'wrap_up') order by id""",
    )


async def places(transaction: Transaction) -> list[Place]:
    """The place of everybody who waits in a lane."""
    return await transaction.all(
        Place,
        """select id as contact_id, count(*) over (partition by queue_id, medium) as waiting,
                  row_number() over (partition by queue_id, medium order by waiting_since, id) as place,
                  (select case when mean_s is not null then
                              jsonb_build_object('low_s', low_s, 'mean_s', mean_s, 'high_s', high_s) end
                   from wait_estimate where contact_id = contact.id and settled_at is null
                   order by wait_estimate.id desc limit 1) as expected
           from contact where state = 'waiting'""",
    )


async def place(transaction: Transaction, contact_id: int) -> int:
    """A waiting contact's place: one more than those who wait before it in its lane."""
    return (
        await transaction.value(
            int,
            """select 1 + count(*) from contact mine join contact other
                   on other.queue_id = mine.queue_id and other.medium = mine.medium and other.state = 'waiting'
                   and (other.waiting_since, other.id) < (mine.waiting_since, mine.id)
               where mine.id = %s""",
            (contact_id,),
        )
        or 1
    )


async def behind(
    transaction: Transaction,
    figure: Figure,
    queue_id: int | None,
    counsellor_id: int | None,
    day_start: datetime,
    before: int | None,
    most: int,
) -> Sequence[int]:
    """The ids of the contacts behind a figure, newest first."""
    return await transaction.values(
        int,
        """select contact.id from contact
           where (%(counsellor)s::bigint is null or counsellor_id = %(counsellor)s)
             and (%(before)s::bigint is null or contact.id < %(before)s)
             and case %(figure)s
                 when 'waiting' then state in ('waiting', 'offered')
                     and (%(queue)s::bigint is null or contact.queue_id = %(queue)s)
                 when 'talking' then state = 'talking'
                     and (%(queue)s::bigint is null or contact.queue_id = %(queue)s)
                 else exists (
                     select from queue_visit join queue on queue.id = queue_visit.queue_id
                     where contact_id = contact.id and entered_at >= %(day)s
                       and (%(queue)s::bigint is null or queue_visit.queue_id = %(queue)s)
                       and case %(figure)s
                           when 'answered' then outcome = 'answered'
                           when 'abandoned' then outcome = 'abandoned'
                           when 'within_target' then outcome = 'answered'
                               and left_at - entered_at <= make_interval(secs => target_s)
                           else true end) end
           order by contact.id desc limit %(most)s""",
        {
            "figure": figure,
            "queue": queue_id,
            "counsellor": counsellor_id,
            "day": day_start,
            "before": before,
            "most": most,
        },
    )
