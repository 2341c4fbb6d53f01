"""The team leader's side: the live floor, places in the queues, and the records behind a figure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sori.centre import service as centre_service
from sori.centre.model import Centre, Queue
from sori.conversations import deflection
from sori.conversations.conversation import Congestion
from sori.conversations.expectation import FRESH_FOR
from sori.conversations.figures import ContactPage, Figure, Floor, FloorCounsellor, FloorQueue, HeldContact
from sori.conversations.model import Duty, percentage, shown_since, shown_state
from sori.conversations.service.desk import has_room
from sori.conversations.store import desk as desk_store
from sori.conversations.store import expectation as expectation_store
from sori.conversations.store import figures as store
from sori.conversations.store.desk import ColleagueRecord
from sori.people import service as people
from sori.people.model import WATCHING_ROLES, Actor
from sori.platform.database import Transaction
from sori.routing.congestion import busyness

_PAGE = 50


async def floor(transaction: Transaction, now: datetime) -> Floor:
    """The whole floor now: every queue's and every counsellor's figures."""
    centre = await centre_service.centre(transaction)
    colleagues = await desk_store.colleagues(transaction)
    counts = {count.queue_id: count for count in await store.queue_counts(transaction, centre.day_start(now))}
    present = {queue.queue_id: queue for queue in await store.queues_now(transaction)}
    held: dict[int, list[HeldContact]] = {}
    for record in await store.held(transaction):
        held.setdefault(record.counsellor_id, []).append(record.contact)
    return Floor(
        now=now,
        queues=[
            _queue(centre, queue, colleagues, counts.get(queue.id), present.get(queue.id), now)
            for queue in centre.queues
            if not queue.retired or queue.id in present
        ],
        counsellors=[_counsellor(colleague, held.get(colleague.id, [])) for colleague in colleagues],
        simulated=centre.demo and centre.simulation_on,
    )


async def congestion(transaction: Transaction, now: datetime) -> dict[int, Congestion]:
    """How busy each queue is, by its id, and what one who joins it has to expect."""
    centre = await centre_service.centre(transaction)
    colleagues = await desk_store.colleagues(transaction)
    waiting = {queue.queue_id: queue.waiting for queue in await store.queues_now(transaction)}
    outlooks = {outlook.queue_id: outlook for outlook in await expectation_store.outlooks(transaction, now - FRESH_FOR)}
    return {
        queue.id: _congestion(centre, queue, colleagues, waiting.get(queue.id, 0), outlooks.get(queue.id))
        for queue in centre.queues
    }


async def places(transaction: Transaction) -> Mapping[int, store.Place]:
    """Everybody's place, by the contact's id."""
    return {place.contact_id: place for place in await store.places(transaction)}


async def behind(
    transaction: Transaction,
    actor: Actor,
    figure: Figure,
    queue_id: int | None,
    counsellor_id: int | None,
    before: int | None,
    now: datetime,
) -> ContactPage:
    """A page of the contacts behind a figure of today; who may not read conversations sees no words of them.

    The look is logged.
    """
    centre = await centre_service.centre(transaction)
    about = {"queue": queue_id or 0, "counsellor": counsellor_id or 0}
    await people.audit(transaction, now, actor.id, "floor.looked_behind", about, {"figure": figure})
    ids = await store.behind(transaction, figure, queue_id, counsellor_id, centre.day_start(now), before, _PAGE + 1)
    summaries = {line.id: line for line in await desk_store.by_ids(transaction, ids[:_PAGE], now)}
    if not actor.has_any(*WATCHING_ROLES):
        summaries = {line.id: replace(line, last_message=None) for line in summaries.values()}
    return ContactPage(
        items=[summaries[contact_id] for contact_id in ids[:_PAGE]],
        next_before=ids[_PAGE - 1] if len(ids) > _PAGE else None,
    )


def _serves(colleague: ColleagueRecord, queue: Queue) -> bool:
    return any(colleague.skills.get(step.skill, 0) >= step.level for step in queue.steps if step.after_s == 0)


def _on_duty(queue: Queue, colleagues: list[ColleagueRecord]) -> tuple[int, int]:
    serving = [colleague for colleague in colleagues if colleague.duty is Duty.AVAILABLE and _serves(colleague, queue)]
    return len(serving), sum(has_room(colleague) for colleague in serving)


def _congestion(
    centre: Centre,
    queue: Queue,
    colleagues: list[ColleagueRecord],
    waiting: int,
    outlook: expectation_store.NewcomersOutlook | None,
) -> Congestion:
    on_duty, free = _on_duty(queue, colleagues)
    told = None if outlook is None else outlook.expected
    notice = None if outlook is None else deflection.notice(centre, told, told is None)
    return Congestion(
        busyness(waiting, on_duty, free), waiting, on_duty, told, None if notice is None else list(notice.ways)
    )


def _queue(
    centre: Centre,
    queue: Queue,
    colleagues: list[ColleagueRecord],
    counts: store.QueueCounts | None,
    present: store.QueueNow | None,
    now: datetime,
) -> FloorQueue:
    counts = counts or store.QueueCounts(queue.id, 0, 0, 0, 0)
    ended = counts.answered + counts.abandoned
    on_duty, free = _on_duty(queue, colleagues)
    oldest = present.oldest if present else None
    return FloorQueue(
        id=queue.id,
        code=queue.code,
        name=queue.name,
        open=centre.is_open(queue, now),
        waiting=present.waiting if present else 0,
        longest_wait_s=max(0, int((now - oldest).total_seconds())) if oldest else 0,
        talking=present.talking if present else 0,
        inbound=counts.inbound,
        answered=counts.answered,
        abandoned=counts.abandoned,
        answer_rate_pct=percentage(counts.answered, ended),
        service_level_pct=percentage(counts.within_target, ended),
        target_s=queue.target_s,
        target_pct=queue.target_pct,
        on_duty=on_duty,
        free=free,
    )


def _counsellor(record: ColleagueRecord, held: list[HeldContact]) -> FloorCounsellor:
    return FloorCounsellor(
        id=record.id,
        display_name=record.display_name,
        simulated=record.simulated,
        state=shown_state(record.duty, offered=record.offered, talking=record.talking, wrapping_up=record.wrapping_up),
        since=shown_since(record.duty, record.since, record.idle_since, [item.since for item in held]),
        contacts=held,
        capacity=record.chat_capacity,
        skills=sorted(record.skills),
    )
