"""SQL of the counsellor's desk: what is offered and in hand, and what is known of a contact."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sori.conversations.desk import Capacity, ContactSummary, HistoryItem, RatingShown, TransferNote, WrapUp
from sori.conversations.model import Duty
from sori.platform.database import Transaction
from sori.platform.translation import Language

_SUMMARY = """
    select contact.id, channel, medium, contact.state,
           jsonb_build_object('id', queue.id, 'code', queue.code, 'name', queue.name) as queue,
           menu_key, citizen_id, started_at, waiting_since, answered_at, ended_at,
           (select jsonb_build_object('body', left(body, 300), 'sent_at', sent_at, 'sender', sender) from message
            where contact_id = contact.id and sender <> 'system' order by id desc limit 1) as last_message,
           (select count(*) from message where contact_id = contact.id and sender = 'citizen'
            and id > counsellor_read) as unread,
           exists (select from presence where side = 'citizen' and id = contact.id and seen_until > %(now)s)
               as citizen_connected,
           simulated,
           (select jsonb_build_object('id', holder.id, 'display_name', holder.display_name) from staff holder
            where holder.id = contact.counsellor_id) as counsellor,
           (select jsonb_build_object('id', leader.id, 'display_name', leader.display_name) from staff leader
            where leader.id = contact.taken_by_id) as taken_by,
           called_back
    from contact join queue on queue.id = contact.queue_id """
_HISTORY = """
    select contact.id as contact_id, channel, started_at,
           jsonb_build_object('id', queue.id, 'code', queue.code, 'name', queue.name) as queue,
           state, staff.display_name as counsellor_name,
           case when third.id is not null then
               jsonb_build_array(first.name, second.name, third.name) end as topic, result, note
    from contact join queue on queue.id = queue_id left join staff on staff.id = counsellor_id
         left join topic third on third.id = topic_id
         left join topic second on second.id = third.parent_id
         left join topic first on first.id = second.parent_id
    where citizen_id = mine.citizen_id and contact.id <> mine.id order by contact.id desc limit %(most)s"""


@dataclass(frozen=True, slots=True)
class OfferRecord:
    """An offer, with the note of whoever passed the contact on."""

    id: int
    contact_id: int
    offered_at: datetime
    expires_at: datetime
    transfer_note: str | None
    transferred_by: str | None


@dataclass(frozen=True, slots=True)
class DeskRecord:
    """What a counsellor is set to, and everything in hand: offered, talked in, wrapped up, oldest answer first.

    Who never worked here has no state.
    """

    state: Duty | None
    reason: str | None
    since: datetime | None
    idle_since: datetime | None
    capacity: Capacity
    offers: list[OfferRecord]
    contacts: list[ContactSummary]


@dataclass(frozen=True, slots=True)
class DetailRecord:
    """A contact's line, and what its detail has beyond it."""

    summary: ContactSummary
    language: Language
    citizen_read: int
    wrap_up: WrapUp | None
    wrap_up_limit_s: int
    rating: RatingShown | None
    transfer_notes: list[TransferNote]
    history: list[HistoryItem]
    guessed_topic_id: int | None


async def desk(transaction: Transaction, counsellor_id: int, now: datetime) -> DeskRecord:
    """A counsellor's desk in one query."""
    return await transaction.one(
        DeskRecord,
        """select counsellor_duty.state, reason, since, idle_since,
                  jsonb_build_object('chats', chat_capacity, 'calls', takes_calls) as capacity,
                  coalesce((select jsonb_agg(line order by line.answered_at, line.id) from ("""
        + _SUMMARY
        + """where counsellor_id = staff.id and contact.state in ('offered', 'talking', 'wrap_up')) line),
                      '[]') as contacts,
                  coalesce((select jsonb_agg(jsonb_build_object(
                          'id', offer.id, 'contact_id', offer.contact_id, 'offered_at', offered_at,
                          'expires_at', expires_at, 'transfer_note', passed.note, 'transferred_by', passed.by)
                          order by offer.id)
                      from offer left join lateral (
                          select note, sender.display_name as by
                          from transfer join staff sender on sender.id = from_staff_id
                          where transfer.contact_id = offer.contact_id order by transfer.id desc limit 1) passed on true
                      where offer.counsellor_id = staff.id and outcome is null), '[]') as offers
           from staff left join counsellor_duty on staff_id = staff.id where staff.id = %(id)s""",
        {"id": counsellor_id, "now": now},
    )


async def by_ids(transaction: Transaction, contact_ids: Sequence[int], now: datetime) -> list[ContactSummary]:
    """The lines of these contacts."""
    if not contact_ids:
        return []
    return await transaction.all(
        ContactSummary, _SUMMARY + "where contact.id = any(%(ids)s)", {"ids": list(contact_ids), "now": now}
    )


