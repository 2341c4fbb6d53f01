"""The counsellor's side: the desk, a contact's detail, colleagues; and who may read what."""

from datetime import datetime

from sori.conversations.conversation import Message
from sori.conversations.desk import Colleague, ContactDetail, ContactSummary, Desk, Offer
from sori.conversations.masking import Part, texts_of
from sori.conversations.model import IN_HAND_STATES, Contact, ContactState, Duty, shown_since, shown_state
from sori.conversations.service.masking import masking, shown
from sori.conversations.store import contacts as contact_store
from sori.conversations.store import desk as store
from sori.conversations.store import masking as masking_store
from sori.conversations.store import messages as message_store
from sori.people import service as people
from sori.people.model import WATCHING_ROLES, Actor
from sori.platform.database import Transaction
from sori.platform.problem import Problem

_LONGEST_HISTORY = 50


async def desk(transaction: Transaction, actor: Actor, now: datetime) -> Desk:
    """Everything on the actor's desk now."""
    record = await store.desk(transaction, actor.id, now)
    duty, idle_since = record.state or Duty.OFFLINE, record.idle_since or now
    held = {contact.id: contact for contact in record.contacts}
    # Between the offer's end and the contact's move there is nothing: both are changed in one transaction.
    offers = [_offer(offer, held[offer.contact_id]) for offer in record.offers]
    contacts = [contact for contact in record.contacts if contact.state is not ContactState.OFFERED]
    mask = await masking(transaction, [*texts_of(*held.values()), *(offer.transfer_note for offer in offers)])
    wrapping_up = sum(contact.state is ContactState.WRAP_UP for contact in contacts)
    return Desk(
        now=now,
        state=shown_state(duty, offered=len(offers), talking=len(contacts) - wrapping_up, wrapping_up=wrapping_up),
        state_since=shown_since(
            duty,
            record.since or now,
            idle_since,
            [offer.offered_at for offer in offers]
            + [contact.ended_at or contact.answered_at or contact.started_at for contact in contacts],
        ),
        reason=record.reason,
        capacity=record.capacity,
        in_hand=len(contacts) + len(offers),
        offers=[mask.offer(offer) for offer in offers],
        contacts=[mask.summary(contact) for contact in contacts],
    )


def _offer(record: store.OfferRecord, contact: ContactSummary) -> Offer:
    return Offer(record.id, contact, record.offered_at, record.expires_at, record.transfer_note, record.transferred_by)


async def detail(transaction: Transaction, actor: Actor, contact_id: int, now: datetime) -> ContactDetail:
    """A contact with the citizen's history. The look is logged. Problem 403 for one that isn't the actor's to see."""
    record = await store.detail(transaction, contact_id, _LONGEST_HISTORY, now)
    if record is None:
        raise Problem(404, "no_contact")
    contact = record.summary
    holder = None if contact.counsellor is None else contact.counsellor.id
    await _refuse_another(transaction, actor, contact_id, holder, contact.state)
    if not actor.simulated:
        await people.audit(
            transaction, now, actor.id, "contact.looked_at", {"contact": contact_id, "citizen": contact.citizen_id}
        )
    mask = await masking(transaction, _texts(record))
    return ContactDetail(
        summary=mask.summary(contact),
        language=record.language,
        citizen_read=record.citizen_read,
        transfer_notes=[mask.transfer_note(note) for note in record.transfer_notes],
        history=[mask.history(item) for item in record.history],
        wrap_up=mask.wrap_up(record.wrap_up),
        wrap_up_started_at=contact.ended_at if contact.answered_at else None,
        wrap_up_limit_s=record.wrap_up_limit_s,
        rating=mask.rating(record.rating),
        guessed_topic_id=record.guessed_topic_id,
    )


def _texts(record: store.DetailRecord) -> list[str | None]:
    return [
        *texts_of(record.summary),
        *(note.note for note in record.transfer_notes),
        *(item.note for item in record.history),
        None if record.wrap_up is None else record.wrap_up.note,
        None if record.rating is None else record.rating.comment,
    ]


