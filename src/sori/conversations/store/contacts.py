"""SQL of a contact's life: opened, waiting, offered, talked with, wrapped up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sori.conversations.model import Channel, Contact, Duty, Medium, Outcome
from sori.platform.database import Transaction
from sori.platform.translation import Language


@dataclass(frozen=True, slots=True)
class NewContact:
    """A contact that begins to wait in a queue."""

    citizen_id: int
    channel: Channel
    medium: Medium
    language: Language
    menu_key: str
    request_key: UUID
    simulated: bool
    queue_id: int
    desk_counsellor_id: int | None
    desk_until: datetime | None
    outlook_since: datetime | None
    """What newcomers to the queue are told is kept with it if it was computed since then; None: nothing was told."""
    now: datetime


@dataclass(frozen=True, slots=True)
class LiveOffer:
    """An offer that nobody has settled yet."""

    id: int
    contact_id: int
    counsellor_id: int
    expires_at: datetime


FACTS = """
    select id, citizen_id, channel, medium, state, queue_id, waiting_since, counsellor_id, desk_counsellor_id,
    answered_at, ended_at, simulated, language, rating, taken_by_id, left_message, called_back, rests from contact """


async def contact(transaction: Transaction, contact_id: int) -> Contact | None:
    """A contact as it is."""
    return await transaction.maybe(Contact, FACTS + "where id = %s", (contact_id,))


async def lock(transaction: Transaction, contact_id: int) -> Contact | None:
    """A contact, kept from changing under us until the transaction ends. Always locked before anything of it."""
    await transaction.execute("select 1 from contact where id = %s for update", (contact_id,))
    return await contact(transaction, contact_id)


async def lock_citizen(transaction: Transaction, citizen_id: int) -> None:
    """Lets one request of a citizen open a contact at a time."""
    await transaction.execute("select 1 from citizen where id = %s for update", (citizen_id,))


async def by_request(transaction: Transaction, request_key: UUID) -> Contact | None:
    """The contact that this request opened before."""
    return await transaction.maybe(Contact, FACTS + "where request_key = %s", (request_key,))


async def live_of_citizen(transaction: Transaction, citizen_id: int, medium: Medium | None = None) -> Contact | None:
    """The contact in which a citizen still is, of this medium where one is named."""
    return await transaction.maybe(
        Contact,
        FACTS
        + """where citizen_id = %s and state in ('waiting', 'offered', 'talking')
             and medium = coalesce(%s, medium) order by id desc limit 1""",
        (citizen_id, medium),
    )


async def latest_of_device(transaction: Transaction, token_hash: bytes) -> Contact | None:
    """The contact that a device's page shows: the chat that is live, else the newest, live or over."""
    return await transaction.maybe(
        Contact,
        FACTS
        + """where citizen_id = (select citizen_id from citizen_device where token_hash = %s)
             order by (medium = 'chat' and state in ('waiting', 'offered', 'talking')) desc, id desc limit 1""",
        (token_hash,),
    )


async def familiar_counsellor(transaction: Transaction, citizen_id: int, since: datetime) -> int | None:
    """Which counsellor last talked with this citizen since then; a team leader who took over is nobody's own."""
    return await transaction.value(
        int,
        """select handling.counsellor_id from handling join contact on contact.id = contact_id
           where citizen_id = %s and handling.started_at >= %s
             and exists (select from counsellor_duty where staff_id = handling.counsellor_id)
           order by handling.id desc limit 1""",
        (citizen_id, since),
    )


async def enter_queue(transaction: Transaction, contact_id: int, queue_id: int, now: datetime) -> None:
    """Begins a stay in a queue."""
    await transaction.execute(
        "insert into queue_visit (contact_id, queue_id, entered_at) values (%s, %s, %s)", (contact_id, queue_id, now)
    )


async def leave_queue(
    transaction: Transaction, contact_id: int, outcome: str, counsellor_id: int | None, now: datetime
) -> None:
    """Ends the live stay in a queue."""
    await transaction.execute(
        """update queue_visit set left_at = %s, outcome = %s, counsellor_id = %s
           where contact_id = %s and outcome is null""",
        (now, outcome, counsellor_id, contact_id),
    )


