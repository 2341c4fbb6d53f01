"""Use cases of bulletins: what holds for whom, acknowledging, writing, publishing, withdrawing."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sori.centre import service as centre
from sori.centre.model import Centre, Topic
from sori.knowledge.bulletins import store
from sori.knowledge.bulletins.bulletin import (
    BulletinAudiences,
    BulletinNow,
    BulletinPage,
    BulletinReader,
    BulletinShown,
    BulletinSummary,
    Named,
)
from sori.knowledge.bulletins.model import (
    BULLETIN_MOVES,
    BulletinContent,
    BulletinMove,
    BulletinState,
    Known,
    Standing,
    by_urgency,
    cleaned,
    comes_up,
    concerns,
    faults,
    moved,
    standing,
)
from sori.knowledge.bulletins.store import Acknowledgement, KeptBulletin, SkilledCounsellor
from sori.people import service as people
from sori.people.model import Actor, Role
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.problem import Problem

WRITING_BULLETINS = (Role.KNOWLEDGE_EDITOR, Role.TEAM_LEADER)
"""Who writes bulletins, publishes and withdraws them, and sees who acknowledged them."""
_ACCEPTING = (Role.KNOWLEDGE_EDITOR,)
"""Who publishes what came from another centre: nobody there may, so two pairs of eyes see it."""
_PAGE = 50
_MOST_IN_CONTACT = 5


async def mine(transaction: Transaction, actor: Actor, now: datetime) -> list[BulletinNow]:
    """What holds: for a counsellor what concerns them, for others all of it; urgent ones first, then the newest."""
    kept = await store.current(transaction, now)
    if actor.has_any(Role.COUNSELLOR):
        queues = (await centre.centre(transaction)).queues
        skills = {
            code: level for one in await store.counsellors(transaction, actor.id) for code, level in one.skills.items()
        }
        kept = [one for one in kept if concerns(one.content, skills, queues)]
    return await _now(transaction, actor, kept)


async def for_conversation(
    transaction: Transaction, actor: Actor, queue_id: int, said: str, topics: Collection[str], now: datetime
) -> list[BulletinNow]:
    """What holds and comes up in a conversation: by what was said, by topics it is likely about, by its queue."""
    there = await centre.centre(transaction)
    all_topics = await centre.topics(transaction)
    names = {topic.code: (topic.name.ko, topic.name.en) for topic in all_topics}
    queue = there.queue(queue_id).code
    likely = with_those_above(topics, all_topics)
    kept = await store.current(transaction, now)
    found = [one for one in kept if comes_up(one.content, queue, said, likely, names)]
    return (await _now(transaction, actor, found))[:_MOST_IN_CONTACT]


def with_those_above(codes: Collection[str], topics: Sequence[Topic]) -> set[str]:
    """The codes with those of the topics above them: a bulletin about taxes is one about the property tax too."""
    by_id = {topic.id: topic for topic in topics}
    found: set[str] = set()
    for topic in topics:
        at: Topic | None = topic if topic.code in codes else None
        while at is not None:
            found.add(at.code)
            at = None if at.parent_id is None else by_id.get(at.parent_id)
    return found


async def _now(transaction: Transaction, actor: Actor, kept: Sequence[KeptBulletin]) -> list[BulletinNow]:
    done = {
        (one.bulletin_id, one.version): one.at
        for one in await store.acknowledged(transaction, [one.id for one in kept])
        if one.staff_id == actor.id
    }
    return [
        BulletinNow(
            id=one.id,
            version=one.version,
            title=one.content.title,
            body=one.content.body,
            urgency=one.content.urgency,
            valid_from=one.content.valid_from or one.published_at,
            valid_to=one.content.valid_to,
            must_acknowledge=one.content.must_acknowledge,
            from_centre=one.from_centre,
            published_at=one.published_at,
            by=one.published_by,
            acknowledged_at=done.get((one.id, one.version)),
        )
        for one in sorted(kept, key=lambda one: by_urgency(one.content, one.id))
        if one.published_at is not None
    ]


async def acknowledge(transaction: Transaction, actor: Actor, bulletin_id: int, version: int, now: datetime) -> None:
    """The actor has read a version of a bulletin. Problem 404, or 409 where it no longer is what they read."""
    kept = await _held(transaction, bulletin_id)
    if standing(kept.state, kept.content, now) is not Standing.CURRENT:
        raise Problem(409, "bulletin_not_current")
    if version != kept.version:
        raise Problem(409, "bulletin_changed_meanwhile", field="version")
    if await store.acknowledge(transaction, bulletin_id, version, actor.id, now):
        await people.audit(
            transaction, now, actor.id, "bulletin.acknowledged", {"bulletin": bulletin_id}, {"version": version}
        )
        about = {"bulletin": bulletin_id, "shift": actor.id}
        await events.append(transaction, now, "bulletin.acknowledged", about, {"version": version})


async def audiences(transaction: Transaction) -> BulletinAudiences:
    """Whom a bulletin can be for: the queues and the skills that there are."""
    there = await centre.centre(transaction)
    names = await people.skills(transaction)
    return BulletinAudiences(
        [Named(queue.code, queue.name) for queue in there.queues if not queue.retired],
        [Named(code, names[code]) for code in there.skills if code in names],
    )


async def bulletins(transaction: Transaction, text: str, only: str, before: int | None, now: datetime) -> BulletinPage:
    """A page of all bulletins for those who write them, the last changed first."""
    text = text.replace("\0", "").strip()[:200]
    found = await store.page(transaction, text, only, before, _PAGE + 1, now)
    items = found[:_PAGE]
    there, staff = await centre.centre(transaction), await store.counsellors(transaction)
    done = await store.acknowledged(transaction, [one.id for one in items])
    return BulletinPage(
        [_summary(one, there, staff, done, now) for one in items], items[-1].change if len(found) > _PAGE else None
    )


def _summary(
    kept: KeptBulletin,
    there: Centre,
    staff: Sequence[SkilledCounsellor],
    done: Sequence[Acknowledgement],
    now: datetime,
) -> BulletinSummary:
    how = standing(kept.state, kept.content, now)
    readers = _readers(kept, there, staff, done) if how is Standing.CURRENT else None
    return BulletinSummary(
        id=kept.id,
        title=kept.content.title,
        urgency=kept.content.urgency,
        standing=how,
        valid_from=kept.content.valid_from,
        valid_to=kept.content.valid_to,
        from_centre=kept.from_centre,
        shared=kept.content.shared,
        changed_at=kept.changed_at,
        changed_by=kept.changed_by,
        change=kept.change,
        acknowledged=None if readers is None else sum(reader.acknowledged_at is not None for reader in readers),
        concerned=None if readers is None else len(readers),
    )


def _readers(
    kept: KeptBulletin, there: Centre, staff: Sequence[SkilledCounsellor], done: Sequence[Acknowledgement]
) -> list[BulletinReader]:
    """Whom it concerns and who acknowledged it all the same: those who have, first first, then those who haven't."""
    at = {one.staff_id: one.at for one in done if (one.bulletin_id, one.version) == (kept.id, kept.version)}
    readers = [
        BulletinReader(one.id, one.display_name, at.get(one.id))
        for one in staff
        if one.id in at or concerns(kept.content, one.skills, there.queues)
    ]
    return sorted(readers, key=lambda one: (one.acknowledged_at is None, one.acknowledged_at or kept.changed_at))


