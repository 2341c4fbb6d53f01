"""Use cases of callbacks: asked for, rung, missed, reached, cancelled, and what time makes of them.

The contact stays in its queue the whole time: `life` keeps its place, the router offers it like any other, and what is
decided here is only when the citizen is rung. How a callback moves is `callback.CALLBACK_MOVES`.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_urlsafe
from uuid import uuid4
from zoneinfo import ZoneInfo

from sori.calls.callback import (
    OPEN_STATES,
    Callback,
    CallbackDetail,
    CallbackMove,
    CallbackShown,
    CallbackState,
    Due,
    moved,
)
from sori.calls.store import callbacks as store
from sori.calls.store import calls as call_store
from sori.centre import service as centre_service
from sori.conversations.model import IN_HAND_STATES, LIVE_STATES, Contact, Notice
from sori.conversations.outbox import service as outbox
from sori.conversations.outbox.model import Outgoing, OutgoingChannel, mobile_number
from sori.conversations.service import desk, life
from sori.language.masking import masked
from sori.people import service as people
from sori.people.model import Actor
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.problem import Problem
from sori.platform.time_text import time_text
from sori.platform.token import token_hash
from sori.platform.translation import Language, translated
from sori.routing.callback import CallbackRule, First, pause_after, pause_until_open, rings_citizen

_TOLD_WITHIN = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Promise:
    """What a caller asks for: to be called back, at a page that is theirs or (with a number) told by text."""

    contact_id: int
    number: str | None
    public_url: str | None


async def rule(transaction: Transaction) -> CallbackRule | None:
    """How the centre calls back; None: it does not."""
    return (await centre_service.centre(transaction)).callback


async def offer(transaction: Transaction, contact_id: int) -> CallbackRule | None:
    """The rule by which a caller may be offered a callback; None where they are not, or had one already."""
    return None if await store.exists(transaction, contact_id) else await rule(transaction)


async def promise(transaction: Transaction, asked: Promise, now: datetime) -> None:
    """The caller hangs up and keeps the place. Asked again it changes nothing.

    Raises Problem 409 where the centre doesn't call back or nobody waits any more, 422 for a number that can't be
    written to.
    """
    known = await rule(transaction)
    if known is None:
        raise Problem(409, "no_callbacks")
    number = None if asked.number is None else mobile_number(asked.number)
    if asked.number is not None and number is None:
        raise Problem(422, "no_recipient_sms", field="number")
    contact = await life.contact(transaction, asked.contact_id)
    await life.promise_callback(transaction, contact.id, now, rests=known.first is First.CITIZEN)
    if await store.exists(transaction, contact.id):
        raise Problem(409, "callback_again")
    await store.add(transaction, contact.id, contact.citizen_id, number, asked.public_url, now)
    await _tell(transaction, await _locked(transaction, contact.id), "asked", "asked", now)


async def due(transaction: Transaction) -> list[Due]:
    """Callbacks whose place has come up: each is to be rung, by `ring`, once."""
    known = await rule(transaction)
    if known is None:
        return []
    ready = [
        Due(one.contact_id, one.citizen_id, Language(one.language), None)
        for one in await store.citizens_first(transaction)
        if rings_citizen(one.place, served=one.served)
    ]
    return ready + await store.due(transaction)


async def ring(transaction: Transaction, contact_id: int, now: datetime) -> int | None:
    """The citizen is rung from now on; gives the call's id. None where they are called already, or not any more."""
    callback = await _locked(transaction, contact_id)
    if callback.state is not CallbackState.PLACED:
        return None
    contact = await life.contact(transaction, contact_id)
    if contact.state not in LIVE_STATES:
        return None
    call_id = await store.begin_ringing(transaction, uuid4(), callback, now)
    if call_id is None:
        return None
    await _move(transaction, callback, CallbackMove.RING, now, tries=callback.tries + 1)
    await _tell(transaction, callback, "ringing", f"ringing:{callback.tries + 1}", now)
    return call_id


