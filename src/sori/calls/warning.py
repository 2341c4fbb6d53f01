"""Use cases of warn and end: the counsellor's button, and the caller who has heard the warning."""

from datetime import datetime

from sori.calls.abuse import REST, Abuse, AbuseStep, next_step
from sori.calls.store import abuse as store
from sori.conversations.model import Contact, DutyEvent
from sori.conversations.service import desk, life
from sori.people import service as people
from sori.people.model import Actor
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.translation import Language, translated


async def warn_or_end(transaction: Transaction, actor: Actor, contact: Contact, now: datetime) -> Abuse:
    """The first time the caller is warned; the second time the call ends and the counsellor's protected rest begins.

    What was in hand is wrapped up in the rest. Problem 409 while the warning has not been heard yet.
    """
    await life.lock(transaction, contact.id)
    step = next_step(await store.abuse(transaction, contact.id))
    await store.add(transaction, contact.id, step, actor.id, now)
    about = {"contact": contact.id, "citizen": contact.citizen_id, "counsellor": actor.id}
    await events.append(transaction, now, f"abuse.{step}", about)
    await people.audit(
        transaction, now, actor.id, f"abuse.{step}", {"contact": contact.id, "citizen": contact.citizen_id}
    )
    if step is AbuseStep.END:
        if contact.taken_by_id == actor.id:
            await life.end_in_stead(transaction, actor, contact.id, now)
        else:
            await life.end(transaction, actor, contact.id, now)
        # Who was talked to is at rest, also where a team leader ended it in their stead.
        reason = translated(Language.KO, "note.rest_after_abuse")
        rests = contact.counsellor_id or actor.id
        await life.change_duty(transaction, rests, DutyEvent.GIVE_REST, reason, now, until=now + REST, set_by=actor.id)
    return await store.abuse(transaction, contact.id)


async def heard(transaction: Transaction, contact: Contact, now: datetime) -> None:
    """The caller has heard the warning to its end."""
    await store.hear(transaction, contact.id, now)
    about = {"contact": contact.id, "citizen": contact.citizen_id}
    if contact.counsellor_id is not None:
        about["counsellor"] = contact.counsellor_id
    await events.append(transaction, now, "abuse.heard", about)


async def abuse(transaction: Transaction, contact_id: int) -> Abuse:
    """What was done in a contact against abuse."""
    return await store.abuse(transaction, contact_id)


async def seen(transaction: Transaction, actor: Actor, contact_id: int) -> Abuse:
    """The same for who may read the contact; Problem 403 for others."""
    contact = await desk.readable(transaction, actor, contact_id)
    return await store.abuse(transaction, contact.id)
