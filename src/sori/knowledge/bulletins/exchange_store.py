"""SQL of the exchange: other centres, our key, what they are told, what came from them."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sori.knowledge.bulletins.feed import Refusal
from sori.knowledge.bulletins.model import BulletinContent, BulletinState, PartnerSetup
from sori.platform.database import Transaction


@dataclass(frozen=True, slots=True)
class KeptCentre:
    """Another centre as it is kept; `may_read`: it has a token for our feed."""

    id: int
    name: str
    address: str
    public_key: str
    token: str
    may_read: bool
    trusted: bool
    is_on: bool
    sequence: int
    etag: str | None
    checked_at: datetime | None
    accepted_at: datetime | None
    read_at: datetime | None
    fault: Refusal | None
    fault_detail: str
    changed_at: datetime
    changed_by: str
    change: int


@dataclass(frozen=True, slots=True)
class SharedBulletin:
    """A bulletin of ours that other centres are, or were, told of."""

    id: int
    state: BulletinState
    content: BulletinContent
    change: int


_CENTRES = """
    select bulletin_centre.id, name, address, public_key, token, reader_hash is not null as may_read, trusted, is_on,
           sequence, etag, checked_at, accepted_at, read_at, fault, fault_detail, changed_at,
           display_name as changed_by, change
    from bulletin_centre join staff on staff.id = changed_by """


async def centres(transaction: Transaction) -> list[KeptCentre]:
    """All other centres by name."""
    return await transaction.all(KeptCentre, _CENTRES + "order by name")


async def locked(transaction: Transaction, centre_id: int) -> KeptCentre | None:
    """A centre that nobody else changes until the transaction ends."""
    return await transaction.maybe(
        KeptCentre, _CENTRES + "where bulletin_centre.id = %s for update of bulletin_centre", (centre_id,)
    )


async def id_of(transaction: Transaction, name: str) -> int | None:
    """The centre of this name."""
    return await transaction.value(int, "select id from bulletin_centre where name = %s", (name,))


async def count(transaction: Transaction) -> int:
    """How many there are."""
    return await transaction.value(int, "select count(*) from bulletin_centre") or 0


async def add(transaction: Transaction, setup: PartnerSetup, staff_id: int, now: datetime) -> int:
    """Begins to exchange with a centre; gives its id."""
    return (
        await transaction.value(
            int,
            """insert into bulletin_centre (name, address, public_key, token, trusted, is_on, due_at, changed_at,
                   changed_by, change)
               values (%(name)s, %(address)s, %(public_key)s, %(token)s, %(trusted)s, %(is_on)s, %(now)s, %(now)s,
                   %(by)s, nextval('bulletin_change_number')) returning id""",
            {**asdict(setup), "by": staff_id, "now": now},
        )
        or 0
    )


async def put(transaction: Transaction, centre_id: int, setup: PartnerSetup, staff_id: int, now: datetime) -> None:
    """Changes a centre. With another address or key its feed begins anew: sequences of one say nothing of the other."""
    await transaction.execute(
        """update bulletin_centre set name = %(name)s, token = %(token)s, trusted = %(trusted)s, is_on = %(is_on)s,
               sequence = case when (address, public_key) = (%(address)s, %(public_key)s) then sequence else 0 end,
               address = %(address)s, public_key = %(public_key)s, etag = null, fault = null, fault_detail = '',
               due_at = %(now)s, changed_at = %(now)s, changed_by = %(by)s, change = nextval('bulletin_change_number')
           where id = %(id)s""",
        {**asdict(setup), "id": centre_id, "by": staff_id, "now": now},
    )


async def remove(transaction: Transaction, centre_id: int) -> None:
    """Forgets a centre; what came from it stays, under its name."""
    await transaction.execute("delete from bulletin_centre where id = %s", (centre_id,))


async def let_read(transaction: Transaction, centre_id: int, reader_hash: bytes, staff_id: int, now: datetime) -> None:
    """Lets a centre read our feed with this token, and with no earlier one."""
    await transaction.execute(
        """update bulletin_centre set reader_hash = %s, changed_at = %s, changed_by = %s,
               change = nextval('bulletin_change_number') where id = %s""",
        (reader_hash, now, staff_id, centre_id),
    )


async def look_again(transaction: Transaction, centre_id: int, now: datetime) -> None:
    """Has a centre's feed fetched at once, and whole."""
    await transaction.execute("update bulletin_centre set due_at = %s, etag = null where id = %s", (now, centre_id))


async def claim(transaction: Transaction, now: datetime, next_at: datetime) -> list[KeptCentre]:
    """The centres whose feeds are due, which are due again at `next_at`: of several workers one fetches each."""
    due = await transaction.values(
        int,
        """update bulletin_centre set due_at = %s where id in (select id from bulletin_centre
               where is_on and due_at <= %s order by id for update skip locked) returning id""",
        (next_at, now),
    )
    return await transaction.all(KeptCentre, _CENTRES + "where bulletin_centre.id = any(%s)", (due,))


async def note_accepted(
    transaction: Transaction, centre_id: int, sequence: int, etag: str | None, now: datetime
) -> None:
    """Notes that a feed was accepted, or is still the one that was."""
    await transaction.execute(
        """update bulletin_centre set sequence = %s, etag = %s, checked_at = %s, accepted_at = %s, fault = null,
               fault_detail = '' where id = %s""",
        (sequence, etag, now, now, centre_id),
    )


async def note_refused(
    transaction: Transaction, centre_id: int, reason: Refusal, detail: str, now: datetime, next_at: datetime
) -> None:
    """Notes why a look at a feed came to nothing."""
    await transaction.execute(
        "update bulletin_centre set checked_at = %s, fault = %s, fault_detail = %s, due_at = %s where id = %s",
        (now, reason.value, detail, next_at, centre_id),
    )


async def note_reader(transaction: Transaction, reader_hash: bytes, now: datetime) -> int | None:
    """The centre that shows this token, which has now read our feed; None: nobody's."""
    return await transaction.value(
        int,
        "update bulletin_centre set read_at = %s where reader_hash = %s and is_on returning id",
        (now, reader_hash),
    )


async def private_key(transaction: Transaction, fresh: str, now: datetime) -> str:
    """The key by which we sign: `fresh` where there is none yet."""
    await transaction.execute(
        "insert into bulletin_key (private_key, made_at) values (%s, %s) on conflict do nothing", (fresh, now)
    )
    return await transaction.value(str, "select private_key from bulletin_key") or fresh


async def shared(transaction: Transaction) -> list[SharedBulletin]:
    """What other centres are told of, and what they once were: they must hear that it no longer is."""
    return await transaction.all(
        SharedBulletin,
        """select id, state, content, change from bulletin
           where foreign_id is null and published_at is not null and ever_shared order by change desc""",
    )


async def foreign(transaction: Transaction, centre_id: int, foreign_id: str) -> list[int]:
    """The versions of a bulletin of another centre that came here, whatever became of them."""
    return await transaction.values(
        int,
        "select id from bulletin where centre_id = %s and foreign_id = %s order by id for update",
        (centre_id, foreign_id),
    )
