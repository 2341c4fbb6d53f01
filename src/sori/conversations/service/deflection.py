"""The citizen is told of congestion, and takes another way: a message left, to be answered later."""

from datetime import datetime
from uuid import UUID

from sori.centre import service as centre_service
from sori.conversations.conversation import Congestion, NewMessage
from sori.conversations.deflection import LeftMessage, ShownNotice, Taken
from sori.conversations.model import Channel, ContactState, Outcome, Sender
from sori.conversations.service import life, talk
from sori.conversations.store import contacts as contact_store
from sori.conversations.store import deflection as store
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.problem import Problem

_WAITING = (ContactState.WAITING, ContactState.OFFERED)


async def show_notice(
    transaction: Transaction, key: UUID, queue_id: int, congestion: Congestion, now: datetime
) -> None:
    """Keeps that the notice was shown before queueing; nothing where there is none to be shown."""
    if congestion.ways is not None:
        await store.add_notice(transaction, ShownNotice(key, queue_id, congestion.expected, congestion.ways, now))


async def waits(transaction: Transaction, key: UUID, contact_id: int, now: datetime) -> None:
    """Whoever was told with this key queues all the same."""
    await store.take_before(transaction, key, contact_id, Taken.WAITED, now)


async def asks_the_chatbot(transaction: Transaction, key: UUID, now: datetime) -> None:
    """Whoever was told with this key asks the chatbot instead of queueing."""
    await store.take_without_contact(transaction, key, Taken.CHATBOT, now)


async def leave_message(transaction: Transaction, left: LeftMessage, notice_key: UUID | None, now: datetime) -> int:
    """Keeps a message to be answered later as a contact of the message queue; gives its id.

    Problem 409 where the centre has no such queue, or the citizen is in a contact already.
    """
    queue_id = await _message_queue(transaction)
    opening = life.Opening(
        left.citizen_id, left.is_new, Channel.WEB, left.menu_key, left.language, left.request_key, left.simulated
    )
    known = None if left.is_new else await _asked_before(transaction, left)
    contact_id = known or await life.open_in(transaction, opening, queue_id, None, None, now)
    await store.mark_left(transaction, contact_id)
    contact = await contact_store.lock(transaction, contact_id)
    if contact is None:
        raise Problem(404, "no_contact")
    new = NewMessage(left.client_key, left.body, [])
    await talk.send(transaction, contact, Sender.CITIZEN, None, new, now)
    if notice_key is not None:
        await store.take_before(transaction, notice_key, contact_id, Taken.MESSAGE, now)
    return contact_id


async def turn_into_message(transaction: Transaction, contact_id: int, now: datetime) -> None:
    """Makes a message left of a waiting contact: what was written is kept and answered later.

    Nothing happens where it is one already. Problem 409 where nobody waits any more, or nothing was written yet.
    """
    queue_id = await _message_queue(transaction)
    contact = await contact_store.lock(transaction, contact_id)
    if contact is None:
        raise Problem(404, "no_contact")
    if contact.left_message:
        return
    if contact.state not in _WAITING:
        raise Problem(409, f"contact_{contact.state}")
    if not await store.has_words(transaction, contact_id):
        raise Problem(409, "message_missing")
    offer = await contact_store.settle_offer(transaction, contact_id, Outcome.WITHDRAWN, now)
    await contact_store.leave_queue(transaction, contact_id, "left_message", None, now)
    await store.move_to(transaction, contact_id, queue_id)
    await store.mark_left(transaction, contact_id)
    await contact_store.enter_queue(transaction, contact_id, queue_id, now)
    await store.take_during(transaction, contact_id, Taken.MESSAGE, now)
    about = {"contact": contact_id, "citizen": contact.citizen_id, "queue": queue_id}
    if offer is not None:
        about["counsellor"] = offer.counsellor_id
    await events.append(transaction, now, "contact.left_message", about)


async def _asked_before(transaction: Transaction, left: LeftMessage) -> int | None:
    await contact_store.lock_citizen(transaction, left.citizen_id)
    known = await contact_store.by_request(transaction, left.request_key)
    if known is not None and known.citizen_id != left.citizen_id:
        raise Problem(409, "request_key_taken", field="request_key")
    if known is None and await contact_store.live_of_citizen(transaction, left.citizen_id):
        raise Problem(409, "contact_live")
    return None if known is None else known.id


async def _message_queue(transaction: Transaction) -> int:
    queue_id = (await centre_service.centre(transaction)).message_queue_id
    if queue_id is None:
        raise Problem(409, "no_messages")
    return queue_id