async def bulletin(transaction: Transaction, actor: Actor, bulletin_id: int, now: datetime) -> BulletinShown:
    """A bulletin as it is worked on, with who acknowledged it; Problem 404 where there is none."""
    kept = await store.one(transaction, bulletin_id)
    if kept is None:
        raise Problem(404, "no_bulletin")
    there, staff = await centre.centre(transaction), await store.counsellors(transaction)
    possible = {move for move in BulletinMove if (kept.state, move) in BULLETIN_MOVES}
    how = standing(kept.state, kept.content, now)
    ours = kept.from_centre == ""
    return BulletinShown(
        id=kept.id,
        change=kept.change,
        version=kept.version,
        standing=how,
        content=kept.content,
        from_centre=kept.from_centre,
        changed_at=kept.changed_at,
        changed_by=kept.changed_by,
        published_at=kept.published_at,
        published_by=kept.published_by,
        withdrawn_at=kept.withdrawn_at,
        readers=_readers(kept, there, staff, await store.acknowledged(transaction, [kept.id])),
        versions=await store.versions(transaction, kept.id),
        may_change=BulletinMove.REVISE in possible and how is not Standing.OVER,
        may_publish=BulletinMove.PUBLISH in possible and (ours or actor.has_any(*_ACCEPTING)),
        may_withdraw=BulletinMove.WITHDRAW in possible and how is not Standing.OVER,
    )


