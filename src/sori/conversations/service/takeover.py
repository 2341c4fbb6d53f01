"""A team leader takes a live conversation over and returns it.

The contact stays its counsellor's and keeps their place, so that it can come back to full hands; who speaks is
`taken_by_id`. The team leader needs no duty row and no capacity for it.
"""

from datetime import datetime

from sori.conversations.model import Contact, ContactEvent, ContactState, Duty, Notice, Sender, moved
from sori.conversations.store import contacts as contact_store
from sori.conversations.store import messages as message_store
from sori.conversations.store import presence
from sori.conversations.store import takeover as store
from sori.people import service as people
from sori.people.model import WATCHING_ROLES, Actor
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.problem import Problem


async def take_over(transaction: Transaction, actor: Actor, contact_id: int, now: datetime) -> None:
    """The actor talks in the counsellor's stead from now on. Taking over twice is the same as once.

    Raises Problem 409 for one's own contact or one that isn't being talked in.
    """
    contact = await _locked(transaction, contact_id)
    if contact.taken_by_id == actor.id:
        return
    moved(contact.state, ContactEvent.TAKE_OVER)
    if contact.counsellor_id is None or contact.counsellor_id == actor.id:
        raise Problem(409, "contact_is_yours")
    await store.end(transaction, contact_id, "passed_on", now)
    await store.begin(transaction, contact_id, actor.id, contact.counsellor_id, now)
    await message_store.add_notice(transaction, contact_id, Notice.TAKEN_OVER, actor.id, now)
    await _happened(transaction, now, "contact.taken_over", contact, actor)


async def give_back(transaction: Transaction, actor: Actor, contact_id: int, now: datetime) -> None:
    """The counsellor talks (or wraps up) again: returned by a team leader, or taken back while the one is away.

    Raises Problem 409 where it isn't taken over or its counsellor has gone offline, 403 where the actor may not.
    """
    contact = await _locked(transaction, contact_id)
    if contact.taken_by_id is None or contact.counsellor_id is None:
        raise Problem(409, "contact_not_taken_over")
    takes_back = contact.counsellor_id == actor.id
    if takes_back:
        if contact.state is ContactState.TALKING and await is_there(transaction, contact.taken_by_id, now):
            raise Problem(409, "team_leader_is_there")
    elif not actor.has_any(*WATCHING_ROLES):
        raise Problem(403, "contact_of_another")
    elif await contact_store.duty(transaction, contact.counsellor_id) in (None, Duty.OFFLINE):
        raise Problem(409, "counsellor_has_gone")
    moved(contact.state, ContactEvent.RETURN)
    await store.release(transaction, contact_id)
    await store.end(transaction, contact_id, "taken_back" if takes_back else "returned", now)
    if contact.state is ContactState.TALKING:
        await store.begin_turn(transaction, contact_id, contact.counsellor_id, now)
        await message_store.add_notice(transaction, contact_id, Notice.RETURNED, contact.counsellor_id, now)
    await _happened(transaction, now, "contact.returned", contact, actor)


async def is_there(transaction: Transaction, staff_id: int, now: datetime) -> bool:
    """Whether a member of staff has a page with a stream open."""
    return bool(await presence.connected(transaction, Sender.COUNSELLOR, [staff_id], now))


async def _locked(transaction: Transaction, contact_id: int) -> Contact:
    contact = await contact_store.lock(transaction, contact_id)
    if contact is None:
        raise Problem(404, "no_contact")
    return contact


async def _happened(transaction: Transaction, now: datetime, kind: str, contact: Contact, actor: Actor) -> None:
    about = {"contact": contact.id, "citizen": contact.citizen_id, "counsellor": contact.counsellor_id or 0}
    await people.audit(transaction, now, actor.id, kind, about)
    await events.append(transaction, now, kind, {**about, "queue": contact.queue_id, "leader": actor.id})
