"""SQL of the setup as its administrator reads and writes it: every part by its code."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec
from psycopg.types.json import Jsonb

from sori.centre.model import Elastic
from sori.centre.setup import (
    AlertSetup,
    AnnouncementSetup,
    CentreSetup,
    DutySetup,
    EmergencySetup,
    HolidaySetup,
    MenuSetup,
    PhraseSetup,
    QueueSetup,
    TopicSetup,
    hours,
)
from sori.platform.database import Transaction
from sori.platform.translation import Text


async def lock(transaction: Transaction) -> None:
    """Lets one change be made at a time."""
    await transaction.execute("select 1 from centre for update")


async def parts(transaction: Transaction) -> Mapping[str, Any]:
    """Every part but the staff and their skills, by kind and code, as JSON has it; hours as the calendar has them."""
    return await transaction.one(
        dict[str, Any],
        """select
            (select jsonb_build_object('', jsonb_build_object(
                'city', city, 'time_zone', time_zone, 'accept_within_s', accept_within_s,
                'wrap_up_limit_s', wrap_up_limit_s, 'sticky_days', sticky_days, 'sticky_wait_s', sticky_wait_s,
                'desk_wait_s', desk_wait_s, 'notice_after_s', notice_after_s,
                'message_queue', (select code from queue where id = message_queue_id),
                'holiday_country', holiday_country, 'callback', callback)) from centre) as centre,
            (select jsonb_object_agg(code, jsonb_build_object(
                'name', name, 'head_start_s', head_start_s, 'target_s', target_s, 'target_pct', target_pct,
                'open_on_holidays', open_on_holidays, 'most_waiting', most_waiting,
                'after_hours', (select code from queue as other where other.id = queue.after_hours_queue_id),
                'elastic', case when elastic_minimum is not null then jsonb_build_object(
                    'minimum', elastic_minimum, 'maximum', elastic_maximum,
                    'waiting_per_person', elastic_waiting_per_person, 'cooldown_s', elastic_cooldown_s) end,
                'steps', coalesce((select jsonb_agg(jsonb_build_object(
                        'after_s', after_s, 'skill', skill.code, 'level', level) order by position)
                    from queue_step join skill on skill.id = skill_id where queue_id = queue.id), '[]'),
                'hours', coalesce((select jsonb_agg(jsonb_build_object(
                        'weekday', weekday, 'opens_minute', opens_minute, 'closes_minute', closes_minute))
                    from queue_hours where queue_id = queue.id), '[]'))) from queue where not retired) as queues,
            (select jsonb_object_agg(day, jsonb_build_object('name', name, 'closed', closed)) from holiday) as holidays,
            (select jsonb_object_agg(key, jsonb_build_object(
                'label', label, 'position', position,
                'queue', (select code from queue where id = queue_id))) from menu_entry) as menu,
            (select jsonb_object_agg(code, jsonb_build_object(
                'body', body, 'shown_from', shown_from, 'shown_until', shown_until)) from announcement)
                as announcements,
            (select jsonb_object_agg(shortcut, jsonb_build_object('title', title, 'body', body)) from canned_phrase)
                as phrases,
            (select jsonb_object_agg(code, jsonb_build_object(
                'name', name, 'parent', (select code from topic as above where above.id = topic.parent_id)))
                from topic where not retired) as topics,
            (select jsonb_object_agg(code, jsonb_build_object(
                'kind', kind, 'after_s', after_s, 'queue', (select code from queue where id = queue_id)))
                from alert_rule) as alerts,
            (select jsonb_object_agg(duty, jsonb_build_object(
                'limit_min', limit_min, 'most_pct', most_pct, 'reasons', reasons)) from duty_rule) as duties,
            (select jsonb_build_object('', jsonb_build_object(
                'queue', (select code from queue where id = queue_id), 'menu_key', menu_key, 'label', label,
                'notice', notice, 'head_start_s', head_start_s, 'elastic', jsonb_build_object(
                    'minimum', elastic_minimum, 'maximum', elastic_maximum,
                    'waiting_per_person', elastic_waiting_per_person, 'cooldown_s', elastic_cooldown_s)))
                from emergency_plan) as emergency""",
    )


async def add_centre(transaction: Transaction, demo: bool) -> None:
    """Makes the one centre, to be filled."""
    await transaction.execute(
        "insert into centre (city, time_zone, demo, simulation_on) values (%s, 'UTC', %s, %s)",
        (_json(Text("-", "-")), demo, demo),
    )


async def put_centre(transaction: Transaction, centre: CentreSetup) -> None:
    """Writes what holds for the whole centre."""
    await transaction.execute(
        """update centre set city = %s, time_zone = %s, accept_within_s = %s, wrap_up_limit_s = %s, sticky_days = %s,
               sticky_wait_s = %s, desk_wait_s = %s, notice_after_s = %s, holiday_country = %s,
               callback = %s, message_queue_id = (select id from queue where code = %s)""",
        (
            _json(centre.city),
            centre.time_zone,
            centre.accept_within_s,
            centre.wrap_up_limit_s,
            centre.sticky_days,
            centre.sticky_wait_s,
            centre.desk_wait_s,
            centre.notice_after_s,
            centre.holiday_country,
            None if centre.callback is None else Jsonb(msgspec.to_builtins(centre.callback)),
            centre.message_queue,
        ),
    )


async def put_queue(transaction: Transaction, code: str, queue: QueueSetup) -> None:
    """Writes a queue with its steps and hours; which queue stands in for it is written by `link_queue`."""
    await transaction.execute(
        """insert into queue (code, name, head_start_s, target_s, target_pct, open_on_holidays, most_waiting,
               elastic_minimum, elastic_maximum, elastic_waiting_per_person, elastic_cooldown_s)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
           on conflict (code) do update set
               name = excluded.name, head_start_s = excluded.head_start_s, target_s = excluded.target_s,
               target_pct = excluded.target_pct, open_on_holidays = excluded.open_on_holidays,
               most_waiting = excluded.most_waiting,
               elastic_minimum = excluded.elastic_minimum, elastic_maximum = excluded.elastic_maximum,
               elastic_waiting_per_person = excluded.elastic_waiting_per_person,
               elastic_cooldown_s = excluded.elastic_cooldown_s, retired = false""",
        (
            code,
            _json(queue.name),
            queue.head_start_s,
            queue.target_s,
            queue.target_pct,
            queue.open_on_holidays,
            queue.most_waiting,
            *_elastic(queue.elastic),
        ),
    )
    await transaction.execute(
        "delete from queue_step using queue where queue_id = queue.id and queue.code = %s", (code,)
    )
    await transaction.execute_many(
        """insert into queue_step (queue_id, position, after_s, skill_id, level)
           select queue.id, %s, %s, skill.id, %s from queue, skill where queue.code = %s and skill.code = %s""",
        [(position, step.after_s, step.level, code, step.skill) for position, step in enumerate(queue.steps)],
    )
    await transaction.execute(
        "delete from queue_hours using queue where queue_id = queue.id and queue.code = %s", (code,)
    )
    await transaction.execute_many(
        """insert into queue_hours (queue_id, weekday, opens_minute, closes_minute)
           select id, %s, %s, %s from queue where code = %s""",
        [(span.weekday, span.opens_minute, span.closes_minute, code) for span in hours(queue.hours)],
    )


async def link_queue(transaction: Transaction, code: str, after_hours: str | None) -> None:
    """Writes which queue stands in outside a queue's hours."""
    await transaction.execute(
        """update queue set after_hours_queue_id = (select id from queue as other where other.code = %s)
           where code = %s""",
        (after_hours, code),
    )


