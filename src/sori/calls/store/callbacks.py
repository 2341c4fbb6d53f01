"""SQL of callbacks."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sori.calls.callback import OPEN_STATES, Callback, CallbackShown, CallbackState, Due
from sori.conversations.model import LIVE_STATES
from sori.platform.database import Transaction

_OPEN = [str(state) for state in OPEN_STATES]
_LIVE = [str(state) for state in LIVE_STATES]
_CALLBACK = """
    select contact_id, callback.citizen_id, contact.language, callback.state, asked_at, tries, due_at, number,
           public_url
    from callback join contact on contact.id = contact_id """
# Whoever rests is passed over, and so is not before anybody.
_PLACE = """
    (select 1 + count(*) from contact other left join callback ahead on ahead.contact_id = other.id
     where other.queue_id = contact.queue_id and other.medium = contact.medium and other.state = 'waiting'
       and coalesce(ahead.state, 'placed') <> 'resting'
       and (other.waiting_since, other.id) < (contact.waiting_since, contact.id))"""


async def add(
    transaction: Transaction,
    contact_id: int,
    citizen_id: int,
    number: str | None,
    public_url: str | None,
    now: datetime,
) -> None:
    """Keeps that a citizen is to be called back."""
    await transaction.execute(
        """insert into callback (contact_id, citizen_id, asked_at, state, number, public_url)
           values (%s, %s, %s, 'placed', %s, %s)""",
        (contact_id, citizen_id, now, number, public_url),
    )


async def exists(transaction: Transaction, contact_id: int) -> bool:
    """Whether a contact is, or was, a callback."""
    return bool(
        await transaction.value(bool, "select exists (select from callback where contact_id = %s)", (contact_id,))
    )


async def lock(transaction: Transaction, contact_id: int) -> Callback | None:
    """A callback, kept from changing under us; its contact first, as everywhere."""
    await transaction.execute("select from contact where id = %s for update", (contact_id,))
    await transaction.execute("select from callback where contact_id = %s for update", (contact_id,))
    return await transaction.maybe(Callback, _CALLBACK + "where contact_id = %s", (contact_id,))


async def callback(transaction: Transaction, contact_id: int) -> Callback | None:
    """A callback as it stands."""
    return await transaction.maybe(Callback, _CALLBACK + "where contact_id = %s", (contact_id,))


async def open_of_citizen(transaction: Transaction, citizen_id: int) -> int | None:
    """The contact in which a citizen may still be called back."""
    return await transaction.value(
        int, "select contact_id from callback where citizen_id = %s and state = any(%s)", (citizen_id, _OPEN)
    )


async def contact_of_link(transaction: Transaction, token_hash: bytes) -> int | None:
    """The contact whose callback a link opens."""
    return await transaction.value(int, "select contact_id from callback_link where token_hash = %s", (token_hash,))


async def add_link(transaction: Transaction, contact_id: int, token_hash: bytes) -> None:
    """Keeps a link that opens a callback's page."""
    await transaction.execute(
        "insert into callback_link (token_hash, contact_id) values (%s, %s)", (token_hash, contact_id)
    )


async def move(
    transaction: Transaction, contact_id: int, state: CallbackState, *, tries: int, due_at: datetime | None
) -> None:
    """Where a callback stands from now on. One that comes to nothing forgets the number."""
    await transaction.execute(
        """update callback set state = %(state)s, tries = %(tries)s, due_at = %(due_at)s,
               number = case when %(state)s in ('given_up', 'cancelled') then null else number end
           where contact_id = %(contact)s""",
        {"contact": contact_id, "state": state, "tries": tries, "due_at": due_at},
    )


async def due(transaction: Transaction) -> list[Due]:
    """Callbacks that a counsellor has taken and whose citizen has not been rung for it, oldest first."""
    return await transaction.all(
        Due,
        """select contact_id, callback.citizen_id, contact.language,
                  case when not staff.simulated then counsellor_id end as counsellor_id
           from callback join contact on contact.id = contact_id join staff on staff.id = counsellor_id
           where callback.state = 'placed' and contact.state = 'talking' and called_back
           order by contact.waiting_since, contact_id""",
    )


@dataclass(frozen=True, slots=True)
class Next:
    """A callback that rests until the citizen is on the line, with its place among those who can be served."""

    contact_id: int
    citizen_id: int
    language: str
    place: int
    served: bool
    """Whether somebody on duty serves its queue."""


async def citizens_first(transaction: Transaction) -> list[Next]:
    """Callbacks kept back until their citizen is on the line."""
    return await transaction.all(
        Next,
        f"""select contact_id, callback.citizen_id, contact.language, {_PLACE} as place,
               exists (select from counsellor_duty duty join staff_skill_in_force mine on mine.staff_id = duty.staff_id
                       join queue_step step on step.skill_id = mine.skill_id join staff on staff.id = duty.staff_id
                       where step.queue_id = contact.queue_id and mine.level >= step.level and takes_calls
                         and duty.state in ('available', 'not_answering', 'break')) as served
           from callback join contact on contact.id = contact_id
           where callback.state = 'placed' and contact.state = 'waiting' and rests
           order by contact.waiting_since, contact_id""",
    )


@dataclass(frozen=True, slots=True)
class OpenCallback:
    """A callback that may still be made, as the worker looks at it."""

    contact_id: int
    state: CallbackState
    due_at: datetime | None
    queue_id: int
    waits: bool
    live: bool


async def open_callbacks(transaction: Transaction) -> list[OpenCallback]:
    """All callbacks that may still be made, in the order in which contacts are locked."""
    return await transaction.all(
        OpenCallback,
        """select contact_id, callback.state, due_at, queue_id, contact.state = 'waiting' as waits,
                  contact.state = any(%s) as live
           from callback join contact on contact.id = contact_id
           where callback.state = any(%s) order by contact_id""",
        (_LIVE, _OPEN),
    )


async def shown(transaction: Transaction, contact_id: int) -> CallbackShown | None:
    """A callback for its citizen, the number as it was given."""
    return await transaction.maybe(
        CallbackShown,
        f"""select callback.state, queue.name as queue,
                  case when contact.state = 'waiting' then {_PLACE} end as place, due_at, tries, number
           from callback join contact on contact.id = contact_id join queue on queue.id = queue_id
           where contact_id = %s""",
        (contact_id,),
    )


async def newest_of_citizen(transaction: Transaction, citizen_id: int) -> int | None:
    """The newest contact of a citizen that is, or was, a callback."""
    return await transaction.value(
        int, "select contact_id from callback where citizen_id = %s order by contact_id desc limit 1", (citizen_id,)
    )


async def begin_ringing(transaction: Transaction, key: UUID, callback: Callback, now: datetime) -> int | None:
    """Keeps that a citizen is being rung, as their call; gives its id, None where they are in a call already."""
    return await transaction.value(
        int,
        """insert into call (key, citizen_id, contact_id, began_at, heard_at) values (%s, %s, %s, %s, %s)
           on conflict (citizen_id) where ended_at is null do nothing returning id""",
        (key, callback.citizen_id, callback.contact_id, now, now),
    )


async def call_of(transaction: Transaction, contact_id: int) -> int | None:
    """The call under way about a contact."""
    return await transaction.value(int, "select id from call where contact_id = %s and ended_at is null", (contact_id,))
