"""A contact's life: opened, offered, answered, passed on, ended, wrapped up. One function a change, one event each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sori.centre import service as centre_service
from sori.centre.model import Centre
from sori.conversations.conversation import Spoken
from sori.conversations.expectation import FRESH_FOR
from sori.conversations.model import (
    EVENT_OF_CHOICE,
    LIVE_STATES,
    LONGEST_COMMENT,
    LONGEST_NOTE,
    LONGEST_TRANSFER_NOTE,
    MEDIUM_OF,
    Channel,
    Contact,
    ContactEvent,
    ContactState,
    Duty,
    DutyEvent,
    Notice,
    Outcome,
    Result,
    duty_after,
    may_rate,
    moved,
    states_before,
)
from sori.conversations.service import news
from sori.conversations.store import contacts as store
from sori.conversations.store import desk as desk_store
from sori.conversations.store import messages as message_store
from sori.conversations.store import moves
from sori.conversations.store import takeover as takeover_store
from sori.people.model import Actor
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.problem import Problem
from sori.platform.translation import Language, translated
from sori.routing import menu
from sori.routing.state import NONE


@dataclass(frozen=True, slots=True)
class Opening:
    """What a citizen asks for; `request_key` makes asking twice the same as once."""

    citizen_id: int
    is_new: bool
    """Whether they have only just become known: then nothing of them needs to be looked for."""
    channel: Channel
    menu_key: str
    language: Language
    request_key: UUID
    simulated: bool


@dataclass(frozen=True, slots=True)
class Brought:
    """What a citizen brings along who talked to the chatbot: the words, and the topic they are probably about."""

    spoken: Sequence[Spoken]
    topic_id: int | None


async def citizen_of_request(transaction: Transaction, request_key: UUID) -> int | None:
    """Who opened a contact with this key, known only to the browser that made it up; None where nobody did."""
    known = await store.by_request(transaction, request_key)
    return None if known is None else known.citizen_id


async def open_contact(
    transaction: Transaction, opening: Opening, now: datetime, brought: Brought | None = None
) -> int:
    """Queues a citizen by menu key; gives the contact's id, that of a live one where there already is one.

    What is `brought` along stands at the beginning of the conversation, in a live one at its end.

    Raises Problem 404 for a key that the menu doesn't have, 409 when its queue and its after-hours queue are closed.
    """
    known = None if opening.is_new else await _opened_before(transaction, opening)
    if known is not None:
        if brought is not None:
            await _add_brought(transaction, known, brought, now)
        return known
    centre = await centre_service.centre(transaction)
    limited = any(queue.most_waiting is not None for queue in centre.queues)
    full = await store.full_queues(transaction) if limited else []
    queue_id = queue_of_key(centre, opening.menu_key, full, now)
    talked_since = now - timedelta(days=centre.sticky_days)
    familiar = (
        None if opening.is_new else await store.familiar_counsellor(transaction, opening.citizen_id, talked_since)
    )
    desk = None if familiar is None else (familiar, now + timedelta(seconds=centre.sticky_wait_s))
    return await open_in(transaction, opening, queue_id, desk, now - FRESH_FOR, now, brought)


async def open_in(
    transaction: Transaction,
    opening: Opening,
    queue_id: int,
    desk: tuple[int, datetime] | None,
    outlook_since: datetime | None,
    now: datetime,
    brought: Brought | None = None,
) -> int:
    """Queues a citizen in this queue, at a counsellor's desk until a moment if one is given; gives the contact's id.

    What newcomers are told of their wait is kept with it where that was computed since `outlook_since`.
    """
    made = await moves.open_(
        transaction,
        store.NewContact(
            citizen_id=opening.citizen_id,
            channel=opening.channel,
            medium=MEDIUM_OF[opening.channel],
            language=opening.language,
            menu_key=opening.menu_key,
            request_key=opening.request_key,
            simulated=opening.simulated,
            queue_id=queue_id,
            desk_counsellor_id=None if desk is None else desk[0],
            desk_until=None if desk is None else desk[1],
            outlook_since=outlook_since,
            now=now,
        ),
    )
    if brought is not None and made.message_id is not None:
        await _bring(transaction, made.contact_id, brought)
        # That the citizen queued comes after what was said before.
        made = replace(made, message_id=await message_store.move_to_end(transaction, made.message_id))
    news.noted(transaction, "contact.queued", made, Notice.QUEUED, None, now)
    return made.contact_id


async def usual_menu_key(transaction: Transaction, topic_id: int) -> str | None:
    """The menu key by which those came lately whose contacts were about the same field; None where too few did."""
    return await store.usual_menu_key(transaction, topic_id)


async def _bring(transaction: Transaction, contact_id: int, brought: Brought) -> None:
    await message_store.bring(transaction, contact_id, brought.spoken)
    if brought.topic_id is not None:
        await message_store.guess_topic(transaction, contact_id, brought.topic_id)


async def _add_brought(transaction: Transaction, contact_id: int, brought: Brought, now: datetime) -> None:
    await _bring(transaction, contact_id, brought)
    contact = await _locked(transaction, contact_id)
    await _happened(transaction, now, "contact.brought", contact, contact.counsellor_id)


async def _opened_before(transaction: Transaction, opening: Opening) -> int | None:
    """The contact that this request opened before, or in which the citizen still is."""
    await store.lock_citizen(transaction, opening.citizen_id)
    known = await store.by_request(transaction, opening.request_key)
    if known is not None and known.citizen_id != opening.citizen_id:
        raise Problem(409, "request_key_taken", field="request_key")
    if known is None and not opening.simulated:
        # Somebody who is in a chat may call all the same, and the other way round.
        known = await store.live_of_citizen(transaction, opening.citizen_id, MEDIUM_OF[opening.channel])
    return None if known is None else known.id


def queue_of_key(centre: Centre, key: str, full: Collection[int], now: datetime) -> int:
    """The queue that a menu key leads to now; Problem 404 or 409 where it leads nowhere.

    `full` are the ids of queues in which as many wait as may.
    """
    indices = {queue.id: index for index, queue in enumerate(centre.queues)}
    choice = menu.choose(
        [menu.Entry(entry.key, indices.get(entry.queue_id or 0, NONE)) for entry in centre.menu],
        key,
        [centre.is_open(queue, now) for queue in centre.queues],
        [queue.id in full for queue in centre.queues],
        [indices.get(queue.after_hours_queue_id or 0, NONE) for queue in centre.queues],
        [NONE for _ in centre.queues],
    )
    match choice:
        case menu.Join(queue):
            return centre.queues[queue].id
        case menu.Descend():
            raise Problem(409, "menu_goes_on", field="menu_key")
        case menu.Full():
            raise Problem(409, "queue_full", field="menu_key")
        case menu.Closed():
            raise Problem(409, "queue_closed", field="menu_key")
        case menu.UnknownKey():
            raise Problem(404, "unknown_menu_key", field="menu_key")


async def accept(transaction: Transaction, actor: Actor, offer_id: int, now: datetime) -> int:
    """The counsellor takes the contact offered; gives its id. Problem 409 when the offer is over."""
    made = await moves.accept(transaction, offer_id, actor.id, states_before(ContactEvent.ACCEPT), now)
    if made is None:
        raise Problem(409, "offer_over")
    news.noted(transaction, "contact.answered", made, Notice.ANSWERED, actor.display_name, now)
    return made.contact_id


async def refuse(transaction: Transaction, actor: Actor, offer_id: int, now: datetime) -> None:
    """The counsellor declines: the contact goes back to its place, the counsellor to "not answering"."""
    contact = await _offered(transaction, actor, offer_id)
    await _bounce(transaction, contact, actor.id, Outcome.REFUSED, now)


async def expire_offers(transaction: Transaction, now: datetime) -> int:
    """Sends back what was not accepted in time; gives how many. The counsellors become "not answering"."""
    expired = await store.expired_offers(transaction, now)
    # All contacts before any counsellor: who accepts the next of them holds that contact and waits for their own duty.
    locked = [await store.lock(transaction, offer.contact_id) for offer in expired]
    await store.lock_duties(transaction, [offer.counsellor_id for offer in expired])
    count = 0
    for offer, contact in zip(expired, locked, strict=True):
        still = await store.offer(transaction, offer.id, offer.counsellor_id)
        if contact is not None and still is not None and contact.state is ContactState.OFFERED:
            await _bounce(transaction, contact, offer.counsellor_id, Outcome.EXPIRED, now)
            count += 1
    return count


async def transfer(
    transaction: Transaction,
    actor: Actor,
    contact_id: int,
    queue_id: int | None,
    counsellor_id: int | None,
    note: str,
    now: datetime,
) -> None:
    """Passes a contact to a queue or to one counsellor, with a note; its place in time is kept.

    At a counsellor's desk it waits `desk_wait_s` of the setup, then joins the queue it came from.
    Raises Problem 422 unless exactly one goal and a note are given, the goal exists and the counsellor has the skill.
    """
    contact = await _own(transaction, actor, contact_id)
    moved(contact.state, ContactEvent.TRANSFER)
    centre = await centre_service.centre(transaction)
    note = _text(note, LONGEST_TRANSFER_NOTE, "note", required=True)
    if (queue_id is None) == (counsellor_id is None):
        raise Problem(422, "transfer_one_goal", field="queue_id")
    goal = contact.queue_id if queue_id is None else queue_id
    if queue_id is not None and queue_id not in {queue.id for queue in centre.queues if not queue.retired}:
        raise Problem(422, "unknown_queue", field="queue_id")
    if queue_id is not None and not centre.is_open(centre.queue(queue_id), now):
        raise Problem(422, "queue_closed", field="queue_id")
    if counsellor_id is not None:
        if counsellor_id == actor.id:
            raise Problem(422, "transfer_to_self", field="counsellor_id")
        if not await desk_store.colleague_serves(transaction, counsellor_id, goal):
            raise Problem(422, "counsellor_without_skill", field="counsellor_id")
    until = None if counsellor_id is None else now + timedelta(seconds=centre.desk_wait_s)
    await _pass_on(transaction, contact, actor.id, Goal(goal, counsellor_id, until), note, now)


async def contact(transaction: Transaction, contact_id: int) -> Contact:
    """A contact as it stands; Problem 404 where there is none."""
    found = await store.contact(transaction, contact_id)
    if found is None:
        raise Problem(404, "no_contact")
    return found


async def lock(transaction: Transaction, contact_id: int) -> Contact:
    """A contact, kept from changing until the transaction ends; Problem 404 where there is none."""
    return await _locked(transaction, contact_id)


async def give_back(transaction: Transaction, contact_id: int, counsellor_id: int, now: datetime) -> None:
    """A counsellor took a call and their phone is not there: the caller waits at their place again, and the
    counsellor is shown as not answering, so that the next caller does not meet the same. Nothing where it is over.
    """
    contact = await _locked(transaction, contact_id)
    if contact.state is not ContactState.TALKING or contact.speaker_id != counsellor_id:
        return
    note = translated(Language.KO, "note.call_unconnected")
    await store.lock_duties(transaction, [counsellor_id])
    await _pass_on(transaction, contact, counsellor_id, Goal(contact.queue_id, None, None), note, now)
    if await store.duty(transaction, counsellor_id) is Duty.AVAILABLE:
        await _set_duty(transaction, counsellor_id, duty_after(Duty.AVAILABLE, DutyEvent.MISS_OFFER), None, now)


async def promise_callback(transaction: Transaction, contact_id: int, now: datetime, *, rests: bool) -> None:
    """The caller hangs up and keeps the place: whoever takes the contact calls them. One that `rests` is kept back.

    Problem 409 where nobody waits any more.
    """
    contact = await _locked(transaction, contact_id)
    if contact.state not in (ContactState.WAITING, ContactState.OFFERED):
        raise Problem(409, f"contact_{contact.state}")
    if rests and contact.state is ContactState.OFFERED:
        offer = await store.settle_offer(transaction, contact_id, Outcome.WITHDRAWN, now)
        await store.return_to_queue(transaction, contact_id)
        await _happened(transaction, now, "contact.bounced", contact, offer.counsellor_id if offer else None)
    await store.set_called_back(transaction, contact_id, True, rests)
    await message_store.add_notice(transaction, contact_id, Notice.CALLBACK_ASKED, None, now)
    await _happened(transaction, now, "contact.callback", contact, contact.counsellor_id)


async def let_be_offered(transaction: Transaction, contact_id: int, now: datetime, *, called_back: bool) -> None:
    """A contact that rested may be offered again, at its place; not `called_back`: the citizen is on the line."""
    contact = await _locked(transaction, contact_id)
    await store.set_called_back(transaction, contact_id, called_back, False)
    await _happened(transaction, now, "contact.callback", contact, contact.counsellor_id)


async def put_off(transaction: Transaction, contact_id: int, asked_at: datetime, now: datetime) -> None:
    """The citizen who was to be called since `asked_at` is not reached now: the contact rests at its place.

    Whoever had taken it is free again, and it does not count as answered. Nothing where it is over.
    """
    contact = await _locked(transaction, contact_id)
    if contact.state not in LIVE_STATES:
        return
    await store.settle_offer(transaction, contact_id, Outcome.WITHDRAWN, now)
    if contact.state is ContactState.TALKING:
        await store.end_handling(transaction, contact_id, now)
        await takeover_store.end(transaction, contact_id, "passed_on", now)
        await message_store.add_notice(transaction, contact_id, Notice.UNREACHED, contact.speaker_id, now)
        await store.take_answer_back(transaction, contact_id, asked_at)
        if contact.counsellor_id is not None:
            await store.hands_changed(transaction, contact.counsellor_id, now)
    if contact.state is not ContactState.WAITING:
        await store.pass_on(transaction, contact_id, contact.queue_id, None, None)
    await store.set_called_back(transaction, contact_id, True, True)
    await _happened(transaction, now, "contact.put_off", contact, contact.counsellor_id)


async def release_the_departed(transaction: Transaction, now: datetime) -> None:
    """Takes everything live out of the hands of those who are no longer staff: their citizens queue at their place.

    What they had still to wrap up stays theirs in the records.
    """
    note = translated(Language.KO, "note.counsellor_departed")
    departed = await store.departed(transaction)
    in_hand = await store.live_in_hands_of(transaction, departed)
    contacts = [await _locked(transaction, contact_id) for contact_id in in_hand]
    await store.lock_duties(transaction, departed)
    for contact in contacts:
        if contact.counsellor_id not in departed:
            continue
        if contact.state is ContactState.OFFERED:
            await _send_back(transaction, contact, contact.counsellor_id, Outcome.WITHDRAWN, now)
        elif contact.state is ContactState.TALKING:
            goal = Goal(contact.queue_id, None, None)
            await _pass_on(transaction, contact, contact.counsellor_id, goal, note, now)
    for counsellor_id in departed:
        await _set_duty(transaction, counsellor_id, Duty.OFFLINE, None, now)


@dataclass(frozen=True, slots=True)
class Goal:
    """Where a contact is passed: to a queue, or to one counsellor's desk until a moment, then to the queue."""

    queue_id: int
    counsellor_id: int | None
    until: datetime | None


