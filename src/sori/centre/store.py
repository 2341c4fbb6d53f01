"""All SQL about how the centre is set up."""

from datetime import datetime

from psycopg.types.json import Jsonb

from sori.centre.model import CannedPhrase, Centre, NewCentre, NewQueue, NewTopic, Topic
from sori.platform.database import Transaction
from sori.platform.translation import Text


async def version(transaction: Transaction) -> int | None:
    """Which version of the setup is in force; None before a centre was set up."""
    return await transaction.value(int, "select version from centre")


async def begin_version(transaction: Transaction) -> None:
    """Marks the setup as changed. A transaction's id is never used again, not even after it was rolled back."""
    await transaction.execute("update centre set version = pg_current_xact_id()::text::bigint")


async def centre(transaction: Transaction) -> Centre:
    """The whole setup in one query."""
    return await transaction.one(
        Centre,
        """select city, time_zone, accept_within_s, wrap_up_limit_s, sticky_days, sticky_wait_s, desk_wait_s, demo,
                  simulation_on,
                  coalesce((select jsonb_agg(jsonb_build_object(
                      'id', id, 'code', code, 'name', name, 'head_start_s', head_start_s,
                      'target_s', target_s, 'target_pct', target_pct,
                      'after_hours_queue_id', after_hours_queue_id, 'open_on_holidays', open_on_holidays,
                      'elastic', case when elastic_minimum is not null then jsonb_build_object(
                          'minimum', elastic_minimum, 'maximum', elastic_maximum,
                          'waiting_per_person', elastic_waiting_per_person, 'cooldown_s', elastic_cooldown_s) end,
                      'steps', coalesce((select jsonb_agg(jsonb_build_object(
                              'after_s', after_s, 'skill', skill.code, 'level', level) order by position)
                          from queue_step join skill on skill.id = skill_id where queue_id = queue.id), '[]'),
                      'hours', coalesce((select jsonb_agg(jsonb_build_object(
                              'weekday', weekday, 'opens_minute', opens_minute, 'closes_minute', closes_minute))
                          from queue_hours where queue_id = queue.id), '[]'),
                      'retired', retired
                      ) order by id) from queue), '[]') as queues,
                  coalesce((select jsonb_agg(jsonb_build_object('key', key, 'label', label, 'queue_id', queue_id)
                      order by position) from menu_entry), '[]') as menu,
                  array(select day from holiday where closed order by day) as holidays,
                  array(select code from skill order by id) as skills,
                  notice_after_s, message_queue_id,
                  coalesce((select jsonb_agg(jsonb_build_object(
                      'code', code, 'kind', kind, 'queue_id', queue_id, 'after_s', after_s) order by code)
                      from alert_rule), '[]') as alerts,
                  coalesce((select jsonb_agg(jsonb_build_object(
                      'duty', duty, 'limit_min', limit_min, 'most_pct', most_pct, 'reasons', reasons) order by duty)
                      from duty_rule), '[]') as duty_rules,
                  (select jsonb_build_object('since', since, 'until', until_at, 'notice', notice)
                      from emergency, emergency_plan) as emergency
           from centre""",
    )


async def announcements(transaction: Transaction, now: datetime) -> list[Text]:
    """What citizens are told at the moment, newest first."""
    return await transaction.values(
        Text,
        """select body from announcement where shown_from <= %s and (shown_until is null or shown_until > %s)
           order by shown_from desc, id desc""",
        (now, now),
    )


async def topics(transaction: Transaction) -> list[Topic]:
    """All topics, those above before those below."""
    return await transaction.all(Topic, "select id, parent_id, level, code, name from topic order by level, id")


async def topic_level(transaction: Transaction, topic_id: int) -> int | None:
    """A topic's level, or None where there is no such topic."""
    return await transaction.value(int, "select level from topic where id = %s", (topic_id,))


async def canned_phrases(transaction: Transaction) -> list[CannedPhrase]:
    """All canned phrases by shortcut."""
    return await transaction.all(CannedPhrase, "select id, shortcut, title, body from canned_phrase order by shortcut")


async def set_simulation(transaction: Transaction, on: bool) -> None:
    """Turns the demo's simulation on or off."""
    await transaction.execute("update centre set simulation_on = %s", (on,))


async def end_emergency(transaction: Transaction, now: datetime) -> bool:
    """Ends the emergency whose time is over; gives whether there was one."""
    return await transaction.execute("delete from emergency where until_at <= %s", (now,)) > 0


async def add_centre(transaction: Transaction, new: NewCentre, now: datetime) -> None:
    """Writes a whole new setup."""
    await transaction.execute(
        "insert into centre (city, time_zone, demo, simulation_on) values (%s, %s, %s, %s)",
        (_json(new.city), new.time_zone, new.demo, new.demo),
    )
    for queue in new.queues:
        await _add_queue(transaction, queue)
    await transaction.execute_many(
        """update queue set after_hours_queue_id = (select id from queue where code = %s) where code = %s""",
        [(queue.after_hours, queue.code) for queue in new.queues],
    )
    await transaction.execute_many(
        "insert into menu_entry (key, position, label, queue_id) select %s, %s, %s, id from queue where code = %s",
        [(key, position, _json(label), code) for position, (key, label, code) in enumerate(new.menu)],
    )
    await transaction.execute_many(
        "insert into announcement (code, body, shown_from) values (%s, %s, %s)",
        [(f"announcement-{number}", _json(body), now) for number, body in enumerate(new.announcements, 1)],
    )
    await transaction.execute_many(
        "insert into canned_phrase (shortcut, title, body) values (%s, %s, %s)",
        [(shortcut, _json(title), _json(body)) for shortcut, title, body in new.phrases],
    )
    for topic in new.topics:
        await _add_topic(transaction, topic, None, 1)


async def _add_queue(transaction: Transaction, queue: NewQueue) -> None:
    elastic = queue.elastic
    await transaction.execute(
        """insert into queue (code, name, head_start_s, target_s, target_pct, open_on_holidays,
               elastic_minimum, elastic_maximum, elastic_waiting_per_person, elastic_cooldown_s)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        (
            queue.code,
            _json(queue.name),
            queue.head_start_s,
            queue.target_s,
            queue.target_pct,
            queue.open_on_holidays,
            elastic and elastic.minimum,
            elastic and elastic.maximum,
            elastic and elastic.waiting_per_person,
            elastic and elastic.cooldown_s,
        ),
    )
    await transaction.execute_many(
        """insert into queue_step (queue_id, position, after_s, skill_id, level)
           select queue.id, %s, %s, skill.id, %s from queue, skill where queue.code = %s and skill.code = %s""",
        [(position, step.after_s, step.level, queue.code, step.skill) for position, step in enumerate(queue.steps)],
    )
    await transaction.execute_many(
        """insert into queue_hours (queue_id, weekday, opens_minute, closes_minute)
           select id, %s, %s, %s from queue where code = %s""",
        [(span.weekday, span.opens_minute, span.closes_minute, queue.code) for span in queue.hours],
    )


async def _add_topic(transaction: Transaction, topic: NewTopic, parent_id: int | None, level: int) -> None:
    topic_id = await transaction.value(
        int,
        "insert into topic (parent_id, level, code, name) values (%s, %s, %s, %s) returning id",
        (parent_id, level, topic.code, _json(topic.name)),
    )
    for below in topic.below:
        await _add_topic(transaction, below, topic_id, level + 1)


def _json(text: Text) -> Jsonb:
    return Jsonb({"ko": text.ko, "en": text.en})