async def create(transaction: Transaction, actor: Actor, content: BulletinContent, now: datetime) -> BulletinShown:
    """Begins a bulletin as a draft. Problem 422 with everything that is wrong with it."""
    content = await checked(transaction, content, now)
    bulletin_id = await store.add(transaction, content, actor.id, now)
    await people.audit(transaction, now, actor.id, "bulletin.written", {"bulletin": bulletin_id})
    await tell(transaction, bulletin_id, BulletinMove.REVISE, now)
    return await bulletin(transaction, actor, bulletin_id, now)


async def revise(
    transaction: Transaction, actor: Actor, bulletin_id: int, content: BulletinContent, change: int, now: datetime
) -> BulletinShown:
    """Has a bulletin say something else; where it is published, a new text is to be acknowledged anew.

    `change` is the bulletin's as the writer has seen it: Problem 412 where somebody changed it since. What came from
    another centre says what that centre said: Problem 409 for another text.
    """
    kept = await _seen(transaction, bulletin_id, change)
    moved(kept.state, BulletinMove.REVISE)
    content = await checked(transaction, content, now)
    published = kept.state is BulletinState.PUBLISHED
    if published:
        _refuse_over(kept, now)
        content = replace(content, valid_from=content.valid_from or kept.content.valid_from or now)
    new_text = (content.title, content.body) != (kept.content.title, kept.content.body)
    if kept.from_centre and (new_text or content.shared):
        raise Problem(409, "bulletin_of_another_centre")
    if content == kept.content:
        return await bulletin(transaction, actor, bulletin_id, now)
    version = kept.version + 1 if published and new_text else kept.version
    await store.put(transaction, bulletin_id, version, content, actor.id, now)
    await people.audit(transaction, now, actor.id, "bulletin.changed", {"bulletin": bulletin_id}, {"version": version})
    await tell(transaction, bulletin_id, BulletinMove.REVISE, now, everyone=published)
    return await bulletin(transaction, actor, bulletin_id, now)


async def publish(
    transaction: Transaction, actor: Actor, bulletin_id: int, change: int, now: datetime
) -> BulletinShown:
    """Tells counsellors of a bulletin, at once or from its beginning.

    Problem 403 for a team leader where it came from another centre, 409 where its end has come meanwhile.
    """
    kept = await _seen(transaction, bulletin_id, change)
    moved(kept.state, BulletinMove.PUBLISH)
    if kept.from_centre and not actor.has_any(*_ACCEPTING):
        raise Problem(403, "bulletin_of_another_centre")
    await make_public(transaction, kept, actor.id, now)
    return await bulletin(transaction, actor, bulletin_id, now)


