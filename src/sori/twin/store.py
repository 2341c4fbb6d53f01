"""SQL of the twin: kept scenarios, and what a day of the centre was like."""

from datetime import datetime

import msgspec
from psycopg.types.json import Jsonb

from sori.platform.database import Transaction
from sori.twin.kept import Came, KeptScenario, Presence, QueueDay, StaffDay
from sori.twin.scenario import Scenario

_KEPT = """select twin_scenario.id, title, display_name as made_by, made_at
           from twin_scenario join staff on staff.id = made_by """


async def kept(transaction: Transaction, limit: int) -> list[KeptScenario]:
    """The scenarios kept last, the newest first."""
    return await transaction.all(KeptScenario, _KEPT + "order by twin_scenario.id desc limit %s", (limit,))


async def one(transaction: Transaction, scenario_id: int) -> KeptScenario | None:
    """A kept scenario."""
    return await transaction.maybe(KeptScenario, _KEPT + "where twin_scenario.id = %s", (scenario_id,))


async def content(transaction: Transaction, scenario_id: int) -> Scenario | None:
    """What a kept scenario says."""
    found = await transaction.value(str, "select content::text from twin_scenario where id = %s", (scenario_id,))
    return None if found is None else msgspec.json.decode(found, type=Scenario)


async def keep(transaction: Transaction, scenario: Scenario, staff_id: int, at: datetime) -> int:
    """Keeps a scenario; gives its id."""
    scenario_id = await transaction.value(
        int,
        "insert into twin_scenario (title, content, made_by, made_at) values (%s, %s, %s, %s) returning id",
        (scenario.title, Jsonb(msgspec.to_builtins(scenario)), staff_id, at),
    )
    assert scenario_id is not None  # noqa: S101  returning gives one
    return scenario_id


async def remove(transaction: Transaction, scenario_id: int) -> None:
    """Removes a kept scenario."""
    await transaction.execute("delete from twin_scenario where id = %s", (scenario_id,))


async def queues_of_day(transaction: Transaction, since: datetime, until: datetime) -> list[QueueDay]:
    """What came to each queue: first stays by the hour in which they began, and what became of all its stays."""
    return await transaction.all(
        QueueDay,
        """with stay as (
               select visit.*, medium, floor(extract(epoch from entered_at - %(since)s) / 3600)::int as hour,
                      not exists (select from queue_visit earlier where earlier.contact_id = visit.contact_id
                                  and earlier.id < visit.id) as is_first
               from queue_visit visit join contact on contact.id = contact_id
               where entered_at >= %(since)s and entered_at < %(until)s),
           talk as (
               select stay.queue_id, stay.medium, extract(epoch from ended_at - started_at)::float8 as talk_s,
                      extract(epoch from wrapped_up_at - ended_at)::float8 as wrap_up_s
               from stay join handling on handling.contact_id = stay.contact_id and handling.started_at = stay.left_at
               where outcome = 'answered' and ended_at is not null)
           select queue_id, medium,
                  array(select (select count(*) from stay at_hour
                                where at_hour.queue_id = stay.queue_id and at_hour.medium = stay.medium
                                  and is_first and hour = number)
                        from generate_series(0, 23) number order by number)::int[] as calls,
                  coalesce(sum(extract(epoch from left_at - entered_at)), 0)::float8 as waited_s,
                  count(*) filter (where outcome = 'abandoned')::int as gave_up,
                  (select count(*) from talk where talk.queue_id = stay.queue_id and talk.medium = stay.medium)::int
                      as talks,
                  (select coalesce(avg(talk_s), 0) from talk
                   where talk.queue_id = stay.queue_id and talk.medium = stay.medium) as talk_mean_s,
                  (select coalesce(stddev_pop(talk_s), 0) from talk
                   where talk.queue_id = stay.queue_id and talk.medium = stay.medium) as talk_deviation_s,
                  (select coalesce(avg(wrap_up_s), 0) from talk
                   where talk.queue_id = stay.queue_id and talk.medium = stay.medium) as wrap_up_mean_s
           from stay group by queue_id, medium order by queue_id, medium""",
        {"since": since, "until": until},
    )


