"""SQL of expected waits: how the centre stands, what was seen of late, what was told and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sori.conversations.conversation import ExpectedWait
from sori.conversations.expectation import (
    Estimate,
    LaneHabits,
    QueueHabits,
    RecentWaits,
    Settled,
    Standing,
    Stay,
)
from sori.platform.database import Transaction


async def standing(transaction: Transaction, now: datetime) -> Standing:
    """How the centre stands; one statement, so that nobody is seen in two places."""
    return await transaction.one(
        Standing,
        """
    with waits as materialized (
        select id, state, queue_id, medium, waiting_since, desk_counsellor_id, desk_until, left_message
        from contact where state = 'waiting' and not rests),
    holds as materialized (
        select contact.counsellor_id, contact.queue_id, medium, state = 'wrap_up' as wrapping_up,
               coalesce(case when state = 'wrap_up' then contact.ended_at else turn.started_at end, %(now)s) as since
        from contact left join lateral (
            select handling.started_at from handling
            where contact_id = contact.id and handling.ended_at is null) turn on true
        where state in ('offered', 'talking', 'wrap_up'))
    select coalesce((select jsonb_agg(to_jsonb(waits) - 'left_message' order by waiting_since, id) from waits), '[]')
               as waiting,
           coalesce((select jsonb_agg(jsonb_build_object(
               'id', staff_id, 'duty', state, 'idle_since', idle_since,
               'chats', (select count(*) from holds where counsellor_id = staff_id and medium = 'chat'),
               'calls', (select count(*) from holds where counsellor_id = staff_id and medium = 'call')))
               from counsellor_duty where state <> 'offline'), '[]') as hands,
           coalesce((select jsonb_agg(holds) from holds), '[]') as held,
           coalesce((select jsonb_agg(jsonb_build_object(
               'contact_id', contact_id, 'visit_id', queue_visit.id, 'entered_at', entered_at))
               from queue_visit join waits on waits.id = contact_id
               where outcome is null and not left_message), '[]') as stays,
           coalesce((select jsonb_agg(last) from waits cross join lateral (
               select contact_id, given_at, place, low_s, mean_s, high_s from wait_estimate
               where contact_id = waits.id and settled_at is null order by id desc limit 1) last), '[]') as told""",
        {"now": now},
    )


@dataclass(frozen=True, slots=True)
class NewcomersOutlook:
    """What whoever joins a queue for a chat is told; None: no end in sight."""

    queue_id: int
    expected: ExpectedWait | None


async def outlooks(transaction: Transaction, since: datetime) -> list[NewcomersOutlook]:
    """What whoever joins a queue for a chat is told, where that was computed since then."""
    return await transaction.all(
        NewcomersOutlook,
        """select queue_id, case when mean_s is not null then
                  jsonb_build_object('low_s', low_s, 'mean_s', mean_s, 'high_s', high_s) end as expected
           from wait_outlook where medium = 'chat' and computed_at > %s""",
        (since,),
    )


async def lane_habits(transaction: Transaction, now: datetime, entered_in_s: float) -> list[LaneHabits]:
    """How long the last contacts took, by queue and medium, the newest first, and how many entered of late."""
    return await transaction.all(
        LaneHabits,
        """
    with turns as (
        select handling.id, queue_id, medium, state, handling.started_at, handling.ended_at, wrapped_up_at
        from (select * from handling order by id desc limit 5000) handling join contact on contact.id = contact_id
        where handling.ended_at is not null and (wrapped_up_at is not null or state <> 'wrap_up')),
    entries as (
        select queue_visit.queue_id, medium, count(*) as entered
        from queue_visit join contact on contact.id = contact_id
        where entered_at > %(now)s::timestamptz - make_interval(secs => %(entered_in)s) group by 1, 2),
    seen as (
        select queue_id, medium,
               (array_agg(extract(epoch from coalesce(wrapped_up_at, ended_at) - started_at)::float8
                          order by id desc))[1:300] as handled_s,
               (array_agg(extract(epoch from wrapped_up_at - ended_at)::float8 order by id desc)
                   filter (where wrapped_up_at is not null))[1:300] as wrapped_up_s
        from turns group by 1, 2)
    select queue_id, medium, coalesce(handled_s, '{}') as handled_s, coalesce(wrapped_up_s, '{}') as wrapped_up_s,
           coalesce(entered, 0) as entered
    from seen full join entries using (queue_id, medium)""",
        {"now": now, "entered_in": entered_in_s},
    )


async def queue_habits(transaction: Transaction, since: datetime, now: datetime) -> list[QueueHabits]:
    """How long people waited in each queue, all together, and how many gave up; of stays that began since then."""
    return await transaction.all(
        QueueHabits,
        """select queue_visit.queue_id,
                  sum(extract(epoch from coalesce(left_at, %(now)s) - entered_at))::float8 as waited_s,
                  count(*) filter (where outcome = 'abandoned') as gave_up
           from queue_visit join contact on contact.id = contact_id
           where entered_at between %(since)s and %(now)s and not left_message group by 1""",
        {"since": since, "now": now},
    )


async def accepting_s(transaction: Transaction) -> float:
    """How long the last accepted offers lay before they were accepted, on average; 3 s where there were none."""
    return (
        await transaction.value(
            float,
            """select avg(extract(epoch from settled_at - offered_at))::float8
               from (select * from offer order by id desc limit 500) last where outcome = 'accepted'""",
        )
        or 3.0
    )


async def recent_waits(transaction: Transaction) -> list[RecentWaits]:
    """The last sixteen answered waits of each queue."""
    return await transaction.all(
        RecentWaits,
        """select queue.id as queue_id, array_agg(waited_s order by left_at) as answered_s
           from queue cross join lateral (
               select left_at, extract(epoch from left_at - entered_at)::float8 as waited_s
               from queue_visit join contact on contact.id = contact_id
               where queue_visit.queue_id = queue.id and outcome = 'answered' and not left_message
               order by left_at desc limit 16) last
           group by queue.id""",
    )


async def settle(transaction: Transaction, now: datetime) -> list[Settled]:
    """Writes the wait that came, or that it was given up, with the estimates of stays that are over; gives those."""
    return await transaction.all(
        Settled,
        """update wait_estimate set settled_at = %s, outcome = queue_visit.outcome,
                  waited_s = greatest(0, extract(epoch from left_at - given_at))
           from queue_visit where queue_visit.id = visit_id and queue_visit.outcome is not null and settled_at is null
           returning during, low_s, high_s, outlook_s::float8, spread_s::float8, waited_s::float8,
                     wait_estimate.outcome""",
        (now,),
    )


async def settled(transaction: Transaction, most: int) -> list[Settled]:
    """The estimates settled last, in the order in which they were settled."""
    return await transaction.all(
        Settled,
        """select during, low_s, high_s, outlook_s::float8, spread_s::float8, waited_s::float8, outcome
           from (select * from wait_estimate where settled_at is not null order by id desc limit %s) last
           order by settled_at, id""",
        (most,),
    )


async def keep_outlooks(transaction: Transaction, estimates: Sequence[Estimate], now: datetime) -> None:
    """Keeps what whoever joins a queue now is told."""
    await transaction.execute_many(
        """insert into wait_outlook (queue_id, medium, computed_at, place, low_s, mean_s, high_s, outlook_s, spread_s,
               average_s, by_place_s)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
           on conflict (queue_id, medium) do update set
               computed_at = excluded.computed_at, place = excluded.place, low_s = excluded.low_s,
               mean_s = excluded.mean_s, high_s = excluded.high_s, outlook_s = excluded.outlook_s,
               spread_s = excluded.spread_s, average_s = excluded.average_s, by_place_s = excluded.by_place_s""",
        [(one.queue_id, one.medium, now, *_figures(one)) for one in estimates],
    )


async def keep_estimates(transaction: Transaction, estimates: Sequence[tuple[Stay, Estimate]], now: datetime) -> None:
    """Keeps what those who wait are told anew."""
    await transaction.execute_many(
        """insert into wait_estimate (visit_id, contact_id, queue_id, given_at, during, place, low_s, mean_s, high_s,
               outlook_s, spread_s, average_s, by_place_s)
           values (%s, %s, %s, %s, true, %s, %s, %s, %s, %s, %s, %s, %s)""",
        [(stay.visit_id, stay.contact_id, one.queue_id, now, *_figures(one)) for stay, one in estimates],
    )


def _figures(one: Estimate) -> tuple[float | None, ...]:
    told, outlook = one.told, one.outlook
    return (
        one.place,
        None if told is None else told.low_s,
        None if told is None else told.mean_s,
        None if told is None else told.high_s,
        None if outlook is None else outlook.mean_s,
        None if outlook is None else outlook.spread_s,
        one.average_s,
        one.by_place_s,
    )
