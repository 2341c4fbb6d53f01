"""Whispering: a team leader tells the counsellor something within a conversation, and the citizen never hears of it.

Whispers have a table of their own, and their events name no citizen, so that no citizen's stream is even told that
something happened.
"""

from datetime import datetime
from uuid import UUID

from sori.conversations.model import ContactState
from sori.conversations.service.desk import log_look, readable
from sori.conversations.service.masking import masking
from sori.conversations.store import contacts as contact_store
from sori.conversations.store import whispers as store
from sori.conversations.team import LONGEST_WHISPER, Whisper
from sori.people import service as people
from sori.people.model import Actor
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.problem import Problem

_HEARD_IN = (ContactState.TALKING, ContactState.WRAP_UP)


async def whisper(
    transaction: Transaction, actor: Actor, contact_id: int, body: str, client_key: UUID, now: datetime
) -> Whisper:
    """Tells the contact's counsellor something, once however often it is sent.

    Raises Problem 409 where no counsellor talks or wraps up, or it is the actor's own contact, 422 for no text.
    """
    contact = await contact_store.lock(transaction, contact_id)
    if contact is None:
        raise Problem(404, "no_contact")
    known = await store.by_client_key(transaction, client_key)
    if known is not None:
        if known.contact_id != contact_id:
            raise Problem(409, "request_key_taken", field="client_key")
        return await _shown(transaction, known)
    body = body.replace("\0", "").strip()
    if not body:
        raise Problem(422, "text_missing", field="body")
    if len(body) > LONGEST_WHISPER:
        raise Problem(422, "text_too_long", field="body", longest=LONGEST_WHISPER)
    if contact.state not in _HEARD_IN or contact.counsellor_id is None:
        raise Problem(409, "nobody_to_whisper_to")
    if contact.counsellor_id == actor.id:
        raise Problem(409, "contact_is_yours")
    kept = await store.add(transaction, contact_id, actor.id, contact.counsellor_id, body, client_key, now)
    about = {"contact": contact_id, "counsellor": contact.counsellor_id}
    await people.audit(transaction, now, actor.id, "whisper.sent", about)
    await events.append(transaction, now, "whisper.sent", about, {"whisper": kept.id})
    return await _shown(transaction, kept)


async def _shown(transaction: Transaction, whisper: Whisper) -> Whisper:
    return (await masking(transaction, [whisper.body])).whisper(whisper)


async def whispers(transaction: Transaction, actor: Actor, contact_id: int, now: datetime) -> list[Whisper]:
    """What was whispered in a contact, for whoever may read it. A look from outside is logged."""
    contact = await readable(transaction, actor, contact_id)
    kept = await store.of_contact(transaction, contact_id)
    if kept and not actor.simulated:
        await log_look(transaction, actor, contact, "whispers.read", now)
    mask = await masking(transaction, [one.body for one in kept])
    return [mask.whisper(one) for one in kept]


async def seen(transaction: Transaction, actor: Actor, contact_id: int, now: datetime) -> None:
    """The counsellor has seen what was whispered to them."""
    await readable(transaction, actor, contact_id)
    if await store.mark_read(transaction, contact_id, actor.id, now):
        await events.append(transaction, now, "whisper.read", {"contact": contact_id, "counsellor": actor.id})