async def staff_of_day(transaction: Transaction, since: datetime, until: datetime) -> list[StaffDay]:
    """How many counsellors of the same skills were available in each hour."""
    return await transaction.all(
        StaffDay,
        """with person as (
               select staff.id, chat_capacity, takes_calls,
                      coalesce((select jsonb_object_agg(code, level order by code)
                                from staff_skill_in_force join skill on skill.id = skill_id
                                where staff_id = staff.id), '{}') as skills
               from staff join staff_role on staff_role.staff_id = staff.id and role = 'counsellor'),
           present as (
               select staff_id, number as hour,
                      extract(epoch from least(coalesce(ended_at, %(until)s),
                                               %(since)s + (number + 1) * interval '1 hour')
                                       - greatest(began_at, %(since)s + number * interval '1 hour')) / 3600 as share
               from duty_span, generate_series(0, 23) number
               where duty = 'available' and began_at < %(since)s + (number + 1) * interval '1 hour'
                 and coalesce(ended_at, %(until)s) > %(since)s + number * interval '1 hour')
           select skills, chat_capacity as chats, takes_calls,
                  array(select (select coalesce(sum(share), 0)::float8 from present join person member
                                    on member.id = staff_id
                                where hour = number and member.skills = person.skills
                                  and member.chat_capacity = person.chat_capacity
                                  and member.takes_calls = person.takes_calls)
                        from generate_series(0, 23) number order by number) as available
           from person group by skills, chat_capacity, takes_calls order by skills::text, chat_capacity, takes_calls""",
        {"since": since, "until": until},
    )


async def came(transaction: Transaction, since: datetime, until: datetime, zone: str) -> list[Came]:
    """Every contact that first queued between the two moments and whose stay is over, in the order of coming."""
    return await transaction.all(
        Came,
        """select visit.queue_id, medium, visit.outcome,
                  extract(epoch from (visit.entered_at at time zone %(zone)s)::time)::float8 / 60 as minute,
                  extract(epoch from visit.left_at - visit.entered_at)::float8 as waited_s,
                  extract(epoch from least(visit.left_at, asked_at) - visit.entered_at)::float8 as stayed_s,
                  visit.outcome = 'abandoned' and callback.contact_id is null as gave_up,
                  visit.outcome = 'left_message' or callback.contact_id is not null as elsewhere,
                  extract(epoch from settled_at - offered_at)::float8 as accept_s,
                  extract(epoch from turn.ended_at - turn.started_at)::float8 as talk_s,
                  extract(epoch from case when moved.queue_id is null then turn.wrapped_up_at - turn.ended_at
                                          else again.wrapped_up_at - again.ended_at end)::float8 as wrap_up_s,
                  moved.queue_id as moved_to,
                  extract(epoch from again.started_at - visit.entered_at)::float8 as again_after_s,
                  extract(epoch from again.ended_at - again.started_at)::float8 as again_s
           from queue_visit visit join contact on contact.id = visit.contact_id
                left join callback on callback.contact_id = visit.contact_id
                left join offer on offer.contact_id = visit.contact_id and offer.outcome = 'accepted'
                                   and visit.outcome = 'answered' and settled_at = visit.left_at
                left join handling turn on turn.contact_id = visit.contact_id and visit.outcome = 'answered'
                                           and turn.started_at = visit.left_at
                left join lateral (select queue_id from queue_visit later
                                   where later.contact_id = visit.contact_id and later.id > visit.id
                                     and turn.id is not null order by id limit 1) moved on true
                left join lateral (select * from handling later
                                   where later.contact_id = visit.contact_id and later.id > turn.id
                                     and moved.queue_id is not null order by id limit 1) again on true
           where visit.entered_at >= %(since)s and visit.entered_at < %(until)s and visit.outcome is not null
             and not exists (select from queue_visit earlier
                             where earlier.contact_id = visit.contact_id and earlier.id < visit.id)
           order by visit.entered_at, visit.id""",
        {"since": since, "until": until, "zone": zone},
    )


async def presence(transaction: Transaction, since: datetime, until: datetime, zone: str) -> list[Presence]:
    """When each counsellor was available between the two moments, which are one day's, with the skills in force now."""
    return await transaction.all(
        Presence,
        """with span as (
               select staff_id, greatest(began_at, %(since)s) as since, least(coalesce(ended_at, %(until)s), %(until)s)
                      as until
               from duty_span
               where duty = 'available' and began_at < %(until)s and coalesce(ended_at, %(until)s) > %(since)s)
           select coalesce((select jsonb_object_agg(code, level order by code)
                            from staff_skill_in_force join skill on skill.id = skill_id
                            where staff_skill_in_force.staff_id = staff.id), '{}') as skills,
                  chat_capacity as chats, takes_calls,
                  extract(epoch from (since at time zone %(zone)s)::time)::float8 / 60 as since_minute,
                  case when until = %(until)s and until at time zone %(zone)s
                            = date_trunc('day', until at time zone %(zone)s) then 1440
                       else extract(epoch from (until at time zone %(zone)s)::time)::float8 / 60 end as until_minute
           from span join staff on staff.id = staff_id order by since, staff_id""",
        {"since": since, "until": until, "zone": zone},
    )
