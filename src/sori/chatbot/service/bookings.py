"""Bookings in a conversation: what it may come to, what was confirmed carried out, who got a place told of it."""

from datetime import datetime
from uuid import UUID

import msgspec

from sori.bookings import service as bookings
from sori.bookings.model import Notices, Offer
from sori.bookings.wording import own_text
from sori.centre import service as centre_service
from sori.chatbot import wording
from sori.chatbot.booking_words import named, wants_booking, wants_own
from sori.chatbot.model import Bookables, Conversation, Heard, Order, Said, Say, Settled, Stage, Step
from sori.chatbot.store import talk as store
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.problem import Problem
from sori.platform.translation import Language, Text, translated

_AT_ONCE = 100
_MOST_FOUND = 5
_HAS_BOTH = 0.8
"""The share of words from which a service has what was looked for before and what was said now."""


async def bookables(
    transaction: Transaction, citizen_id: int, before: Conversation, heard: Heard, now: datetime
) -> Bookables:
    """What of the catalogue this step may come to."""
    reserving = before.reserving
    if not isinstance(heard, Said) or before.stage in (Stage.FILLING, Stage.SUMMARY):
        return Bookables()
    step = None if reserving is None or reserving.step is Step.NOTICES else reserving.step
    looks = wants_booking(heard.text) if step is None else step in (Step.SEARCH, Step.SERVICE)
    words, found = named(heard.text, now), list[Offer]()
    if looks and step is Step.SERVICE and reserving is not None and words:
        # "In that district" narrows what was looked for; where nothing has all of it, something else is looked for.
        both = f"{reserving.words} {words}"
        found = await bookings.found(transaction, both, now, _MOST_FOUND, _HAS_BOTH)
        words = both if found else words
    if looks and not found:
        found = await bookings.found(transaction, words, now, _MOST_FOUND)
    offers = {offer.id: offer for offer in found}
    if reserving is not None:
        before_ids = {*reserving.services, *([reserving.service] if reserving.service else [])} - offers.keys()
        offers |= await bookings.offers_of(transaction, before_ids, now)
    own = step in (Step.MINE, Step.CANCEL) or (step is None and wants_own(heard.text))
    mine = await bookings.of_citizen(transaction, citizen_id, now) if own else []
    return Bookables(offers, tuple(offer.id for offer in found), words, tuple(mine))


async def carried_out(
    transaction: Transaction, citizen_id: int, order: Order, request_key: UUID, language: Language, now: datetime
) -> Settled:
    """Does what the citizen has confirmed, in the transaction in which it is told."""
    try:
        if order.notices_of is not None:
            notices = Notices(order.notices_to, language)
            booking = await bookings.want_notices(transaction, citizen_id, order.notices_of, notices, now)
            return Settled(booking, notified=True)
        if order.cancels is not None:
            return Settled(await bookings.cancel(transaction, citizen_id, order.cancels, now))
        wanted = bookings.Wanted(order.service or 0, order.starts_at or now, order.people, request_key)
        return Settled(await bookings.book(transaction, citizen_id, wanted, now))
    except Problem as problem:
        texts = [translated(language, f"problem.{problem.code}", **problem.values) for language in Language]
        return Settled(refusal=Text(*texts), notified=order.notices_of is not None)


async def tell_news(transaction: Transaction, now: datetime) -> None:
    """Tells who waited for a place and got it, or was called off, in their newest conversation: a worker's round."""
    centre = await centre_service.centre(transaction)
    for citizen_id, booking in await bookings.take_news(transaction, _AT_ONCE, now):
        kept = await store.newest_of_citizen(transaction, citizen_id)
        if kept is None:
            continue
        values: dict[str, str | Text] = {
            "booking": own_text(booking, centre.local(now)),
            "number": str(booking.id),
            "because": booking.called_off_because or "",
        }
        say = Say("booking_got_place" if booking.called_off_because is None else "booking_called_off", values)
        await store.add_bots(
            transaction, kept.id, wording.words(say, kept.language), msgspec.to_builtins(say), None, None, None, now
        )
        await events.append(transaction, now, "chatbot.spoke", {"bot_conversation": kept.id})