async def settle_offer(transaction: Transaction, contact_id: int, outcome: Outcome, now: datetime) -> LiveOffer | None:
    """Ends the live offer of a contact, if there is one."""
    return await transaction.maybe(
        LiveOffer,
        """update offer set outcome = %s, settled_at = %s where contact_id = %s and outcome is null
           returning id, contact_id, counsellor_id, expires_at""",
        (outcome, now, contact_id),
    )


async def offer(transaction: Transaction, offer_id: int, counsellor_id: int) -> LiveOffer | None:
    """A counsellor's offer if it is still live."""
    return await transaction.maybe(
        LiveOffer,
        """select id, contact_id, counsellor_id, expires_at from offer
           where id = %s and counsellor_id = %s and outcome is null""",
        (offer_id, counsellor_id),
    )


async def live_offers_of(transaction: Transaction, counsellor_id: int) -> list[LiveOffer]:
    """What is offered to a counsellor now, in the order in which contacts are locked."""
    return await transaction.all(
        LiveOffer,
        """select id, contact_id, counsellor_id, expires_at from offer
           where counsellor_id = %s and outcome is null order by contact_id""",
        (counsellor_id,),
    )


async def expired_offers(transaction: Transaction, now: datetime) -> list[LiveOffer]:
    """Live offers whose time to accept is over."""
    return await transaction.all(
        LiveOffer,
        """select id, contact_id, counsellor_id, expires_at from offer
           where outcome is null and expires_at <= %s order by contact_id""",
        (now,),
    )


async def return_to_queue(transaction: Transaction, contact_id: int) -> None:
    """Back to its place: `waiting_since` is kept; it waits at nobody's desk any more."""
    await transaction.execute(
        """update contact set state = 'waiting', counsellor_id = null, desk_counsellor_id = null, desk_until = null
           where id = %s""",
        (contact_id,),
    )


async def pass_on(
    transaction: Transaction,
    contact_id: int,
    queue_id: int,
    desk_counsellor_id: int | None,
    desk_until: datetime | None,
) -> None:
    """Waiting again in a queue or at somebody's desk, its place kept."""
    await transaction.execute(
        """update contact set state = 'waiting', counsellor_id = null, taken_by_id = null, queue_id = %s,
               desk_counsellor_id = %s, desk_until = %s where id = %s""",
        (queue_id, desk_counsellor_id, desk_until, contact_id),
    )


async def set_called_back(transaction: Transaction, contact_id: int, called_back: bool, rests: bool) -> None:
    """Whether the citizen is to be called, and whether the contact is kept from being offered."""
    await transaction.execute(
        "update contact set called_back = %s, rests = %s where id = %s", (called_back, rests, contact_id)
    )


async def take_answer_back(transaction: Transaction, contact_id: int, since: datetime) -> None:
    """Nobody was reached: an answer and a stay's end later than `since` did not happen."""
    await transaction.execute(
        "update contact set answered_at = case when answered_at < %s then answered_at end where id = %s",
        (since, contact_id),
    )
    await transaction.execute(
        """update queue_visit set left_at = null, outcome = null, counsellor_id = null
           where outcome = 'answered' and left_at >= %s
             and id = (select max(id) from queue_visit where contact_id = %s)""",
        (since, contact_id),
    )


async def add_transfer(
    transaction: Transaction,
    contact_id: int,
    from_staff_id: int,
    to_queue_id: int,
    to_counsellor_id: int | None,
    note: str,
    now: datetime,
) -> None:
    """Keeps who passed a contact to whom and why."""
    await transaction.execute(
        """insert into transfer (contact_id, at, from_staff_id, to_queue_id, to_counsellor_id, note)
           values (%s, %s, %s, %s, %s, %s)""",
        (contact_id, now, from_staff_id, to_queue_id, to_counsellor_id, note),
    )


async def end_handling(transaction: Transaction, contact_id: int, now: datetime) -> None:
    """The counsellor's turn is over."""
    await transaction.execute(
        "update handling set ended_at = %s where contact_id = %s and ended_at is null", (now, contact_id)
    )


async def end(transaction: Transaction, contact_id: int, now: datetime) -> None:
    """The talk is over; its counsellor wraps it up."""
    await transaction.execute("update contact set state = 'wrap_up', ended_at = %s where id = %s", (now, contact_id))


async def abandon(transaction: Transaction, contact_id: int, now: datetime) -> None:
    """The citizen gave up waiting."""
    await transaction.execute(
        """update contact set state = 'abandoned', ended_at = %s, counsellor_id = null,
               desk_counsellor_id = null, desk_until = null where id = %s""",
        (now, contact_id),
    )


