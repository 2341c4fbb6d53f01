"""The citizen's side: the menu, and their own picture of their contact."""

from collections.abc import Mapping
from datetime import datetime

from sori.centre import service as centre_service
from sori.centre.model import Centre, MenuEntry, Queue
from sori.conversations import deflection
from sori.conversations.conversation import Congestion, Conversation, Menu, MenuChoice, Rating, ShownCounsellor
from sori.conversations.model import Contact, ContactState, may_rate
from sori.conversations.store import citizen as store
from sori.conversations.store import contacts as contact_store
from sori.platform.database import Transaction
from sori.platform.problem import Problem
from sori.platform.token import token_hash


async def menu(transaction: Transaction, now: datetime, congestion: Mapping[int, Congestion]) -> Menu:
    """The menu as it is now: what is open, and how busy each queue is, which `congestion` says by the queue's id."""
    centre, announced = await centre_service.announced(transaction, now)
    choices = [_choice(centre, entry, congestion, now) for entry in centre.menu if entry.queue_id is not None]
    above = [
        MenuChoice(
            entry.key,
            entry.label,
            open=any(choice.open and choice.key.startswith(entry.key) for choice in choices),
            full=False,
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
    queue = _queue_shown(centre, entry.queue_id or 0, now)
    is_open = centre.is_open(queue, now)
    return MenuChoice(
        entry.key,
        entry.label,
        open=is_open,
        full=queue.most_waiting is not None and congestion[queue.id].waiting >= queue.most_waiting,
        opens_at=None if is_open else centre.opens_at(queue, now),
        busyness=congestion[queue.id],
    )


async def queue_shown(transaction: Transaction, menu_key: str, now: datetime) -> int:
    """The queue whose figures a menu entry shows; Problem 404 where the menu has no such entry."""
    centre = await centre_service.centre(transaction)
    for entry in centre.menu:
        if entry.key == menu_key and entry.queue_id is not None:
            return _queue_shown(centre, entry.queue_id, now).id
    raise Problem(404, "unknown_menu_key", field="menu_key")


def _queue_shown(centre: Centre, queue_id: int, now: datetime) -> Queue:
    queue = centre.queue(queue_id)
    if not centre.is_open(queue, now) and queue.after_hours_queue_id is not None:
        stand_in = centre.queue(queue.after_hours_queue_id)
        return stand_in if centre.is_open(stand_in, now) else queue
    return queue


async def current(transaction: Transaction, device: str | None) -> Contact:
    """What the page of this device shows: its live chat, else its newest contact; Problem 404 where there is none."""
    contact = await contact_store.latest_of_device(transaction, token_hash(device)) if device else None
    if contact is None:
        raise Problem(404, "no_conversation")
    return contact


async def conversation(
    transaction: Transaction, contact_id: int, after: int, now: datetime, congestion: Mapping[int, Congestion]
) -> Conversation:
    """A contact as its citizen sees it, with the messages after the one with id `after`.

    `congestion` says how busy each queue is, by its id.
    """
    shown = await store.shown(transaction, contact_id, after)
    if shown is None:
        raise Problem(404, "no_conversation")
    waits = shown.state in (ContactState.WAITING, ContactState.OFFERED)
    told = waits and not shown.left_message and shown.estimated
    centre = await centre_service.of_version(transaction, shown.setup_version) if told else None
    notice = deflection.notice(centre, shown.expected, shown.expected is None, waiting=True) if centre else None
    return Conversation(
        contact_id=contact_id,
        state=shown.state,
        queue=shown.queue,
        menu_key=shown.menu_key,
        # Whoever is offered to somebody is the next.
        place=(shown.place or 1) if waits else None,
        waiting_since=shown.waiting_since if waits else None,
        busyness=congestion[shown.queue_id],
        counsellor=ShownCounsellor(shown.counsellor_name) if shown.counsellor_name and not waits else None,
        counsellor_connected=(shown.simulated_counsellor or _is_seen(shown.counsellor_seen_until, now)) and not waits,
        counsellor_read=shown.counsellor_read,
        simulated_counsellor=shown.simulated_counsellor and not waits,
        messages=shown.messages,
        rating=None if shown.rating is None else Rating(shown.rating, shown.rating_comment or ""),
        may_rate=may_rate(shown.answered_at, shown.ended_at, shown.rating),
        ended_at=shown.ended_at,
        expected=shown.expected if waits else None,
        ways=None if notice is None else list(notice.ways),
        left_message=shown.left_message,
    )


def _is_seen(until: datetime | None, now: datetime) -> bool:
    return until is not None and until > now