async def miss(transaction: Transaction, contact_id: int, now: datetime) -> None:
    """It rang and nobody took it, or what rang has died: it is made again by the rule, or given up.

    Whoever had taken the contact is free. Nothing where the citizen is on the line after all.
    """
    callback = await _locked(transaction, contact_id)
    if callback.state is not CallbackState.RINGING:
        return
    await _hang_up(transaction, contact_id, now)
    known = await rule(transaction)
    pause_s = None if known is None else pause_after(known, callback.tries)
    await life.put_off(transaction, contact_id, callback.asked_at, now)
    if pause_s is None:
        await _give_up(transaction, callback, now)
    else:
        await _move(transaction, callback, CallbackMove.MISS, now, due_at=now + timedelta(seconds=pause_s))


async def is_ringing(transaction: Transaction, contact_id: int) -> bool:
    """Whether a contact's citizen is being rung."""
    callback = await store.callback(transaction, contact_id)
    return callback is not None and callback.state is CallbackState.RINGING


async def reach(transaction: Transaction, citizen_id: int, now: datetime) -> int | None:
    """The citizen is on the line, rung or of their own accord: gives the contact in which they go on at their place.

    None where no callback of theirs is open.
    """
    contact_id = await store.open_of_citizen(transaction, citizen_id)
    if contact_id is None:
        return None
    callback = await _locked(transaction, contact_id)
    contact = await life.contact(transaction, contact_id)
    if callback.state not in OPEN_STATES or contact.state not in LIVE_STATES:
        return None
    await _move(transaction, callback, CallbackMove.REACH, now)
    await life.let_be_offered(transaction, contact_id, now, called_back=False)
    return contact_id


async def cancel(transaction: Transaction, contact_id: int, now: datetime) -> None:
    """The citizen needs no call any more, and has left the queue. Problem 409 where it is over already."""
    callback = await _locked(transaction, contact_id)
    await _move(transaction, callback, CallbackMove.CANCEL, now)
    await _hang_up(transaction, contact_id, now)
    await life.put_off(transaction, contact_id, callback.asked_at, now)
    await life.leave(transaction, contact_id, now)


async def look(transaction: Transaction, now: datetime) -> None:
    """What time makes of callbacks, the worker's round: those that rested long enough are placed again, those whose
    queue has closed are kept for its opening or given up, and none outlives its contact.
    """
    found = await store.open_callbacks(transaction)
    if not found:
        return
    centre = await centre_service.centre(transaction)
    known = centre.callback or CallbackRule()
    for one in found:
        queue = centre.queue(one.queue_id)
        is_over = one.state is CallbackState.RESTING and one.due_at is not None and one.due_at <= now
        closes = one.state is CallbackState.PLACED and one.waits
        if not one.live:
            await _move(transaction, await _locked(transaction, one.contact_id), CallbackMove.GIVE_UP, now)
        elif (is_over or closes) and not centre.is_open(queue, now):
            opens_at = centre.opens_at(queue, now)
            await _keep_until(transaction, one.contact_id, known, opens_at, now)
        elif is_over:
            callback = await _locked(transaction, one.contact_id)
            await _move(transaction, callback, CallbackMove.WAKE, now)
            if known.first is First.COUNSELLOR:
                await life.let_be_offered(transaction, one.contact_id, now, called_back=True)


async def _keep_until(
    transaction: Transaction, contact_id: int, known: CallbackRule, opens_at: datetime | None, now: datetime
) -> None:
    callback = await _locked(transaction, contact_id)
    opens_in_s = None if opens_at is None else (opens_at - now).total_seconds()
    pause_s = pause_until_open(known, opens_in_s)
    await life.put_off(transaction, contact_id, callback.asked_at, now)
    if pause_s is None:
        await _give_up(transaction, callback, now)
        return
    if callback.state is CallbackState.RESTING:
        callback = replace(callback, state=moved(callback.state, CallbackMove.WAKE))
    wakes_at = now + timedelta(seconds=pause_s)
    await _move(transaction, callback, CallbackMove.REST, now, due_at=wakes_at)
    await _tell(transaction, callback, "kept", f"kept:{wakes_at.isoformat()}", now, at=wakes_at)


async def _give_up(transaction: Transaction, callback: Callback, now: datetime) -> None:
    await _tell(transaction, callback, "given_up", "given_up", now)
    await _move(transaction, callback, CallbackMove.GIVE_UP, now)
    await life.leave(transaction, callback.contact_id, now, Notice.CALLBACK_GIVEN_UP)


async def _hang_up(transaction: Transaction, contact_id: int, now: datetime) -> None:
    call_id = await store.call_of(transaction, contact_id)
    if call_id is not None:
        await call_store.end(transaction, call_id, now)


