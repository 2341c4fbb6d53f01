"""SQL of the setup as the running centre reads it."""

from dataclasses import dataclass
from datetime import datetime

from sori.centre.model import CannedPhrase, Centre, Topic
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
                      'most_waiting', most_waiting, 'retired', retired
                      ) order by (select min(position) from menu_entry where queue_id = queue.id) nulls last, id)
                      from queue), '[]') as queues,
                  coalesce((select jsonb_agg(jsonb_build_object('key', key, 'label', label, 'queue_id', queue_id)
                      order by position, key) from menu_entry), '[]') as menu,
                  array(select day from holiday where closed order by day) as holidays,
                  array(select code from skill order by id) as skills,
                  notice_after_s, message_queue_id,
                  coalesce((select jsonb_agg(jsonb_build_object(
                      'code', code, 'kind', kind, 'queue_id', queue_id, 'after_s', after_s) order by code)
                      from alert_rule), '[]') as alerts,
                  coalesce((select jsonb_agg(jsonb_build_object(
                      'duty', duty, 'limit_min', limit_min, 'most_pct', most_pct, 'reasons', reasons) order by duty)
                      from duty_rule), '[]') as duty_rules,
                  holiday_country, array(select day from holiday where not closed order by day) as worked_days,
                  (select jsonb_build_object('since', since, 'until', until_at, 'notice', notice,
                      'queue_id', queue_id, 'menu_key', menu_key, 'label', label, 'head_start_s', head_start_s,
                      'elastic', jsonb_build_object('minimum', elastic_minimum, 'maximum', elastic_maximum,
                          'waiting_per_person', elastic_waiting_per_person, 'cooldown_s', elastic_cooldown_s))
                      from emergency, emergency_plan) as emergency,
                  callback
           from centre""",
    )


@dataclass(frozen=True, slots=True)
class Announced:
    """What citizens are told, newest first, and which version of the setup is in force."""

    version: int
    bodies: list[Text]


async def announced(transaction: Transaction, now: datetime) -> Announced | None:
    """What citizens are told at the moment; None before a centre was set up."""
    return await transaction.maybe(
        Announced,
        """select version, coalesce((
                  select jsonb_agg(body order by shown_from desc nulls last, id desc) from announcement
                  where (shown_from is null or shown_from <= %s) and (shown_until is null or shown_until > %s)),
                  '[]') as bodies
           from centre""",
        (now, now),
    )


async def topics(transaction: Transaction) -> list[Topic]:
    """All topics, those above before those below."""
    return await transaction.all(
        Topic, "select id, parent_id, level, code, name from topic where not retired order by level, id"
    )


async def topic_level(transaction: Transaction, topic_id: int) -> int | None:
    """A topic's level, or None where there is no such topic."""
    return await transaction.value(int, "select level from topic where id = %s and not retired", (topic_id,))


async def canned_phrases(transaction: Transaction) -> list[CannedPhrase]:
    """All canned phrases by shortcut."""
    return await transaction.all(CannedPhrase, "select id, shortcut, title, body from canned_phrase order by shortcut")


async def published_texts(transaction: Transaction) -> list[str]:
    """What citizens are told by phrases and announcements, in each language."""
    return await transaction.values(
        str,
        """select told.value from (select body from canned_phrase union all select body from announcement) published,
                  jsonb_each_text(body) told""",
    )


async def set_simulation(transaction: Transaction, on: bool) -> None:
    """Turns the demo's simulation on or off."""
    await transaction.execute("update centre set simulation_on = %s", (on,))
