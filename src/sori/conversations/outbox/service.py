"""Use cases of the outbox: a message put in, taken to be sent, settled, its receipt heard, looked at and sent again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sori.conversations.outbox import store
from sori.conversations.outbox.model import (
    LONGEST_EMAIL,
    LONGEST_TEXT,
    OUTGOING_MOVES,
    SENT_WITHIN,
    TO_RECIPIENT_A_DAY,
    ChannelStanding,
    Claimed,
    Fault,
    Outcome,
    Outgoing,
    OutgoingChannel,
    OutgoingMessage,
    OutgoingMove,
    OutgoingPage,
    OutgoingState,
    Provided,
    Result,
    recipient,
    tried_again_at,
)
from sori.language.masking import masked
from sori.people import service as people
from sori.people.model import Actor
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.page import paged
from sori.platform.problem import Problem
from sori.platform.translation import known_text, translated

_PAGE = 50
_AT_ONCE = 100
_DAY = timedelta(days=1)
_LINK = re.compile(r"((?<=/case/)|(?<=[?]callback=))[\w-]+")
"""What opens a case or a callback, in the address of its page."""
_NO_RECIPIENT = {OutgoingChannel.SMS: "no_recipient_sms", OutgoingChannel.EMAIL: "no_recipient_email"}


async def put(transaction: Transaction, new: Outgoing, now: datetime) -> int:
    """Puts a message into the outbox, to be sent after the caller's transaction commits; gives its id.

    The same key is put once: again it gives the id of what was put first, and changes nothing. Where the centre has no
    provider the message is kept and shown to administrators, and the caller need not know.

    Raises Problem 422 for a recipient that can't be written to by this channel (`model.recipient` tells beforehand),
    and for an empty or too long text; KeyError for a template that there isn't.
    """
    to = recipient(new.channel, new.to)
    if to is None:
        raise Problem(422, _NO_RECIPIENT[new.channel], field="to")
    subject, body = _worded(new)
    longest = LONGEST_TEXT if new.channel is OutgoingChannel.SMS else LONGEST_EMAIL
    if not body.strip():
        raise Problem(422, "message_empty", field="text")
    if len(body) > longest:
        raise Problem(422, "text_too_long", field="text", longest=longest)
    kept = Outgoing(new.key, new.channel, to, new.language, new.template, about=new.about)
    sent_until = new.sent_until or now + SENT_WITHIN
    message_id = await store.add(transaction, kept, subject, body, sent_until, now)
    if message_id is None:
        return await store.id_of_key(transaction, new.key) or 0
    await _happened(transaction, now, "outgoing.put", message_id, new.about, {"channel": new.channel})
    return message_id


def _worded(new: Outgoing) -> tuple[str | None, str]:
    if new.template is None:
        return new.subject, new.text or ""
    key = f"outgoing.{new.template}"
    subject = new.subject
    if new.channel is OutgoingChannel.EMAIL and subject is None and known_text(new.language, f"{key}.subject"):
        subject = translated(new.language, f"{key}.subject", **new.values)
    return subject, translated(new.language, key, **new.values)


# --- what the worker does ------------------------------------------------------------------------------------------


async def is_any_due(transaction: Transaction, channel: OutgoingChannel, now: datetime) -> bool:
    """Whether there is anything to do for a channel now."""
    return await store.is_any_due(transaction, channel, now)


async def claim(
    transaction: Transaction,
    channel: OutgoingChannel,
    most: int,
    most_an_hour: int,
    claimed_for: timedelta,
    now: datetime,
) -> Sequence[Claimed]:
    """Takes what is to be sent now, as much as is allowed; what it is too late for is given up."""
    await store.one_sender(transaction, channel)
    await _give_up_the_late(transaction, channel, now)
    allowed = min(most, most_an_hour - await store.tried_in_hour(transaction, channel, now))
    taken = []
    for message_id in await store.due(transaction, channel, allowed, now) if allowed > 0 else ():
        standing = await store.lock(transaction, message_id)
        if standing is None or standing.recipient is None:
            continue
        if await store.tried_for_recipient(transaction, channel, standing.recipient, now) >= TO_RECIPIENT_A_DAY:
            await _end(transaction, standing, OutgoingMove.GIVE_UP, Fault.TOO_MANY_TO_RECIPIENT, None, now)
            continue
        state = OUTGOING_MOVES[standing.state, OutgoingMove.TAKE]
        taken.append(await store.claim(transaction, message_id, state, now + claimed_for))
    return taken


async def _give_up_the_late(transaction: Transaction, channel: OutgoingChannel, now: datetime) -> None:
    for message_id in await store.overdue(transaction, channel, _AT_ONCE, now):
        standing = await store.lock(transaction, message_id)
        if standing is not None:
            await _end(transaction, standing, OutgoingMove.GIVE_UP, Fault.TOO_LATE, None, now)


async def keep_all(transaction: Transaction, channel: OutgoingChannel, now: datetime) -> None:
    """Keeps what waits for a channel that this centre has no provider for: it is shown, and never sent later."""
    await store.one_sender(transaction, channel)
    for message_id in await store.due(transaction, channel, _AT_ONCE, now):
        standing = await store.lock(transaction, message_id)
        if standing is not None:
            await _end(transaction, standing, OutgoingMove.KEEP, None, None, now)


async def settle(transaction: Transaction, claimed: Claimed, outcome: Outcome, now: datetime) -> None:
    """Keeps what became of a try. One that somebody else has taken meanwhile is theirs, but for what was accepted."""
    standing = await store.lock(transaction, claimed.id)
    if standing is None:
        return
    if outcome.parts:
        await store.add_parts(transaction, claimed.id, outcome.parts)
    if standing.state is not OutgoingState.SENDING:
        return
    if standing.attempts != claimed.attempts and outcome.result is not Result.ACCEPTED:
        return
    if outcome.result is Result.ACCEPTED:
        await _end(transaction, standing, OutgoingMove.ACCEPT, None, outcome.code, now)
    elif outcome.result is Result.REFUSED:
        await _end(transaction, standing, OutgoingMove.REFUSE, outcome.fault, outcome.code, now)
    elif outcome.result is Result.UNREACHED:
        state = OUTGOING_MOVES[standing.state, OutgoingMove.DEFER]
        await store.untry(transaction, claimed.id, state, now)
    else:
        await _defer(transaction, standing, outcome, now)


async def _defer(transaction: Transaction, standing: store.Standing, outcome: Outcome, now: datetime) -> None:
    due_at = tried_again_at(standing.attempts, now)
    unclear = outcome.result is Result.UNCLEAR
    if due_at is None:
        fault = outcome.fault or Fault.TOO_MANY_TRIES
        await _end(transaction, standing, OutgoingMove.GIVE_UP, fault, outcome.code, now, unclear=unclear)
        return
    state = OUTGOING_MOVES[standing.state, OutgoingMove.DEFER]
    await store.move(
        transaction,
        standing.id,
        state,
        now,
        due_at=due_at,
        fault=outcome.fault,
        code=outcome.code,
        unclear=unclear,
    )
    detail = {"attempts": standing.attempts, "fault": outcome.fault}
    await _happened(transaction, now, "outgoing.deferred", standing.id, standing.about, detail)


async def hear_receipt(
    transaction: Transaction,
    channel: OutgoingChannel,
    reference: str,
    now: datetime,
    *,
    arrived: bool,
    code: str | None = None,
) -> bool:
    """Keeps that a part arrived, or didn't; gives whether it is known. A receipt that comes again changes nothing."""
    message_id = await store.message_of_part(transaction, channel, reference)
    standing = None if message_id is None else await store.lock(transaction, message_id)
    if standing is None:
        return False
    whole = await store.note_receipt(transaction, standing.id, reference, arrived=arrived)
    if whole is None or standing.state is not OutgoingState.SENT:
        return True
    if whole:
        await _end(transaction, standing, OutgoingMove.ARRIVE, None, None, now)
    else:
        await _end(transaction, standing, OutgoingMove.MISCARRY, Fault.NOT_DELIVERED, code, now)
    return True


