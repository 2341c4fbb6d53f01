"""Use cases of logging in at the city's identity provider: leaving for it, and coming back."""

from dataclasses import dataclass
from datetime import datetime

import structlog

from sori.people.model import STEP_LASTS, Role, WayIn
from sori.people.service.audit_log import audit
from sori.people.service.log_in import Arrival, Opened, open_session
from sori.people.single_sign_on import Provider, Refusal, SignedOn, SignOnRefused
from sori.people.store import identity as store
from sori.people.store.identity import Begun, Known
from sori.platform.database import Database, Transaction
from sori.platform.token import new_token, token_hash

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Departure:
    """Where the browser goes, and the token by which it is known when it comes back."""

    url: str
    browser_token: str


@dataclass(frozen=True, slots=True)
class Return:
    """What a browser brings back from the provider."""

    state: str
    code: str
    error: str
    browser_token: str


async def leave(database: Database, provider: Provider, goal: str, now: datetime) -> Departure:
    """Begins a log-in at the provider, which leads to the page `goal`. Raises SignOnRefused where it is away."""
    state, nonce, verifier, browser_token = (new_token() for _ in range(4))
    url = await provider.departure(state, nonce, verifier)
    async with database.transaction() as transaction:
        begun = Begun(nonce, verifier, _own_page(goal))
        await store.begin(transaction, token_hash(state), token_hash(browser_token), begun, now + STEP_LASTS, now)
    return Departure(url, browser_token)


async def come_back(
    database: Database, provider: Provider, brought: Return, arrival: Arrival, now: datetime
) -> tuple[Opened, str]:
    """Opens a session for whom the provider names; gives it with the page to go to.

    Nobody is made here: who is not known by the provider's id or by a verified address is refused, and nobody gets a
    role that they don't have. Raises SignOnRefused, which is in the log then.
    """
    try:
        async with database.transaction() as transaction:
            begun = await store.take(transaction, token_hash(brought.state), token_hash(brought.browser_token), now)
        if begun is None:
            raise SignOnRefused(Refusal.OVER)
        if brought.error or not brought.code:
            raise SignOnRefused(Refusal.CANCELLED)
        who = await provider.signed_on(brought.code, begun.verifier, begun.nonce, now.timestamp())
        async with database.transaction() as transaction:
            known = await _known(transaction, who, now)
            if known is not None:
                roles = _narrowed(known, who)
                return await open_session(transaction, known.id, WayIn.SINGLE_SIGN_ON, arrival, now, roles), begun.goal
            # For whoever keeps the staff: this address asked to come in.
            detail = {"email": who.email or "", "address": arrival.visitor.address}
            await audit(transaction, now, None, "single_sign_on.unknown", {}, detail)
        raise SignOnRefused(Refusal.UNKNOWN)
    except SignOnRefused as refused:
        log.warning("single_sign_on.refused", refusal=refused.refusal, because=refused.cause)
        raise


async def _known(transaction: Transaction, who: SignedOn, now: datetime) -> Known | None:
    known = await store.of_subject(transaction, who.issuer, who.subject)
    if known is not None or who.email is None:
        return known
    known = await store.of_email(transaction, who.email)
    if known is not None:
        await store.link(transaction, known.id, who.issuer, who.subject)
        await audit(transaction, now, known.id, "identity.linked", {"staff": known.id})
    return known


def _narrowed(known: Known, who: SignedOn) -> list[Role] | None:
    if who.roles is None:
        return None
    both = sorted(known.roles & who.roles)
    if not both:
        raise SignOnRefused(Refusal.WITHOUT_ROLE)
    return both


def _own_page(goal: str) -> str:
    own = goal.startswith("/") and not goal.startswith(("//", "/\\", "/api/")) and goal.isprintable()
    return goal if own else "/desk"
