"""SQL of facts: what is counted, one row a contact or a stay, the same columns wherever it comes from.

Columns: contact_id and visit_id of what is live, import_id and line of what is imported (else 0); opened_at; day and
hour by the city's clock; channel as its number; queue_id, topic_id, counsellor_id (0: none); answered, abandoned,
within (its queue's target), targeted (has a queue with a target); wait_us and handling_us (null: none or not known).
"""

from typing import LiteralString

from sori.conversations.model import Channel
from sori.reports.model import Unit

CHANNELS = (
    Channel.PHONE,
    Channel.SMS,
    Channel.CHATBOT,
    Channel.SMART_REPORT,
    Channel.PORTAL,
    Channel.WEB,
    Channel.EUNGDAPSO,
    Channel.FOREIGN_LANGUAGE,
    Channel.SIGN_LANGUAGE,
    Channel.EMAIL,
)
"""Channels by their number in what is stored, from 1. Kept numbers never change: new channels go to the end."""
CHANNEL_NUMBER = {channel: number for number, channel in enumerate(CHANNELS, 1)}

_NUMBER: LiteralString = """array_position(array[
    'phone', 'sms', 'chatbot', 'smart_report', 'portal', 'web', 'eungdapso', 'foreign_language',
    'sign_language', 'email'], contact.channel)::smallint"""
_TALK: LiteralString = "sum(coalesce(wrapped_up_at, handling.ended_at) - handling.started_at)"

LIVE_CONTACTS: LiteralString = (
    """
    select contact.id as contact_id, 0::bigint as visit_id, started_at as opened_at, """
    + _NUMBER
    + """ as channel,
           0::bigint as queue_id, coalesce(topic_id, 0) as topic_id, 0::bigint as counsellor_id,
           answered_at is not null as answered, answered_at is null and state = 'abandoned' as abandoned,
           coalesce(answered_at - started_at <= make_interval(secs => first.target_s), false) as within,
           first.target_s is not null as targeted,
           (extract(epoch from answered_at - started_at) * 1000000)::bigint as wait_us,
           (extract(epoch from handled.took) * 1000000)::bigint as handling_us, simulated
    from contact
         left join lateral (select target_s from queue_visit join queue on queue.id = queue_id
                            where contact_id = contact.id order by queue_visit.id limit 1) first on true
         left join lateral (select """
    + _TALK
    + """ as took from handling
                            where contact_id = contact.id) handled on state in ('closed', 'abandoned')
    where """
)
"""Every live contact once; what follows says which, by columns of `contact`."""

LIVE_STAYS: LiteralString = (
    """
    select contact.id as contact_id, visit.id as visit_id, visit.entered_at as opened_at, """
    + _NUMBER
    + """ as channel,
           visit.queue_id, coalesce(topic_id, 0) as topic_id, coalesce(visit.counsellor_id, 0) as counsellor_id,
           coalesce(outcome = 'answered', false) as answered, coalesce(outcome = 'abandoned', false) as abandoned,
           coalesce(outcome = 'answered' and left_at - visit.entered_at <= make_interval(secs => target_s), false)
               as within, true as targeted,
           case when outcome = 'answered' then (extract(epoch from left_at - visit.entered_at) * 1000000)::bigint end
               as wait_us,
           (extract(epoch from handled.took) * 1000000)::bigint as handling_us, simulated
    from queue_visit visit join contact on contact.id = visit.contact_id join queue on queue.id = visit.queue_id
         left join lateral (select min(entered_at) as at from queue_visit other
                            where other.contact_id = visit.contact_id and other.id > visit.id) moved on true
         left join lateral (select """
    + _TALK
    + """ as took from handling
                            where contact_id = contact.id and handling.started_at >= left_at
                              and (moved.at is null or handling.started_at < moved.at)) handled
              on outcome = 'answered' and (moved.at is not null or contact.state in ('closed', 'abandoned'))
    where """
)
"""Every stay of a live contact in a queue; what follows says which, by columns of `visit` and `contact`.

A stay's handling is all that was done with its contact from its answer to the next stay, whoever talked.
"""

IMPORTED: LiteralString = """
    select import_id, line, opened_at, channel, queue_id::bigint, topic_id::bigint, counsellor_id::bigint,
           outcome = 1 as answered, outcome = 2 as abandoned,
           coalesce(outcome = 1 and wait_ms between 0 and target_s * 1000, false) as within,
           target_s is not null as targeted,
           case when outcome = 1 and wait_ms >= 0 then wait_ms * 1000::bigint end as wait_us,
           case when outcome = 1 and handling_ms >= 0 then handling_ms * 1000::bigint end as handling_us
    from imported_contact left join queue on queue.id = queue_id
    where """
"""Every imported contact; it has one stay, so it is the same fact of both units."""

STRETCHES: LiteralString = "unnest(%(sinces)s::timestamptz[], %(untils)s::timestamptz[]) as stretch (since, until)"
"""Stretches of time, each from a moment to before another."""


def live(unit: Unit) -> LiteralString:
    """The live facts of a unit in a `stretch`, read where they were written first."""
    if unit is Unit.CONTACTS:
        return LIVE_CONTACTS + "started_at >= stretch.since and started_at < stretch.until"
    return LIVE_STAYS + "visit.entered_at >= stretch.since and visit.entered_at < stretch.until"


IMPORTED_IN_STRETCH: LiteralString = IMPORTED + "opened_at >= stretch.since and opened_at < stretch.until"
COLUMNS: LiteralString = """opened_at, channel, queue_id, topic_id, counsellor_id, answered, abandoned, within,
    targeted, wait_us, handling_us"""


def raw(unit: Unit) -> LiteralString:
    """The facts of a unit in stretches, all read where they were written first."""
    return (
        "select fact.* from "
        + STRETCHES
        + ", lateral (select "
        + COLUMNS
        + " from ("
        + live(unit)
        + ") live union all select "
        + COLUMNS
        + " from ("
        + IMPORTED_IN_STRETCH
        + ") imported) fact"
    )


LOCAL: LiteralString = """(opened_at at time zone %(zone)s)::date as day,
    extract(hour from opened_at at time zone %(zone)s)::smallint as hour"""
"""Day and hour of a fact by the city's clock."""

FILTERED: LiteralString = """
    (%(channel)s::smallint[] is null or channel = any(%(channel)s))
    and (%(queue_id)s::bigint[] is null or queue_id = any(%(queue_id)s))
    and (%(topic_id)s::bigint[] is null or topic_id = any(%(topic_id)s))
    and (%(counsellor_id)s::bigint[] is null or counsellor_id = any(%(counsellor_id)s))
    and (%(hour)s::smallint[] is null or hour = any(%(hour)s))"""
"""What holds of the facts that are asked for."""
