"""Who somebody is at the identity provider, and log-ins that were begun there."""

from dataclasses import dataclass
from datetime import datetime

from sori.people.model import Role
from sori.platform.database import Transaction


@dataclass(frozen=True, slots=True)
class Known:
    """The active member of staff behind an identity, with the roles they have here."""

    id: int
    login: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Identity:
    """By what the identity provider knows somebody."""

    email: str | None
    linked: bool


async def of_subject(transaction: Transaction, issuer: str, subject: str) -> Known | None:
    """Who came in under this id of the provider's before."""
    return await transaction.maybe(
        Known,
        """select id, login, array(select role from staff_role where staff_id = staff.id) as roles
           from staff_identity join staff on staff.id = staff_id
           where issuer = %s and subject = %s and active""",
        (issuer, subject),
    )


async def of_email(transaction: Transaction, email: str) -> Known | None:
    """Who is known by this address and has not come in yet: the address kept for them, or their log-in if it is one."""
    return await transaction.maybe(
        Known,
        """select id, login, array(select role from staff_role where staff_id = staff.id) as roles
           from staff left join staff_identity on staff_id = staff.id
           where coalesce(email, login) = %s and active and subject is null
           order by email is null limit 1""",
        (email,),
    )


async def link(transaction: Transaction, staff_id: int, issuer: str, subject: str) -> None:
    """From now on knows somebody by the provider's own id."""
    await transaction.execute(
        """insert into staff_identity (staff_id, issuer, subject) values (%s, %s, %s)
           on conflict (staff_id) do update set issuer = excluded.issuer, subject = excluded.subject""",
        (staff_id, issuer, subject),
    )


async def identity(transaction: Transaction, staff_id: int) -> Identity:
    """By what the provider knows somebody."""
    found = await transaction.maybe(
        Identity, "select email, subject is not null as linked from staff_identity where staff_id = %s", (staff_id,)
    )
    return found or Identity(None, False)


async def email_taken(transaction: Transaction, staff_id: int, email: str) -> bool:
    """Whether another member of staff is known by this address."""
    return (
        await transaction.value(
            bool,
            """select exists (select from staff left join staff_identity on staff_id = staff.id
                              where coalesce(email, login) = %s and staff.id <> %s)""",
            (email, staff_id),
        )
        or False
    )


async def put_email(transaction: Transaction, staff_id: int, email: str | None) -> None:
    """Keeps the address by which somebody is known; who they were at the provider is forgotten."""
    await transaction.execute(
        """insert into staff_identity (staff_id, email) values (%s, %s)
           on conflict (staff_id) do update set email = excluded.email, issuer = null, subject = null""",
        (staff_id, email),
    )


@dataclass(frozen=True, slots=True)
class Begun:
    """A log-in begun at the provider."""

    nonce: str
    verifier: str
    goal: str


async def begin(
    transaction: Transaction, state_hash: bytes, browser_hash: bytes, begun: Begun, expires_at: datetime, now: datetime
) -> None:
    """Keeps a log-in that goes on at the provider; those that took too long are forgotten."""
    await transaction.execute("delete from single_sign_on where expires_at <= %s", (now,))
    await transaction.execute(
        """insert into single_sign_on (state_hash, browser_hash, nonce, verifier, goal, expires_at)
           values (%s, %s, %s, %s, %s, %s)""",
        (state_hash, browser_hash, begun.nonce, begun.verifier, begun.goal, expires_at),
    )


async def take(transaction: Transaction, state_hash: bytes, browser_hash: bytes, now: datetime) -> Begun | None:
    """The log-in that this browser began under this state: once."""
    return await transaction.maybe(
        Begun,
        """delete from single_sign_on where state_hash = %s and browser_hash = %s and expires_at > %s
           returning nonce, verifier, goal""",
        (state_hash, browser_hash, now),
    )