async def retire_queue(transaction: Transaction, code: str) -> None:
    """Takes a queue out of the setup. Its steps stay, so that those who still wait in it are served."""
    await transaction.execute("update queue set retired = true, after_hours_queue_id = null where code = %s", (code,))


async def put_holiday(transaction: Transaction, day: str, holiday: HolidaySetup) -> None:
    """Writes a holiday."""
    await transaction.execute(
        """insert into holiday (day, name, closed) values (%s, %s, %s)
           on conflict (day) do update set name = excluded.name, closed = excluded.closed""",
        (date.fromisoformat(day), _json(holiday.name), holiday.closed),
    )


async def delete_holiday(transaction: Transaction, day: str) -> None:
    """Removes a holiday."""
    await transaction.execute("delete from holiday where day = %s", (date.fromisoformat(day),))


async def put_menu_entry(transaction: Transaction, key: str, entry: MenuSetup) -> None:
    """Writes an entry of the menu."""
    await transaction.execute(
        """insert into menu_entry (key, position, label, queue_id)
           values (%s, %s, %s, (select id from queue where code = %s))
           on conflict (key) do update set
               position = excluded.position, label = excluded.label, queue_id = excluded.queue_id""",
        (key, entry.position, _json(entry.label), entry.queue),
    )


async def delete_menu_entry(transaction: Transaction, key: str) -> None:
    """Removes an entry of the menu."""
    await transaction.execute("delete from menu_entry where key = %s", (key,))


async def put_announcement(transaction: Transaction, code: str, announcement: AnnouncementSetup) -> None:
    """Writes an announcement."""
    await transaction.execute(
        """insert into announcement (code, body, shown_from, shown_until) values (%s, %s, %s, %s)
           on conflict (code) do update set
               body = excluded.body, shown_from = excluded.shown_from, shown_until = excluded.shown_until""",
        (code, _json(announcement.body), announcement.shown_from, announcement.shown_until),
    )


async def delete_announcement(transaction: Transaction, code: str) -> None:
    """Removes an announcement."""
    await transaction.execute("delete from announcement where code = %s", (code,))


async def put_phrase(transaction: Transaction, shortcut: str, phrase: PhraseSetup) -> None:
    """Writes a canned phrase."""
    await transaction.execute(
        """insert into canned_phrase (shortcut, title, body) values (%s, %s, %s)
           on conflict (shortcut) do update set title = excluded.title, body = excluded.body""",
        (shortcut, _json(phrase.title), _json(phrase.body)),
    )