async def fares(
    transaction: Transaction, channel: OutgoingChannel, trouble: Fault | None, code: str | None, now: datetime
) -> bool:
    """Keeps why nothing is sent by a channel, None: it works; gives whether that is new."""
    is_new = await store.note_trouble(transaction, channel, trouble, code, now)
    if is_new:
        await events.append(transaction, now, "outgoing.channel", {}, {"channel": channel, "trouble": trouble})
    return is_new


# --- what administrators do ----------------------------------------------------------------------------------------


async def messages(
    transaction: Transaction,
    actor: Actor,
    channel: OutgoingChannel | None,
    state: OutgoingState | None,
    before: int | None,
    now: datetime,
) -> OutgoingPage:
    """A page of messages, newest first, recipients and texts masked. That somebody looked is written down."""
    items, next_before = paged(await store.messages(transaction, channel, state, before, _PAGE + 1), _PAGE)
    detail = {"channel": channel or "", "state": state or "", "count": len(items)}
    await people.audit(transaction, now, actor.id, "outgoing.looked_through", {}, detail)
    return OutgoingPage([_masked(one) for one in items], next_before)


async def standings(
    transaction: Transaction, providers: Mapping[OutgoingChannel, Provided], now: datetime
) -> list[ChannelStanding]:
    """How each channel fares."""
    troubles = {one.channel: one for one in await store.troubles(transaction)}
    waits = await waiting(transaction)
    found = []
    for channel in OutgoingChannel:
        provider = providers[channel]
        trouble = troubles.get(channel) if provider.provided else None
        found.append(
            ChannelStanding(
                channel,
                provider.provided,
                trouble.trouble if trouble else None,
                trouble.code if trouble and trouble.trouble else None,
                trouble.since if trouble and trouble.trouble else None,
                waits[channel],
                await store.tried_in_hour(transaction, channel, now),
                provider.most_an_hour,
            )
        )
    return found