async def messages(transaction: Transaction, actor: Actor, contact_id: int, after: int, now: datetime) -> list[Message]:
    """A contact's messages after the one with this id. Problem 403 for one that isn't the actor's to see.

    Reading another's conversation from its beginning is logged; what follows is the same look.
    """
    talk = await message_store.talk(transaction, contact_id, after)
    if talk is None:
        raise Problem(404, "no_contact")
    await _refuse_another(transaction, actor, contact_id, talk.contact.counsellor_id, talk.contact.state)
    if after == 0:
        await log_look(transaction, actor, talk.contact, "contact.read", now)
    return await shown(transaction, talk.messages)


async def unmask(
    transaction: Transaction, actor: Actor, contact_id: int, part: Part, part_id: int | None, now: datetime
) -> str:
    """A text of a contact as it was written, for who may read the contact. The look is logged, the text is not.

    Problem 403 for a contact that isn't the actor's to see, 404 for a text that there isn't.
    """
    contact = await readable(transaction, actor, contact_id)
    text = await masking_store.text(transaction, contact_id, part, part_id)
    if text is None:
        raise Problem(404, "no_text", field="id")
    about = {"contact": contact.id, "citizen": contact.citizen_id}
    if part_id is not None:
        about[part.value] = part_id
    await people.audit(transaction, now, actor.id, "text.unmasked", about, {"part": part.value})
    return text


async def readable(transaction: Transaction, actor: Actor, contact_id: int) -> Contact:
    """A contact that the actor may read.

    Counsellors read what they hold or are offered, and other contacts of the same citizen meanwhile; team leaders any.
    """
    contact = await contact_store.contact(transaction, contact_id)
    if contact is None:
        raise Problem(404, "no_contact")
    await _refuse_another(transaction, actor, contact_id, contact.counsellor_id, contact.state)
    return contact


async def _refuse_another(
    transaction: Transaction, actor: Actor, contact_id: int, counsellor_id: int | None, state: ContactState
) -> None:
    if (counsellor_id == actor.id and state in IN_HAND_STATES) or actor.has_any(*WATCHING_ROLES):
        return
    if not await store.serves_citizen_of(transaction, actor.id, contact_id):
        raise Problem(403, "contact_of_another")


async def log_look(transaction: Transaction, actor: Actor, contact: Contact, action: str, now: datetime) -> None:
    """Notes in the audit log that somebody other than its counsellor looks into a contact."""
    if contact.counsellor_id != actor.id:
        about = {"contact": contact.id, "citizen": contact.citizen_id}
        await people.audit(transaction, now, actor.id, action, about)


async def own(transaction: Transaction, actor: Actor, contact_id: int) -> Contact:
    """A contact that the actor talks in or wraps up, also in a colleague's stead; Problem 403 for any other."""
    contact = await readable(transaction, actor, contact_id)
    if contact.speaker_id != actor.id:
        raise Problem(403, "contact_of_another")
    return contact


async def colleagues(transaction: Transaction, actor: Actor) -> list[Colleague]:
    """The counsellors at work to whom something could be transferred."""
    return [
        Colleague(
            id=record.id,
            display_name=record.display_name,
            state=shown_state(
                record.duty, offered=record.offered, talking=record.talking, wrapping_up=record.wrapping_up
            ),
            skills=sorted(record.skills),
            in_hand=record.offered + record.talking + record.wrapping_up,
            room=has_room(record),
        )
        for record in await store.colleagues(transaction)
        if record.id != actor.id
    ]


def has_room(record: store.ColleagueRecord) -> bool:
    """Whether one more contact of some medium fits into this counsellor's hands now."""
    in_hand = record.offered + record.talking + record.wrapping_up
    if record.duty is not Duty.AVAILABLE or record.calls:
        return False
    return in_hand < record.chat_capacity or (record.takes_calls and in_hand == 0)