async def detail(transaction: Transaction, contact_id: int, most_history: int, now: datetime) -> DetailRecord | None:
    """A contact with who passed it on, oldest first, and its citizen's other contacts on all channels, newest first."""
    return await transaction.maybe(
        DetailRecord,
        """select to_jsonb(line) as summary, mine.language, mine.citizen_read, mine.guessed_topic_id,
                  case when mine.topic_id is not null then jsonb_build_object(
                      'topic_id', mine.topic_id, 'result', mine.result, 'note', coalesce(mine.note, ''))
                  end as wrap_up, (select wrap_up_limit_s from centre) as wrap_up_limit_s,
                  case when mine.rating is not null then jsonb_build_object(
                      'score', mine.rating, 'comment', coalesce(mine.rating_comment, '')) end as rating,
                  coalesce((select jsonb_agg(jsonb_build_object(
                          'id', transfer.id, 'at', at, 'by', sender.display_name, 'to_queue', queue.name,
                          'to_counsellor', receiver.display_name, 'note', transfer.note) order by transfer.id)
                      from transfer join staff sender on sender.id = from_staff_id
                           join queue on queue.id = to_queue_id
                           left join staff receiver on receiver.id = to_counsellor_id
                      where transfer.contact_id = mine.id), '[]') as transfer_notes,
                  coalesce((select jsonb_agg(earlier) from ("""
        + _HISTORY
        + """) earlier), '[]') as history
           from contact mine, lateral ("""
        + _SUMMARY
        + """where contact.id = mine.id) line where mine.id = %(id)s""",
        {"id": contact_id, "now": now, "most": most_history},
    )


async def serves_citizen_of(transaction: Transaction, counsellor_id: int, contact_id: int) -> bool:
    """Whether a counsellor has this contact, is offered it, or has another one of the same citizen in hand."""
    return (
        await transaction.value(
            bool,
            """select exists (
                   select from contact wanted join contact held on held.citizen_id = wanted.citizen_id
                   where wanted.id = %(contact)s and held.counsellor_id = %(counsellor)s
                     and held.state in ('offered', 'talking', 'wrap_up'))
               or exists (select from offer where contact_id = %(contact)s and counsellor_id = %(counsellor)s
                          and outcome is null)""",
            {"contact": contact_id, "counsellor": counsellor_id},
        )
        or False
    )


@dataclass(frozen=True, slots=True)
class ColleagueRecord:
    """A counsellor and what is in hand, before it is decided what to show."""

    id: int
    display_name: str
    simulated: bool
    duty: Duty
    reason: str | None
    since: datetime
    until: datetime | None
    idle_since: datetime
    chat_capacity: int
    takes_calls: bool
    skills: dict[str, int]
    offered: int
    talking: int
    wrapping_up: int
    calls: int


async def colleagues(transaction: Transaction) -> list[ColleagueRecord]:
    """Every active counsellor who is not offline or has something in hand, by name."""
    return await transaction.all(
        ColleagueRecord,
        """select staff.id, display_name, simulated, counsellor_duty.state as duty, reason, since, until, idle_since,
                  chat_capacity, takes_calls,
                  coalesce((select jsonb_object_agg(code, level)
                            from staff_skill_in_force join skill on skill.id = skill_id
                            where staff_id = staff.id), '{}') as skills,
                  coalesce(offered, 0) as offered, coalesce(talking, 0) as talking,
                  coalesce(wrapping_up, 0) as wrapping_up, coalesce(calls, 0) as calls
           from counsellor_duty join staff on staff.id = staff_id
                left join (select counsellor_id,
                                  count(*) filter (where state = 'offered') as offered,
                                  count(*) filter (where state = 'talking') as talking,
                                  count(*) filter (where state = 'wrap_up') as wrapping_up,
                                  count(*) filter (where medium = 'call') as calls
                           from contact where state in ('offered', 'talking', 'wrap_up') group by counsellor_id) held
                     on held.counsellor_id = staff.id
           where active and (counsellor_duty.state <> 'offline' or held.counsellor_id is not null)
           order by display_name, staff.id""",
    )


async def colleague_serves(transaction: Transaction, counsellor_id: int, queue_id: int) -> bool:
    """Whether a counsellor has the skill for a queue by any of its steps."""
    return (
        await transaction.value(
            bool,
            """select exists (select from queue_step join staff_skill_in_force mine using (skill_id)
                              where queue_id = %s and staff_id = %s and mine.level >= queue_step.level)""",
            (queue_id, counsellor_id),
        )
        or False
    )
