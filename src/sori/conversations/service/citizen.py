"""The citizen's side: the menu, and their own picture of their contact."""

from collections.abc import Mapping
from datetime import datetime

from sori.centre import service as centre_service
from sori.centre.model import Centre, MenuEntry
from sori.conversations.conversation import Congestion, Conversation, Menu, MenuChoice, Rating, ShownCounsellor
from sori.conversations.model import Contact, ContactState
from sori.conversations.service import floor, life
from sori.conversations.store import citizen as store
from sori.conversations.store import contacts as contact_store
from sori.conversations.store import figures
from sori.conversations.store import messages as message_store
from sori.platform.database import Transaction
from sori.platform.problem import Problem


async def menu(transaction: Transaction, now: datetime) -> Menu:
    """The menu as it is now: what is open, and how busy each queue is."""
    centre = await centre_service.centre(transaction)
    congestion = await floor.congestion(transaction)
    announced = await centre_service.announcements(transaction, now)
    if centre.emergency is not None:
        announced.insert(0, centre.emergency.notice)
    choices = [_choice(centre, entry, congestion, now) for entry in centre.menu if entry.queue_id is not None]
    above = [
        MenuChoice(
            entry.key,
            entry.label,
            open=any(choice.open and choice.key.startswith(entry.key) for choice in choices),
            opens_at=min(
                (choice.opens_at for choice in choices if choice.opens_at and choice.key.startswith(entry.key)),
                default=None,
            ),
            busyness=None,
        )
        for entry in centre.menu
        if entry.queue_id is None
    ]
    order = [entry.key for entry in centre.menu]
    return Menu(
        city=centre.city,
        notice=announced[0] if announced else None,
        simulated=centre.demo and centre.simulation_on,
        entries=sorted(choices + above, key=lambda choice: order.index(choice.key)),
    )


def _choice(centre: Centre, entry: MenuEntry, congestion: Mapping[int, Congestion], now: datetime) -> MenuChoice:
    queue = centre.queue(entry.queue_id or 0)
    if not centre.is_open(queue, now) and queue.after_hours_queue_id is not None:
        stand_in = centre.queue(queue.after_hours_queue_id)
        queue = stand_in if centre.is_open(stand_in, now) else queue
    is_open = centre.is_open(queue, now)
    return MenuChoice(
        entry.key,
        entry.label,
        open=is_open,
        opens_at=None if is_open else centre.opens_at(queue, now),
        busyness=congestion[queue.id],
    )


async def current(transaction: Transaction, citizen_id: int) -> Contact:
    """The citizen's newest contact, live or over; Problem 404 where there is none."""
    contact = await contact_store.latest_of_citizen(transaction, citizen_id)
    if contact is None:
        raise Problem(404, "no_conversation")
    return contact


async def conversation(
    transaction: Transaction, contact_id: int, after: int, now: datetime, congestion: Mapping[int, Congestion]
) -> Conversation:
    """A contact as its citizen sees it, with the messages after the one with id `after`.

    `congestion` says how busy each queue is, by its id.
    """
    contact = await contact_store.contact(transaction, contact_id)
    if contact is None:
        raise Problem(404, "no_conversation")
    centre = await centre_service.centre(transaction)
    rest = await store.shown(transaction, contact_id, now)
    waits = contact.state in (ContactState.WAITING, ContactState.OFFERED)
    return Conversation(
        contact_id=contact_id,
        state=contact.state,
        queue=centre.queue(contact.queue_id).name,
        menu_key=rest.menu_key,
        place=await _place(transaction, contact) if waits else None,
        waiting_since=contact.waiting_since if waits else None,
        busyness=congestion[contact.queue_id],
        counsellor=ShownCounsellor(rest.counsellor_name) if rest.counsellor_name and not waits else None,
        counsellor_connected=rest.counsellor_connected and not waits,
        counsellor_read=rest.counsellor_read,
        simulated_counsellor=rest.simulated_counsellor and not waits,
        messages=await message_store.messages(transaction, contact_id, after),
        rating=None if rest.rating is None else Rating(rest.rating, rest.rating_comment or ""),
        may_rate=life.may_rate(contact),
        ended_at=contact.ended_at,
    )


async def _place(transaction: Transaction, contact: Contact) -> int:
    return 1 if contact.state is ContactState.OFFERED else await figures.place(transaction, contact.id)