async def _pass_on(
    transaction: Transaction, contact: Contact, from_id: int, goal: Goal, note: str, now: datetime
) -> None:
    await store.end_handling(transaction, contact.id, now)
    await store.pass_on(transaction, contact.id, goal.queue_id, goal.counsellor_id, goal.until)
    await store.enter_queue(transaction, contact.id, goal.queue_id, now)
    await store.add_transfer(transaction, contact.id, from_id, goal.queue_id, goal.counsellor_id, note, now)
    await takeover_store.end(transaction, contact.id, "passed_on", now)
    # The hands that are free again are its counsellor's, whoever talked in their stead.
    hands = contact.counsellor_id or from_id
    await store.hands_changed(transaction, hands, now)
    await message_store.add_notice(transaction, contact.id, Notice.TRANSFERRED, from_id, now)
    await _happened(transaction, now, "contact.transferred", contact, hands, queue=goal.queue_id)


async def end(transaction: Transaction, actor: Actor, contact_id: int, now: datetime) -> None:
    """The counsellor ends the talk; the wrap-up begins."""
    made = await moves.end(transaction, contact_id, actor.id, states_before(ContactEvent.END), now)
    if made is None:
        contact = await _own(transaction, actor, contact_id)
        moved(contact.state, ContactEvent.END)
        raise Problem(409, f"contact_{contact.state}")
    news.noted(transaction, "contact.ended", made, Notice.ENDED, actor.display_name, now)


