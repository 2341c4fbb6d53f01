"""SQL of the floor's figures and of the records behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sori.conversations.comparison import SecondCounts
from sori.conversations.conversation import ExpectedWait
from sori.conversations.figures import Figure, HeldContact
from sori.platform.database import Transaction


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """One queue's stays that began since a moment."""

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


@dataclass(frozen=True, slots=True)
class Stretch:
    """Stays that began in [begins, ends), with what was known of them by a moment (None: what is known now)."""

    begins: datetime
    ends: datetime | None = None
    known_by: datetime | None = None


async def queue_counts(
    transaction: Transaction, day_start: datetime, since: datetime, until: datetime | None
) -> list[QueueCounts]:
    """What happened from `since` to `until` (None: now) to the stays that began from `day_start` on, by queue.

    Those that began in that time are counted as inbound, those that ended in it as answered or abandoned.
    """
    return await transaction.all(
        QueueCounts,
        """select queue_id,
                  count(*) filter (where entered_at >= %(since)s) as inbound,
                  count(*) filter (where ended and outcome = 'answered') as answered,
                  count(*) filter (where ended and outcome = 'abandoned') as abandoned,
                  count(*) filter (where ended and outcome = 'answered'
                      and left_at - entered_at <= make_interval(secs => target_s)) as within_target
           from (select queue_id, entered_at, left_at, outcome,
                        left_at >= %(since)s and left_at < coalesce(%(until)s::timestamptz, 'infinity') as ended
                 from queue_visit
                 where entered_at >= %(day)s and entered_at < coalesce(%(until)s::timestamptz, 'infinity')
                   and (entered_at >= %(since)s or left_at >= %(since)s)) stay
           join queue on queue.id = queue_id group by queue_id""",
        {"day": day_start, "since": since, "until": until},
    )


async def seconds_of_hours(
    transaction: Transaction, days_back: Sequence[int], starts: Sequence[datetime]
) -> list[SecondCounts]:
    """What happened in these hours, second by second: of the stays that began in them, while they lasted."""
    return await transaction.all(
        SecondCounts,
        """with stay as (
               select days_back, begins, queue_id, entered_at, left_at, outcome, target_s
               from unnest(%s::int[], %s::timestamptz[]) as hour (days_back, begins)
                    join queue_visit on entered_at >= begins and entered_at < begins + interval '1 hour'
                    join queue on queue.id = queue_id)
           select queue_id, days_back, second, sum(inbound)::int as inbound, sum(answered)::int as answered,
                  sum(abandoned)::int as abandoned, sum(within_target)::int as within_target
           from (select queue_id, days_back, floor(extract(epoch from entered_at - begins))::int as second,
                        1 as inbound, 0 as answered, 0 as abandoned, 0 as within_target
                 from stay
                 union all
                 select queue_id, days_back, floor(extract(epoch from left_at - begins))::int, 0,
                        (outcome = 'answered')::int, (outcome = 'abandoned')::int,
                        (outcome = 'answered' and left_at - entered_at <= make_interval(secs => target_s))::int
                 from stay where left_at < begins + interval '1 hour') happened
           group by queue_id, days_back, second order by second""",
        (list(days_back), list(starts)),
    )


@dataclass(frozen=True, slots=True)
class IntervalCounts:
    """The stays that began in one interval of a day."""

    number: int
    inbound: int
    answered: int
    abandoned: int
    within_target: int


async def intervals(
    transaction: Transaction, begins: datetime, ends: datetime, minutes: int, queue_id: int | None
) -> list[IntervalCounts]:
    """A day's counts by interval; intervals in which nothing began are left out."""
    return await transaction.all(
        IntervalCounts,
        """select floor(extract(epoch from entered_at - %(begins)s) / (%(minutes)s * 60))::int as number,
                  count(*) as inbound,
                  count(*) filter (where outcome = 'answered') as answered,
                  count(*) filter (where outcome = 'abandoned') as abandoned,
                  count(*) filter (where outcome = 'answered'
                      and left_at - entered_at <= make_interval(secs => target_s)) as within_target
           from queue_visit join queue on queue.id = queue_id
           where entered_at >= %(begins)s and entered_at < %(ends)s
             and (%(queue)s::bigint is null or queue_id = %(queue)s)
           group by number order by number""",
        {"begins": begins, "ends": ends, "minutes": minutes, "queue": queue_id},
    )


async def queues_now(transaction: Transaction) -> list[QueueNow]:
    """Who waits and talks, by queue; an offered contact still waits."""
    return await transaction.all(
        QueueNow,
        """select contact.queue_id, count(*) filter (where state <> 'talking') as waiting,
                  min(entered_at) filter (where state <> 'talking') as oldest,
                  count(*) filter (where state = 'talking') as talking
           from contact left join queue_visit on contact_id = contact.id and outcome is null
           where state in ('waiting', 'offered', 'talking') and not rests group by contact.queue_id""",
    )


async def held(transaction: Transaction) -> list[HeldRecord]:
    """Every contact in a counsellor's hands."""
    return await transaction.all(
        HeldRecord,
        """select counsellor_id, jsonb_build_object('id', id, 'channel', channel, 'queue_id', queue_id, 'state', state,
                  'since', case state when 'wrap_up' then ended_at when 'talking' then
                      (select started_at from handling where contact_id = contact.id and handling.ended_at is null)
                      else (select offered_at from offer where contact_id = contact.id and outcome is null) end,
                  'taken_by_id', taken_by_id) as contact
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
           from contact where state = 'waiting' and not rests""",
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
    stretches: Sequence["Stretch"],
    before: int | None,
    most: int,
) -> Sequence[int]:
    """The ids of the contacts behind a figure of these stretches of time together, newest first."""
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
                          join unnest(%(begins)s::timestamptz[], %(ends)s::timestamptz[], %(known_by)s::timestamptz[])
                               as stretch (begins, ends, known_by)
                               on entered_at >= begins and (ends is null or entered_at < ends)
                     where contact_id = contact.id
                       and (%(figure)s = 'inbound' or known_by is null or left_at < known_by)
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
            "begins": [stretch.begins for stretch in stretches],
            "ends": [stretch.ends for stretch in stretches],
            "known_by": [stretch.known_by for stretch in stretches],
            "before": before,
            "most": most,
        },
    )