async def delete_phrase(transaction: Transaction, shortcut: str) -> None:
    """Removes a canned phrase."""
    await transaction.execute("delete from canned_phrase where shortcut = %s", (shortcut,))


async def put_topic(transaction: Transaction, code: str, topic: TopicSetup) -> None:
    """Writes a topic below its parent, which is there already."""
    await transaction.execute(
        """insert into topic (code, name, parent_id, level)
           values (%(code)s, %(name)s, (select id from topic where code = %(parent)s),
               1 + coalesce((select level from topic where code = %(parent)s), 0))
           on conflict (code) do update set
               name = excluded.name, parent_id = excluded.parent_id, level = excluded.level, retired = false""",
        {"code": code, "name": _json(topic.name), "parent": topic.parent},
    )


async def level_topics(transaction: Transaction) -> None:
    """Brings the levels of topics in line after some were moved."""
    await transaction.execute(
        """with recursive placed (id, level) as (
               select id, 1 from topic where parent_id is null
               union all
               select topic.id, placed.level + 1 from topic join placed on topic.parent_id = placed.id
               where placed.level < 3)
           update topic set level = placed.level from placed
           where placed.id = topic.id and topic.level <> placed.level"""
    )


async def retire_topic(transaction: Transaction, code: str) -> None:
    """Takes a topic out of the setup; contacts about it keep it."""
    await transaction.execute("update topic set retired = true where code = %s", (code,))


async def put_alert(transaction: Transaction, code: str, alert: AlertSetup) -> None:
    """Writes an alert rule."""
    await transaction.execute(
        """insert into alert_rule (code, kind, queue_id, after_s)
           values (%s, %s, (select id from queue where code = %s), %s)
           on conflict (code) do update set
               kind = excluded.kind, queue_id = excluded.queue_id, after_s = excluded.after_s""",
        (code, alert.kind, alert.queue, alert.after_s),
    )


async def delete_alert(transaction: Transaction, code: str) -> None:
    """Removes an alert rule."""
    await transaction.execute("delete from alert_rule where code = %s", (code,))


async def put_duty(transaction: Transaction, duty: str, rule: DutySetup) -> None:
    """Writes the limits of a state."""
    await transaction.execute(
        """insert into duty_rule (duty, limit_min, most_pct, reasons) values (%s, %s, %s, %s)
           on conflict (duty) do update set
               limit_min = excluded.limit_min, most_pct = excluded.most_pct, reasons = excluded.reasons""",
        (duty, rule.limit_min, rule.most_pct, Jsonb([{"ko": text.ko, "en": text.en} for text in rule.reasons])),
    )


async def delete_duty(transaction: Transaction, duty: str) -> None:
    """Removes the limits of a state."""
    await transaction.execute("delete from duty_rule where duty = %s", (duty,))


async def put_emergency(transaction: Transaction, plan: EmergencySetup) -> None:
    """Writes what the emergency line becomes when the switch is thrown."""
    await transaction.execute("delete from emergency_plan")
    await transaction.execute(
        """insert into emergency_plan (queue_id, menu_key, label, notice, head_start_s,
               elastic_minimum, elastic_maximum, elastic_waiting_per_person, elastic_cooldown_s)
           values ((select id from queue where code = %s), %s, %s, %s, %s, %s, %s, %s, %s)""",
        (
            plan.queue,
            plan.menu_key,
            _json(plan.label),
            _json(plan.notice),
            plan.head_start_s,
            *_elastic(plan.elastic),
        ),
    )


async def delete_emergency(transaction: Transaction) -> None:
    """Removes the plan, and with it the emergency that is on."""
    await transaction.execute("delete from emergency")
    await transaction.execute("delete from emergency_plan")


async def end_emergency(transaction: Transaction, now: datetime) -> bool:
    """Ends the emergency whose time is over; gives whether there was one."""
    return await transaction.execute("delete from emergency where until_at <= %s", (now,)) > 0


async def emergency_until(transaction: Transaction) -> datetime | None:
    """Until when the emergency lasts that is on; None where none is."""
    return await transaction.value(datetime, "select until_at from emergency")


async def set_emergency(transaction: Transaction, staff_id: int, until: datetime | None, now: datetime) -> None:
    """Begins the emergency, changes its end, or (None) ends it."""
    if until is None:
        await transaction.execute("delete from emergency")
        return
    await transaction.execute(
        """insert into emergency (since, until_at, by_id) values (%s, %s, %s)
           on conflict (only_one) do update set until_at = excluded.until_at, by_id = excluded.by_id""",
        (now, until, staff_id),
    )


def _elastic(elastic: Elastic | None) -> tuple[int | None, ...]:
    if elastic is None:
        return (None, None, None, None)
    return (elastic.minimum, elastic.maximum, elastic.waiting_per_person, elastic.cooldown_s)


def _json(text: Text) -> Jsonb:
    return Jsonb({"ko": text.ko, "en": text.en})