async def wrap_up(
    transaction: Transaction, actor: Actor, contact_id: int, topic_id: int, result: Result, note: str, now: datetime
) -> None:
    """Closes a contact with topic (third level), result and note. Problem 422 for a topic of another level."""
    note = _text(note, LONGEST_NOTE, "note")
    states = states_before(ContactEvent.WRAP_UP)
    made = await moves.wrap_up(transaction, contact_id, actor.id, states, topic_id, result, note, now)
    if made is None:
        contact = await _own(transaction, actor, contact_id)
        moved(contact.state, ContactEvent.WRAP_UP)
        raise Problem(422, "topic_level", field="topic_id")
    news.noted(transaction, "contact.closed", made, None, None, now)


async def leave(transaction: Transaction, contact_id: int, now: datetime, notice: Notice = Notice.CITIZEN_LEFT) -> None:
    """The citizen gives up waiting, or ends the talk, as the notice says. Nothing happens where it is over already."""
    contact = await _locked(transaction, contact_id)
    if contact.state not in LIVE_STATES:
        return
    if contact.state is ContactState.TALKING:
        await _end_talk(transaction, contact, notice, now)
        return
    if contact.left_message:  # is answered later, whether anybody waits for it or not
        return
    moved(contact.state, ContactEvent.GIVE_UP)
    offer = await store.settle_offer(transaction, contact_id, Outcome.WITHDRAWN, now)
    await store.abandon(transaction, contact_id, now)
    await store.leave_queue(transaction, contact_id, "abandoned", None, now)
    await message_store.add_notice(transaction, contact_id, notice, None, now)
    await _happened(transaction, now, "contact.abandoned", contact, offer.counsellor_id if offer else None)