async def lost_in_day(transaction: Transaction, channel: OutgoingChannel, now: datetime) -> int:
    """Messages of a channel that failed or were given up in the last 24 hours."""
    return await store.lost_since(transaction, channel, now - _DAY)


async def waiting(transaction: Transaction) -> Mapping[OutgoingChannel, int]:
    """How many messages are still to be sent, by channel."""
    counts = await store.unsettled(transaction)
    return {channel: sum(one.count for one in counts if one.channel is channel) for channel in OutgoingChannel}


async def show_recipient(transaction: Transaction, actor: Actor, message_id: int, now: datetime) -> str:
    """To whom a message went, in full: written down. Problem 404 where there is none, 409 where it is forgotten."""
    found = await store.message(transaction, message_id)
    if found is None:
        raise Problem(404, "no_outgoing")
    if found.recipient is None:
        raise Problem(409, "outgoing_forgotten")
    about = {**found.about, "outgoing": message_id}
    await people.audit(transaction, now, actor.id, "outgoing.recipient_shown", about)
    return found.recipient


async def send_again(
    transaction: Transaction,
    actor: Actor,
    message_id: int,
    providers: Mapping[OutgoingChannel, Provided],
    now: datetime,
) -> OutgoingMessage:
    """Sends a message that failed, was given up or kept.

    Raises Problem 404 where there is none, 409 where it waits or was taken already, where its contents are forgotten,
    and where this centre has no provider for it.
    """
    standing = await store.lock(transaction, message_id)
    if standing is None:
        raise Problem(404, "no_outgoing")
    state = OUTGOING_MOVES.get((standing.state, OutgoingMove.SEND_AGAIN))
    if state is None:
        raise Problem(409, "outgoing_not_again")
    if standing.recipient is None:
        raise Problem(409, "outgoing_forgotten")
    if not providers[standing.channel].provided:
        raise Problem(409, "outgoing_no_provider")
    await store.renew(transaction, message_id, state, now + SENT_WITHIN, now)
    await _happened(transaction, now, "outgoing.sent_again", message_id, standing.about, {"channel": standing.channel})
    await people.audit(transaction, now, actor.id, "outgoing.sent_again", {**standing.about, "outgoing": message_id})
    found = await store.message(transaction, message_id)
    if found is None:
        raise Problem(404, "no_outgoing")
    return _masked(found)


def _masked(message: OutgoingMessage) -> OutgoingMessage:
    """With what identifies a person masked."""
    return replace(
        message,
        recipient=message.recipient and masked(message.recipient),
        subject=message.subject and masked(message.subject),
        body=message.body and _LINK.sub("****", masked(message.body)),
    )


async def _end(
    transaction: Transaction,
    standing: store.Standing,
    move: OutgoingMove,
    fault: Fault | None,
    code: str | None,
    now: datetime,
    *,
    unclear: bool = False,
) -> None:
    """Moves a message by the table to where nothing more is to be done with it for now."""
    state = OUTGOING_MOVES[standing.state, move]
    await store.move(transaction, standing.id, state, now, fault=fault, code=code, unclear=unclear)
    detail = {"channel": standing.channel, "fault": fault}
    await _happened(transaction, now, f"outgoing.{state}", standing.id, standing.about, detail)


async def _happened(
    transaction: Transaction,
    now: datetime,
    kind: str,
    message_id: int,
    about: Mapping[str, int],
    detail: Mapping[str, bool | int | str | None],
) -> None:
    await events.append(transaction, now, kind, {**about, "outgoing": message_id}, detail)
