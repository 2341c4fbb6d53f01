"""Use cases of the exchange with other centres: telling them, keeping who they are, taking in what they tell."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sori.centre import service as centre
from sori.knowledge.bulletins import exchange_store as store
from sori.knowledge.bulletins import service
from sori.knowledge.bulletins import store as bulletin_store
from sori.knowledge.bulletins.exchange_store import KeptCentre, SharedBulletin
from sori.knowledge.bulletins.feed import (
    FORMAT,
    HOLDS_FOR,
    Feed,
    FeedBulletin,
    FeedRefused,
    Refusal,
    fitting,
    is_public_key,
    new_key,
    public_part,
    signed,
)
from sori.knowledge.bulletins.model import BulletinMove, BulletinState, PartnerSetup
from sori.people import service as people
from sori.people.model import Actor, Role
from sori.platform.address import check
from sori.platform.database import Transaction
from sori.platform.problem import Problem
from sori.platform.token import new_token, token_hash

KEEPING_CENTRES = (Role.ADMINISTRATOR,)
"""Who says with which centres bulletins are exchanged: it opens a door in both directions."""
SEEING_CENTRES = (Role.ADMINISTRATOR, Role.KNOWLEDGE_EDITOR, Role.TEAM_LEADER)
"""Who sees how the exchange goes."""
FETCHED_EVERY = timedelta(minutes=1)
FAILED_AGAIN = timedelta(minutes=5)
_MOST_CENTRES = 50
_LONGEST = {"name": 100, "token": 500}


@dataclass(frozen=True, slots=True)
class Partner:
    """Another centre as it is shown, and how the exchange goes; `fault` is why its feed was refused last."""

    id: int
    name: str
    address: str
    public_key: str
    trusted: bool
    is_on: bool
    may_read: bool
    accepted_at: datetime | None
    checked_at: datetime | None
    read_at: datetime | None
    fault: Refusal | None
    fault_detail: str
    changed_at: datetime
    changed_by: str
    change: int


@dataclass(frozen=True, slots=True)
class Exchange:
    """Our public key, which others check our feed by, and the other centres."""

    public_key: str
    partners: list[Partner]


@dataclass(frozen=True, slots=True)
class SignedFeed:
    """Our feed as it is sent; `sequence` is what it is known by."""

    sequence: int
    body: bytes


async def feed(transaction: Transaction, token: str, known: int | None, now: datetime) -> SignedFeed | None:
    """Our feed for the centre that shows this token; None where it is still the one it knows.

    Problem 401 for a token that is nobody's.
    """
    if not token or await store.note_reader(transaction, token_hash(token), now) is None:
        raise Problem(401, "feed_token")
    shared = await store.shared(transaction)
    sequence = max((one.change for one in shared), default=0)
    if known == sequence:
        return None
    there = await centre.centre(transaction)
    names = {topic.code: (topic.name.ko, topic.name.en) for topic in await centre.topics(transaction)}
    told = [_told(one, names, now) for one in shared if one.content.valid_to > now]
    made = Feed(FORMAT, there.city.ko, sequence, now, now + HOLDS_FOR, fitting(told))
    return SignedFeed(sequence, signed(made, await store.private_key(transaction, new_key(), now)))


def _told(one: SharedBulletin, names: dict[str, tuple[str, str]], now: datetime) -> FeedBulletin:
    content = one.content
    withdrawn = one.state is BulletinState.WITHDRAWN or not content.shared
    of_topics = [name for code in content.topics for name in names.get(code, ()) if len(name) > 1]
    return FeedBulletin(
        id=str(one.id),
        version=one.change,
        title=content.title,
        body="" if withdrawn else content.body,
        valid_from=content.valid_from or now,
        valid_to=content.valid_to,
        urgency=content.urgency,
        words=[word for word in dict.fromkeys([*content.words, *of_topics]) if len(word) <= 50][:30],
        withdrawn=withdrawn,
    )


async def exchange(transaction: Transaction, now: datetime) -> Exchange:
    """How the exchange stands."""
    key = await store.private_key(transaction, new_key(), now)
    return Exchange(public_part(key), [_shown(one) for one in await store.centres(transaction)])


async def add(transaction: Transaction, actor: Actor, setup: PartnerSetup, now: datetime, *, private: bool) -> Partner:
    """Begins to exchange bulletins with a centre. Problem 422 for faults, 409 for a name that there is."""
    setup = await _checked(transaction, setup, None, private=private)
    if await store.count(transaction) >= _MOST_CENTRES:
        raise Problem(409, "too_many_centres", most=_MOST_CENTRES)
    centre_id = await store.add(transaction, setup, actor.id, now)
    await people.audit(transaction, now, actor.id, "bulletin_centre.added", {"centre": centre_id}, _words(setup))
    return _shown(await _held(transaction, centre_id))


async def change(
    transaction: Transaction,
    actor: Actor,
    centre_id: int,
    setup: PartnerSetup,
    seen: int,
    now: datetime,
    *,
    private: bool,
) -> Partner:
    """Changes a centre. Problem 412 where somebody changed it since `seen`."""
    kept = await _held(transaction, centre_id)
    if kept.change != seen:
        local = (await centre.centre(transaction)).local(kept.changed_at)
        raise Problem(412, "changed_meanwhile", by=kept.changed_by, at=local.strftime("%H:%M"))
    setup = await _checked(transaction, setup, centre_id, private=private)
    kept_token = replace(setup, token=setup.token or kept.token)
    await store.put(transaction, centre_id, kept_token, actor.id, now)
    await people.audit(transaction, now, actor.id, "bulletin_centre.changed", {"centre": centre_id}, _words(setup))
    return _shown(await _held(transaction, centre_id))


async def remove(transaction: Transaction, actor: Actor, centre_id: int, now: datetime) -> None:
    """Ends the exchange with a centre; what came from it stays."""
    kept = await _held(transaction, centre_id)
    await store.remove(transaction, centre_id)
    about = {"centre": centre_id}
    await people.audit(transaction, now, actor.id, "bulletin_centre.removed", about, {"name": kept.name})


async def let_read(transaction: Transaction, actor: Actor, centre_id: int, now: datetime) -> str:
    """A new token with which a centre reads our feed, in place of any earlier one; it is not shown again."""
    await _held(transaction, centre_id)
    token = new_token()
    await store.let_read(transaction, centre_id, token_hash(token), actor.id, now)
    await people.audit(transaction, now, actor.id, "bulletin_centre.token", {"centre": centre_id})
    return token


async def look_again(transaction: Transaction, centre_id: int, now: datetime) -> None:
    """Has the worker fetch a centre's feed at once."""
    await _held(transaction, centre_id)
    await store.look_again(transaction, centre_id, now)