async def end_in_stead(transaction: Transaction, actor: Actor, contact_id: int, now: datetime) -> None:
    """The team leader who took a contact over ends the talk."""
    contact = await _taken(transaction, actor, contact_id)
    await _end_talk(transaction, contact, Notice.ENDED, now)


async def wrap_up_in_stead(
    transaction: Transaction, actor: Actor, contact_id: int, topic_id: int, result: Result, note: str, now: datetime
) -> None:
    """The team leader who took a contact over closes it; its counsellor's hands are free again."""
    contact = await _taken(transaction, actor, contact_id)
    moved(contact.state, ContactEvent.WRAP_UP)
    if await centre_service.topic_level(transaction, topic_id) != 3:
        raise Problem(422, "topic_level", field="topic_id")
    await takeover_store.close(transaction, contact_id, topic_id, result, _text(note, LONGEST_NOTE, "note"), now)
    await store.hands_changed(transaction, contact.counsellor_id or actor.id, now)
    await _happened(transaction, now, "contact.closed", contact, contact.counsellor_id)


async def _taken(transaction: Transaction, actor: Actor, contact_id: int) -> Contact:
    contact = await _own(transaction, actor, contact_id)
    if contact.taken_by_id is None:
        raise Problem(409, "contact_not_taken_over")
    return contact