# --- who looks at a callback -----------------------------------------------------------------------------------------


async def contact_of(transaction: Transaction, citizen_id: int | None, link: str | None) -> int:
    """The contact whose callback a link opens, else the device's newest; Problem 404 where there is none."""
    found = None
    if link is not None:
        found = await store.contact_of_link(transaction, token_hash(link))
    elif citizen_id is not None:
        found = await store.newest_of_citizen(transaction, citizen_id)
    if found is None:
        raise Problem(404, "no_callback")
    return found


async def citizen_of_link(transaction: Transaction, link: str) -> int:
    """Whose callback a link opens; Problem 404 for a link that opens none. It tells nothing else of them."""
    contact = await life.contact(transaction, await contact_of(transaction, None, link))
    if contact.state not in LIVE_STATES:  # while it is, a line that broke may be opened again
        raise Problem(404, "no_callback")
    return contact.citizen_id


async def shown(transaction: Transaction, contact_id: int) -> CallbackShown:
    """A callback as its citizen sees it; Problem 404 where there is none."""
    found = await store.shown(transaction, contact_id)
    if found is None:
        raise Problem(404, "no_callback")
    return replace(found, number=None if found.number is None else masked(found.number))


async def detail(transaction: Transaction, actor: Actor, contact_id: int, now: datetime) -> CallbackDetail:
    """A callback for who may read its contact, the number masked. The look is logged."""
    contact = await desk.readable(transaction, actor, contact_id)
    found = await store.callback(transaction, contact_id)
    if found is None:
        raise Problem(404, "no_callback")
    await _log(transaction, actor, contact, "callback.looked_at", now)
    known = await rule(transaction) or CallbackRule()
    number = None if found.number is None else masked(found.number)
    return CallbackDetail(found.state, found.asked_at, found.tries, max(known.tries, found.tries), number)


async def _log(transaction: Transaction, actor: Actor, contact: Contact, action: str, now: datetime) -> None:
    if contact.counsellor_id == actor.id and contact.state in IN_HAND_STATES:
        return  # what the counsellor has in hand is logged with the look at the contact itself
    await people.audit(transaction, now, actor.id, action, {"contact": contact.id, "citizen": contact.citizen_id})


# --- what is written -------------------------------------------------------------------------------------------------


async def _locked(transaction: Transaction, contact_id: int) -> Callback:
    callback = await store.lock(transaction, contact_id)
    if callback is None:
        raise Problem(404, "no_callback")
    return callback


async def _move(
    transaction: Transaction,
    callback: Callback,
    move: CallbackMove,
    now: datetime,
    *,
    tries: int | None = None,
    due_at: datetime | None = None,
) -> None:
    state = moved(callback.state, move)
    await store.move(
        transaction, callback.contact_id, state, tries=callback.tries if tries is None else tries, due_at=due_at
    )
    about = {"contact": callback.contact_id, "citizen": callback.citizen_id}
    contact = await life.contact(transaction, callback.contact_id)
    if contact.counsellor_id is not None:
        about["counsellor"] = contact.counsellor_id
    await events.append(transaction, now, f"callback.{state}", about)


async def _tell(
    transaction: Transaction, callback: Callback, what: str, key: str, now: datetime, *, at: datetime | None = None
) -> None:
    """Tells the citizen by text where they gave a number, with a link to the page on which they take the call."""
    if callback.number is None:
        return
    centre, language = await centre_service.centre(transaction), callback.language
    if callback.public_url is None:
        page = translated(language, "call.callback_without_link")
    else:
        link = token_urlsafe(16)
        await store.add_link(transaction, callback.contact_id, token_hash(link))
        page = f"{callback.public_url}/call?callback={link}"
    local = now.astimezone(ZoneInfo(centre.time_zone))
    await outbox.put(
        transaction,
        Outgoing(
            key=f"callback:{callback.contact_id}:{key}",
            channel=OutgoingChannel.SMS,
            to=callback.number,
            language=language,
            template=f"callback_{what}",
            values={
                "city": getattr(centre.city, language),
                "page": page,
                "at": "" if at is None else getattr(time_text(at, local), language),
            },
            about={"contact": callback.contact_id},
            sent_until=now + _TOLD_WITHIN,
        ),
        now,
    )