async def accept(transaction: Transaction, claimed: KeptCentre, told: Feed, etag: str | None, now: datetime) -> None:
    """Takes in what a centre's feed tells: new bulletins become drafts or, from a trusted one, are published.

    What it no longer tells of is withdrawn. A feed that somebody changed the centre under is left for the next look.
    """
    kept = await _still(transaction, claimed)
    if kept is None:
        return
    if told.sequence < kept.sequence:
        raise FeedRefused(Refusal.REPLAYED, f"{told.sequence} < {kept.sequence}")
    for one in reversed(told.bulletins):  # the oldest first, as they came about
        await _take_in(transaction, kept, one, now)
    await store.note_accepted(transaction, kept.id, told.sequence, etag, now)


async def unchanged(transaction: Transaction, claimed: KeptCentre, now: datetime) -> None:
    """Notes that a centre has nothing new to tell."""
    kept = await _still(transaction, claimed)
    if kept is not None:
        await store.note_accepted(transaction, kept.id, kept.sequence, kept.etag, now)


async def refuse(transaction: Transaction, claimed: KeptCentre, fault: FeedRefused, now: datetime) -> None:
    """Notes why a feed was refused; the audit log has it once."""
    kept = await _still(transaction, claimed)
    if kept is None:
        return
    await store.note_refused(transaction, kept.id, fault.reason, fault.detail, now, now + FAILED_AGAIN)
    if kept.fault != fault.reason:
        about, detail = {"centre": kept.id}, {"reason": fault.reason.value, "detail": fault.detail}
        await people.audit(transaction, now, None, "bulletin_centre.refused", about, detail)