async def rate(transaction: Transaction, contact_id: int, score: int, comment: str, now: datetime) -> None:
    """Keeps how the citizen found a contact that was answered and is over. Problem 409 or 422 otherwise."""
    contact = await _locked(transaction, contact_id)
    if not may_rate(contact.answered_at, contact.ended_at, contact.rating):
        raise Problem(409, "rating_not_now")
    if not 1 <= score <= 5:
        raise Problem(422, "rating_range", field="score")
    await store.rate(transaction, contact_id, score, _text(comment, LONGEST_COMMENT, "comment"))
    await _happened(transaction, now, "contact.rated", contact, contact.counsellor_id)


async def choose_duty(transaction: Transaction, actor: Actor, duty: Duty, reason: str | None, now: datetime) -> None:
    """The counsellor goes available, on a break, to training, a meeting or off. Problem 409 where that isn't theirs."""
    event = EVENT_OF_CHOICE.get(duty)
    if event is None:
        raise Problem(422, "duty_not_choosable", field="state")
    if reason is not None:
        reason = _text(reason, 200, "reason") or None
    await change_duty(transaction, actor.id, event, reason, now)


async def change_duty(
    transaction: Transaction,
    counsellor_id: int,
    event: DutyEvent,
    reason: str | None,
    now: datetime,
    *,
    until: datetime | None = None,
    set_by: int | None = None,
) -> None:
    """Moves a counsellor's duty; `until` and `set_by` where it ends by itself and where somebody else set it."""
    if event not in (DutyEvent.GO_AVAILABLE, DutyEvent.END_REST):
        # Nobody waits for somebody who has just left: what is offered goes back to its place at once.
        for offer in await store.live_offers_of(transaction, counsellor_id):
            contact = await _locked(transaction, offer.contact_id)
            if await store.offer(transaction, offer.id, counsellor_id) is not None:
                await _send_back(transaction, contact, counsellor_id, Outcome.WITHDRAWN, now)
    current = await store.duty(transaction, counsellor_id) or Duty.OFFLINE
    after = duty_after(current, event)
    await _set_duty(transaction, counsellor_id, after, reason, now, until=until, set_by=set_by)


