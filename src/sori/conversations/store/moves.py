"""SQL of what happens in every contact: each move with all that belongs to it in one statement.

A statement is a transaction by itself, so such a move costs one round trip where step by step it took ten. Each begins
by locking the contact, gives nothing where the contact does not stand as it must, and otherwise what it did. Why it
gave nothing is found out by the caller, with the ordinary queries.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sori.conversations.model import ContactState, Notice, Result, Sender
from sori.conversations.store.contacts import NewContact
from sori.platform.database import Transaction


@dataclass(frozen=True, slots=True)
class Made:
    """What a move has written: the message or notice that it left in the conversation, if any, and its event."""

    contact_id: int
    citizen_id: int
    queue_id: int
    counsellor_id: int | None
    message_id: int | None
    event: int


_NEWEST_OF_DEVICE = """
    with held as (
        select id, citizen_id, queue_id, counsellor_id from contact
        where state = any(%(states)s) and id = (
            select id from contact
            where citizen_id = (select citizen_id from citizen_device where token_hash = %(device)s)
            order by id desc limit 1)
        for update),"""
_IN_HAND = """
    with held as (
        select id, citizen_id, queue_id, counsellor_id from contact
        where id = %(contact)s and counsellor_id = %(counsellor)s and taken_by_id is null
          and state = any(%(states)s)
        for update),"""
_WRITTEN = """
    kept as (
        insert into message (contact_id, sender, staff_id, body, client_key, sent_at)
        select id, %(sender)s, %(counsellor)s::bigint, %(body)s, %(key)s, %(now)s from held
        on conflict (client_key) do nothing returning id),
    happened as (
        insert into event (at, kind, about, detail)
        select %(now)s, 'message.sent',
               jsonb_strip_nulls(jsonb_build_object('contact', held.id, 'citizen', citizen_id,
                                                    'counsellor', counsellor_id)),
               jsonb_build_object('message', kept.id, 'by', %(sender)s::text)
        from held, kept returning id)
    select held.id as contact_id, citizen_id, queue_id, counsellor_id, kept.id as message_id, happened.id as event
    from held, kept, happened"""


async def write_from_device(
    transaction: Transaction,
    token_hash: bytes,
    states: Sequence[ContactState],
    body: str,
    client_key: UUID,
    now: datetime,
) -> Made | None:
    """Keeps a message of the citizen with this device in their newest contact, if that is in one of these states."""
    return await transaction.maybe(
        Made,
        _NEWEST_OF_DEVICE + _WRITTEN,
        {
            "device": token_hash,
            "states": list(states),
            "sender": Sender.CITIZEN,
            "counsellor": None,
            "body": body,
            "key": client_key,
            "now": now,
        },
    )


async def write_from_desk(
    transaction: Transaction,
    contact_id: int,
    counsellor_id: int,
    states: Sequence[ContactState],
    body: str,
    client_key: UUID,
    now: datetime,
) -> Made | None:
    """Keeps a message of the counsellor who has this contact in hand, if it is in one of these states."""
    return await transaction.maybe(
        Made,
        _IN_HAND + _WRITTEN,
        {
            "contact": contact_id,
            "counsellor": counsellor_id,
            "states": list(states),
            "sender": Sender.COUNSELLOR,
            "body": body,
            "key": client_key,
            "now": now,
        },
    )


_NOTED = """
    noted as (
        insert into message (contact_id, sender, staff_id, body, event, sent_at)
        select id, 'system', %(counsellor)s::bigint, '', %(notice)s, %(now)s from held returning id),"""
_HAPPENED = """
    happened as (
        insert into event (at, kind, about)
        select %(now)s, %(kind)s, jsonb_strip_nulls(jsonb_build_object(
            'contact', id, 'citizen', citizen_id, 'queue', queue_id, 'counsellor', %(counsellor)s::bigint))
        from held returning id)"""
_MADE = """
    select held.id as contact_id, citizen_id, queue_id, %(counsellor)s::bigint as counsellor_id,
           noted.id as message_id, happened.id as event
    from held, noted, happened"""


async def open_(transaction: Transaction, new: NewContact) -> Made:
    """Adds a waiting contact with its stay in the queue, and what whoever joins that is told."""
    return await transaction.one(
        Made,
        """
    with held as (
        insert into contact (citizen_id, channel, medium, language, menu_key, request_key, simulated, state,
            queue_id, waiting_since, desk_counsellor_id, desk_until, started_at)
        values (%(citizen)s, %(channel)s, %(medium)s, %(language)s, %(menu_key)s, %(request_key)s, %(simulated)s,
            'waiting', %(queue)s, %(now)s, %(desk_counsellor)s, %(desk_until)s, %(now)s)
        returning id, citizen_id, queue_id),
    entered as (
        insert into queue_visit (contact_id, queue_id, entered_at) select id, queue_id, %(now)s from held
        returning id),
    estimated as (
        insert into wait_estimate (visit_id, contact_id, queue_id, given_at, during, place, low_s, mean_s, high_s,
            outlook_s, spread_s, average_s, by_place_s)
        select entered.id, held.id, held.queue_id, %(now)s, false, place, low_s, mean_s, high_s, outlook_s, spread_s,
               average_s, by_place_s
        from held, entered, wait_outlook
        where wait_outlook.queue_id = held.queue_id and wait_outlook.medium = %(medium)s
          and computed_at > %(outlook_since)s),"""
        + _NOTED
        + _HAPPENED
        + _MADE,
        {
            "citizen": new.citizen_id,
            "channel": new.channel,
            "medium": new.medium,
            "language": new.language,
            "menu_key": new.menu_key,
            "request_key": new.request_key,
            "simulated": new.simulated,
            "queue": new.queue_id,
            "desk_counsellor": new.desk_counsellor_id,
            "desk_until": new.desk_until,
            "outlook_since": new.outlook_since,
            "now": new.now,
            "counsellor": None,
            "notice": Notice.QUEUED,
            "kind": "contact.queued",
        },
    )


async def accept(
    transaction: Transaction, offer_id: int, counsellor_id: int, states: Sequence[ContactState], now: datetime
) -> Made | None:
    """The counsellor takes what is offered to them, if the offer still stands."""
    return await transaction.maybe(
        Made,
        """
    with locked as (
        select contact.id, citizen_id, queue_id from offer join contact on contact.id = contact_id
        where offer.id = %(offer)s and offer.counsellor_id = %(counsellor)s and outcome is null
          and state = any(%(states)s)
        for update of contact),
    held as (
        update offer set outcome = 'accepted', settled_at = %(now)s from locked
        where offer.id = %(offer)s and outcome is null returning locked.*),
    answered as (
        update contact set state = 'talking', counsellor_id = %(counsellor)s,
               answered_at = coalesce(answered_at, %(now)s), desk_counsellor_id = null, desk_until = null
        from held where contact.id = held.id),
    turn as (
        insert into handling (contact_id, counsellor_id, started_at) select id, %(counsellor)s, %(now)s from held),
    left_queue as (
        update queue_visit set left_at = %(now)s, outcome = 'answered', counsellor_id = %(counsellor)s from held
        where contact_id = held.id and outcome is null),
    hands as (
        update counsellor_duty set idle_since = %(now)s from held where staff_id = %(counsellor)s),"""
        + _NOTED
        + _HAPPENED
        + _MADE,
        {
            "offer": offer_id,
            "counsellor": counsellor_id,
            "states": list(states),
            "now": now,
            "notice": Notice.ANSWERED,
            "kind": "contact.answered",
        },
    )


async def end(
    transaction: Transaction, contact_id: int, counsellor_id: int, states: Sequence[ContactState], now: datetime
) -> Made | None:
    """The counsellor who has the contact in hand ends the talk and wraps it up from now on."""
    return await transaction.maybe(
        Made,
        _IN_HAND
        + """
    ended as (
        update contact set state = 'wrap_up', ended_at = %(now)s from held where contact.id = held.id),
    turn as (
        update handling set ended_at = %(now)s from held where contact_id = held.id and ended_at is null),"""
        + _NOTED
        + _HAPPENED
        + _MADE,
        {
            "contact": contact_id,
            "counsellor": counsellor_id,
            "states": list(states),
            "now": now,
            "notice": Notice.ENDED,
            "kind": "contact.ended",
        },
    )


async def wrap_up(
    transaction: Transaction,
    contact_id: int,
    counsellor_id: int,
    states: Sequence[ContactState],
    topic_id: int,
    result: Result,
    note: str,
    now: datetime,
) -> Made | None:
    """The counsellor who has the contact in hand closes it with its disposition, if the topic is of the third level."""
    return await transaction.maybe(
        Made,
        _IN_HAND
        + """
    chosen as (
        select held.*, topic.id as topic_id from held, topic
        where topic.id = %(topic)s and level = 3 and not retired),
    closed as (
        update contact set state = 'closed', closed_at = %(now)s, topic_id = %(topic)s, result = %(result)s,
               note = %(note)s
        from chosen where contact.id = chosen.id),
    turn as (
        update handling set wrapped_up_at = %(now)s from chosen
        where handling.id = (select max(id) from handling where contact_id = chosen.id)),
    hands as (
        update counsellor_duty set idle_since = %(now)s from chosen where staff_id = %(counsellor)s),
    happened as (
        insert into event (at, kind, about)
        select %(now)s, 'contact.closed', jsonb_build_object(
            'contact', id, 'citizen', citizen_id, 'queue', queue_id, 'counsellor', counsellor_id)
        from chosen returning id)
    select chosen.id as contact_id, citizen_id, queue_id, counsellor_id, null as message_id, happened.id as event
    from chosen, happened""",
        {
            "contact": contact_id,
            "counsellor": counsellor_id,
            "states": list(states),
            "topic": topic_id,
            "result": result,
            "note": note,
            "now": now,
        },
    )