async def _take_in(transaction: Transaction, kept: KeptCentre, one: FeedBulletin, now: datetime) -> None:
    earlier = [
        found
        for bulletin_id in await store.foreign(transaction, kept.id, one.id)
        if (found := await bulletin_store.locked(transaction, bulletin_id)) is not None
    ]
    if not one.withdrawn and (one.valid_to <= now or any((old.foreign_version or 0) >= one.version for old in earlier)):
        return
    for old in earlier:
        # What waits for an editor is replaced at once; what is published stays until its successor is.
        waits = old.state is BulletinState.DRAFT
        if old.state is not BulletinState.WITHDRAWN and (one.withdrawn or waits):
            await service.take_back(transaction, old, None, now)
    if one.withdrawn:
        return
    bulletin_id = await bulletin_store.add(
        transaction,
        one.content(),
        None,
        now,
        centre_id=kept.id,
        from_centre=kept.name,
        foreign_id=one.id,
        foreign_version=one.version,
    )
    await people.audit(transaction, now, None, "bulletin.received", {"bulletin": bulletin_id, "centre": kept.id})
    await service.tell(transaction, bulletin_id, BulletinMove.REVISE, now)
    added = await bulletin_store.locked(transaction, bulletin_id)
    if kept.trusted and added is not None:
        await service.make_public(transaction, added, None, now)


async def _still(transaction: Transaction, claimed: KeptCentre) -> KeptCentre | None:
    """The centre, locked, unless somebody changed or removed it since its feed was asked for."""
    kept = await store.locked(transaction, claimed.id)
    return kept if kept is not None and kept.change == claimed.change else None


async def _checked(
    transaction: Transaction, setup: PartnerSetup, centre_id: int | None, *, private: bool
) -> PartnerSetup:
    clean = PartnerSetup(
        name=" ".join(setup.name.replace("\0", "").split()),
        address=setup.address.strip(),
        public_key=setup.public_key.strip(),
        token=setup.token.strip(),
        trusted=setup.trusted,
        is_on=setup.is_on,
    )
    for name, longest in _LONGEST.items():
        if len(getattr(clean, name)) > longest:
            raise Problem(422, "text_too_long", field=name, longest=longest)
    if not clean.name:
        raise Problem(422, "article_field_empty", field="name")
    if not clean.token.isascii() or not clean.token.isprintable():
        raise Problem(422, "centre_token", field="token")
    check(clean.address, private=private)
    if not is_public_key(clean.public_key):
        raise Problem(422, "centre_public_key", field="public_key")
    taken = await store.id_of(transaction, clean.name)
    if taken is not None and taken != centre_id:
        raise Problem(409, "centre_name_taken", field="name")
    return clean


async def _held(transaction: Transaction, centre_id: int) -> KeptCentre:
    kept = await store.locked(transaction, centre_id)
    if kept is None:
        raise Problem(404, "no_centre_of_this_number")
    return kept


def _words(setup: PartnerSetup) -> dict[str, object]:
    return {"name": setup.name, "address": setup.address, "trusted": setup.trusted, "on": setup.is_on}


def _shown(kept: KeptCentre) -> Partner:
    return Partner(
        id=kept.id,
        name=kept.name,
        address=kept.address,
        public_key=kept.public_key,
        trusted=kept.trusted,
        is_on=kept.is_on,
        may_read=kept.may_read,
        accepted_at=kept.accepted_at,
        checked_at=kept.checked_at,
        read_at=kept.read_at,
        fault=kept.fault,
        fault_detail=kept.fault_detail,
        changed_at=kept.changed_at,
        changed_by=kept.changed_by,
        change=kept.change,
    )