async def make_public(transaction: Transaction, kept: KeptBulletin, staff_id: int | None, now: datetime) -> None:
    """Publishes a draft whose end is still to come; of what came from another centre it takes the earlier's place."""
    _refuse_over(kept, now)
    begins = max(kept.content.valid_from or now, now)
    for earlier in await store.published_earlier(transaction, kept):
        await take_back(transaction, earlier, staff_id, now)
    await store.publish(transaction, kept.id, replace(kept.content, valid_from=begins), staff_id, now)
    await people.audit(transaction, now, staff_id, "bulletin.published", {"bulletin": kept.id})
    await tell(transaction, kept.id, BulletinMove.PUBLISH, now, everyone=True)


async def withdraw(
    transaction: Transaction, actor: Actor, bulletin_id: int, change: int, now: datetime
) -> BulletinShown:
    """Takes a bulletin from everybody before its end; what it said and who acknowledged it stays."""
    kept = await _seen(transaction, bulletin_id, change)
    moved(kept.state, BulletinMove.WITHDRAW)
    if kept.state is BulletinState.PUBLISHED:
        _refuse_over(kept, now)
    await take_back(transaction, kept, actor.id, now)
    return await bulletin(transaction, actor, bulletin_id, now)


async def take_back(transaction: Transaction, kept: KeptBulletin, staff_id: int | None, now: datetime) -> None:
    """Withdraws a bulletin that is locked."""
    await store.withdraw(transaction, kept.id, staff_id, now)
    await people.audit(transaction, now, staff_id, "bulletin.withdrawn", {"bulletin": kept.id})
    everyone = kept.state is BulletinState.PUBLISHED
    await tell(transaction, kept.id, BulletinMove.WITHDRAW, now, everyone=everyone)


async def tell_what_begins(transaction: Transaction, now: datetime) -> None:
    """Tells counsellors of bulletins that were published for a moment that has come: a round of the worker."""
    for bulletin_id in await store.begun(transaction, now):
        await tell(transaction, bulletin_id, BulletinMove.PUBLISH, now, everyone=True)


async def tell(
    transaction: Transaction, bulletin_id: int, move: BulletinMove, now: datetime, *, everyone: bool = False
) -> None:
    """Records that a bulletin was moved; every desk hears of what concerns `everyone`."""
    about = {"bulletin": bulletin_id} | ({"everyone": 1} if everyone else {})
    await events.append(transaction, now, "bulletin.changed", about, {"move": move.value})


async def is_any(transaction: Transaction) -> bool:
    """Whether there is any bulletin, in whatever state."""
    return await store.is_any(transaction)


async def checked(transaction: Transaction, content: BulletinContent, now: datetime) -> BulletinContent:
    """The content without blank ends; Problem 422 with everything that is wrong with it."""
    content = cleaned(content)
    there = await centre.centre(transaction)
    topics = {topic.code for topic in await centre.topics(transaction)}
    queues = {queue.code for queue in there.queues if not queue.retired}
    wrong = faults(content, Known(queues, set(there.skills), topics), now)
    if wrong:
        raise Problem(422, "bulletin_faulty", field=wrong[0].place, errors=wrong, number=len(wrong))
    return content


def _refuse_over(kept: KeptBulletin, now: datetime) -> None:
    if kept.content.valid_to <= now:
        raise Problem(409, "bulletin_is_over")


async def _seen(transaction: Transaction, bulletin_id: int, change: int) -> KeptBulletin:
    kept = await _held(transaction, bulletin_id)
    if kept.change != change:
        local = (await centre.centre(transaction)).local(kept.changed_at)
        by = kept.changed_by or kept.from_centre or "Sori"
        raise Problem(412, "changed_meanwhile", by=by, at=local.strftime("%H:%M"))
    return kept


async def _held(transaction: Transaction, bulletin_id: int) -> KeptBulletin:
    kept = await store.locked(transaction, bulletin_id)
    if kept is None:
        raise Problem(404, "no_bulletin")
    return kept