async def rate(transaction: Transaction, contact_id: int, score: int, comment: str) -> None:
    """Keeps how the citizen found it."""
    await transaction.execute(
        "update contact set rating = %s, rating_comment = %s where id = %s", (score, comment, contact_id)
    )


async def duty(transaction: Transaction, counsellor_id: int) -> Duty | None:
    """What a counsellor is set to, locked until the transaction ends; None for somebody who never worked here."""
    return await transaction.value(
        Duty, "select state from counsellor_duty where staff_id = %s for update", (counsellor_id,)
    )


async def lock_duties(transaction: Transaction, counsellor_ids: Sequence[int]) -> None:
    """Keeps what these counsellors do from changing under us, after the contacts and in the order of their ids."""
    await transaction.execute(
        "select from counsellor_duty where staff_id = any(%s) order by staff_id for update", (list(counsellor_ids),)
    )


async def set_duty(
    transaction: Transaction,
    counsellor_id: int,
    duty: Duty,
    reason: str | None,
    now: datetime,
    *,
    until: datetime | None = None,
    set_by: int | None = None,
) -> None:
    """Sets what a counsellor does from now on, and keeps what they did before."""
    await transaction.execute(
        """insert into counsellor_duty (staff_id, state, reason, since, idle_since, until, set_by)
           values (%s, %s, %s, %s, %s, %s, %s)
           on conflict (staff_id) do update set
               state = excluded.state, reason = excluded.reason, since = excluded.since,
               idle_since = excluded.idle_since, until = excluded.until, set_by = excluded.set_by""",
        (counsellor_id, duty, reason, now, now, until, set_by),
    )
    await transaction.execute(
        "update duty_span set ended_at = %s where staff_id = %s and ended_at is null", (now, counsellor_id)
    )
    await transaction.execute(
        "insert into duty_span (staff_id, duty, reason, began_at) values (%s, %s, %s, %s)",
        (counsellor_id, duty, reason, now),
    )


async def full_queues(transaction: Transaction) -> list[int]:
    """The queues in which as many wait as may."""
    return await transaction.values(
        int,
        """select id from queue where most_waiting <= (
               select count(*) from contact where queue_id = queue.id and state = 'waiting')""",
    )


async def usual_menu_key(transaction: Transaction, topic_id: int) -> str | None:
    """The menu key of most of the newest contacts whose topic is of the same field (first level) as this one.

    None where fewer than five were, or that key leads nowhere now.
    """
    return await transaction.value(
        str,
        """with recursive above as (
               select id, parent_id, id as of_id from topic
               union all select topic.id, topic.parent_id, of_id from above join topic on topic.id = above.parent_id),
           field as (select of_id, id from above where parent_id is null),
           newest as (select menu_key, topic_id from contact
                      where menu_key is not null order by id desc limit 5000)
           select newest.menu_key
           from newest join field on field.of_id = newest.topic_id
                join field mine on mine.id = field.id and mine.of_id = %s
                join menu_entry on menu_entry.key = newest.menu_key and menu_entry.queue_id is not null
           group by newest.menu_key having count(*) >= 5 order by count(*) desc, newest.menu_key limit 1""",
        (topic_id,),
    )


async def departed(transaction: Transaction) -> list[int]:
    """Those who are no longer staff, and whose duty or hands don't say so yet."""
    return await transaction.values(
        int,
        """select id from staff where not active and (
               exists (select from counsellor_duty where staff_id = staff.id and state <> 'offline')
               or exists (select from contact where counsellor_id = staff.id and state in ('offered', 'talking')))
           order by id""",
    )


async def live_in_hands_of(transaction: Transaction, counsellor_ids: Sequence[int]) -> list[int]:
    """The contacts that these counsellors are offered or talk in, in the order in which contacts are locked."""
    return await transaction.values(
        int,
        "select id from contact where counsellor_id = any(%s) and state in ('offered', 'talking') order by id",
        (list(counsellor_ids),),
    )


async def hands_changed(transaction: Transaction, counsellor_id: int, now: datetime) -> None:
    """What the counsellor has in hand changed: the longest idle is whoever's changed longest ago."""
    await transaction.execute("update counsellor_duty set idle_since = %s where staff_id = %s", (now, counsellor_id))
