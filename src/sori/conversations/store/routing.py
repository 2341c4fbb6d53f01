"""SQL of the routing leader: what waits, who is free, and writing the offers it decided on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sori.conversations.model import ContactState, Duty, Medium
from sori.platform.database import Transaction


@dataclass(frozen=True, slots=True)
class RoutedCounsellor:
    """What routing must know of a member of staff."""

    id: int
    skills: dict[str, int]
    chat_capacity: int
    takes_calls: bool


@dataclass(frozen=True, slots=True)
class RoutedContact:
    """What routing must know of a contact."""

    id: int
    state: ContactState
    queue_id: int
    medium: Medium
    waiting_since: datetime
    desk_counsellor_id: int | None
    desk_until: datetime | None
    rests: bool = False


@dataclass(frozen=True, slots=True)
class Hands:
    """What a counsellor has in hand, everything that takes a place counted."""

    id: int
    duty: Duty
    idle_since: datetime
    chats: int
    calls: int


@dataclass(frozen=True, slots=True)
class MadeOffer:
    """An offer that routing decided on."""

    contact_id: int
    counsellor_id: int


@dataclass(frozen=True, slots=True)
class WrittenOffer:
    """An offer as it was written, with its event."""

    contact_id: int
    counsellor_id: int
    event: int


async def counsellors(transaction: Transaction) -> list[RoutedCounsellor]:
    """Everybody who may be offered contacts, in the order of their ids."""
    return await transaction.all(
        RoutedCounsellor,
        """select staff.id, chat_capacity, takes_calls,
                  coalesce((select jsonb_object_agg(code, level)
                            from staff_skill_in_force join skill on skill.id = skill_id
                            where staff_id = staff.id), '{}') as skills
           from staff join staff_role on staff_role.staff_id = staff.id and role = 'counsellor'
           where active order by staff.id""",
    )


_CONTACTS = """
    select id, state, queue_id, medium, waiting_since, desk_counsellor_id, desk_until, rests
    from contact """


async def waiting(transaction: Transaction) -> list[RoutedContact]:
    """Every contact that waits to be offered, oldest first."""
    return await transaction.all(
        RoutedContact, _CONTACTS + "where state = 'waiting' and not rests order by waiting_since, id"
    )


async def contacts(transaction: Transaction, contact_ids: Sequence[int]) -> list[RoutedContact]:
    """These contacts as they stand."""
    return await transaction.all(
        RoutedContact, _CONTACTS + "where id = any(%s) order by waiting_since, id", (list(contact_ids),)
    )


_HANDS = """
    select staff_id as id, state as duty, idle_since, coalesce(chats, 0) as chats, coalesce(calls, 0) as calls
    from counsellor_duty left join lateral (
        select count(*) filter (where medium = 'chat') as chats, count(*) filter (where medium = 'call') as calls
        from contact where counsellor_id = staff_id and state in ('offered', 'talking', 'wrap_up')) held on true """


async def hands(transaction: Transaction, counsellor_ids: Sequence[int]) -> list[Hands]:
    """What these counsellors have in hand."""
    return await transaction.all(Hands, _HANDS + "where staff_id = any(%s)", (list(counsellor_ids),))


async def hands_on_duty(transaction: Transaction) -> list[Hands]:
    """What everybody who is on duty has in hand."""
    return await transaction.all(Hands, _HANDS + "where state <> 'offline'")


async def epoch_holds(transaction: Transaction, epoch: int) -> bool:
    """Whether this is still the leader's epoch."""
    return await transaction.value(int, "select epoch from routing_leader") == epoch


async def begin_epoch(transaction: Transaction, holder: str, now: datetime) -> int:
    """Makes whoever holds the routing lock the leader; gives the new epoch."""
    return (
        await transaction.value(
            int, "update routing_leader set epoch = epoch + 1, holder = %s, since = %s returning epoch", (holder, now)
        )
        or 0
    )


async def add_offers(
    transaction: Transaction,
    offers: Sequence[MadeOffer],
    epoch: int,
    now: datetime,
    expires_at: datetime,
) -> list[WrittenOffer]:
    """Writes, in one statement, the offers whose contact still waits and whose counsellor is still available.

    Gives those that it wrote; none where another leader has begun a newer epoch, which must wait until it is done.
    """
    return await transaction.all(
        WrittenOffer,
        """with leader as materialized (select from routing_leader where epoch = %(epoch)s for share),
           -- The counts have each step locked whole before the next: contacts before counsellors, as everywhere.
           waits as materialized (
               select id from contact
               where id = any(%(contacts)s) and state = 'waiting' and not rests and (select count(*) from leader) > 0
               order by id for update),
           available as materialized (
               select staff_id from counsellor_duty
               where staff_id = any(%(counsellors)s) and state = 'available' and (select count(*) from waits) > 0
               order by staff_id for share),
           moved as (
               update contact set state = 'offered', counsellor_id = decided.counsellor_id,
                      desk_counsellor_id = null, desk_until = null
               from unnest(%(contacts)s::bigint[], %(counsellors)s::bigint[]) with ordinality
                   as decided (contact_id, counsellor_id, position)
               where contact.id = decided.contact_id and contact.state = 'waiting'
                 and exists (select from waits where waits.id = decided.contact_id)
                 and exists (select from available where staff_id = decided.counsellor_id)
               returning contact.id, decided.counsellor_id, decided.position),
           offered as (
               insert into offer (contact_id, counsellor_id, offered_at, expires_at, epoch)
               select id, counsellor_id, %(now)s, %(expires_at)s, %(epoch)s from moved order by position),
           happened as (
               insert into event (at, kind, about)
               select %(now)s, 'contact.offered', jsonb_build_object('contact', id, 'counsellor', counsellor_id)
               from moved returning id, about)
           select (about ->> 'contact')::bigint as contact_id, (about ->> 'counsellor')::bigint as counsellor_id,
                  id as event
           from happened""",
        {
            "contacts": [offer.contact_id for offer in offers],
            "counsellors": [offer.counsellor_id for offer in offers],
            "now": now,
            "expires_at": expires_at,
            "epoch": epoch,
        },
    )