async def _offered(transaction: Transaction, actor: Actor, offer_id: int) -> Contact:
    offer = await store.offer(transaction, offer_id, actor.id)
    if offer is not None:
        # The contact is locked before its offer is trusted, as everywhere, so that two settlers can't cross.
        contact = await _locked(transaction, offer.contact_id)
        if await store.offer(transaction, offer_id, actor.id) is not None:
            return contact
    raise Problem(409, "offer_over")


async def _bounce(
    transaction: Transaction, contact: Contact, counsellor_id: int, outcome: Outcome, now: datetime
) -> None:
    await _send_back(transaction, contact, counsellor_id, outcome, now)
    duty = await store.duty(transaction, counsellor_id)
    if duty is Duty.AVAILABLE:
        await _set_duty(transaction, counsellor_id, duty_after(duty, DutyEvent.MISS_OFFER), None, now)


async def _send_back(
    transaction: Transaction, contact: Contact, counsellor_id: int, outcome: Outcome, now: datetime
) -> None:
    moved(contact.state, ContactEvent.BOUNCE)
    await store.settle_offer(transaction, contact.id, outcome, now)
    await store.return_to_queue(transaction, contact.id)
    await _happened(transaction, now, "contact.bounced", contact, counsellor_id)


async def _end_talk(transaction: Transaction, contact: Contact, notice: Notice, now: datetime) -> None:
    moved(contact.state, ContactEvent.END)
    await store.end(transaction, contact.id, now)
    await store.end_handling(transaction, contact.id, now)
    await message_store.add_notice(transaction, contact.id, notice, contact.speaker_id, now)
    await _happened(transaction, now, "contact.ended", contact, contact.counsellor_id)


async def _set_duty(
    transaction: Transaction,
    counsellor_id: int,
    duty: Duty,
    reason: str | None,
    now: datetime,
    *,
    until: datetime | None = None,
    set_by: int | None = None,
) -> None:
    await store.set_duty(transaction, counsellor_id, duty, reason, now, until=until, set_by=set_by)
    await events.append(
        transaction, now, "counsellor.changed", {"counsellor": counsellor_id}, {"duty": duty, "reason": reason}
    )


async def _locked(transaction: Transaction, contact_id: int) -> Contact:
    contact = await store.lock(transaction, contact_id)
    if contact is None:
        raise Problem(404, "no_contact")
    return contact


async def _own(transaction: Transaction, actor: Actor, contact_id: int) -> Contact:
    contact = await _locked(transaction, contact_id)
    if contact.speaker_id != actor.id:
        raise Problem(403, "contact_of_another")
    return contact


async def _happened(
    transaction: Transaction,
    now: datetime,
    kind: str,
    contact: Contact,
    counsellor_id: int | None,
    *,
    queue: int | None = None,
) -> None:
    about = {
        "contact": contact.id,
        "citizen": contact.citizen_id,
        "queue": contact.queue_id if queue is None else queue,
    }
    if counsellor_id is not None:
        about["counsellor"] = counsellor_id
    await events.append(transaction, now, kind, about)


def _text(text: str, longest: int, field: str, *, required: bool = False) -> str:
    text = text.replace("\0", "").strip()
    if len(text) > longest:
        raise Problem(422, "text_too_long", field=field, longest=longest)
    if required and not text:
        raise Problem(422, "text_missing", field=field)
    return text
