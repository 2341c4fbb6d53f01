"""The team leader's side: the live floor, places in the queues, and the records behind a figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sori.centre import service as centre_service
from sori.centre.model import Centre, Queue
from sori.conversations import deflection
from sori.conversations.breaks import ends_at
from sori.conversations.comparison import (
    ALL_DAYS_BACK,
    DAYS_BACK,
    Counts,
    PastHours,
    Span,
    hour_figures,
    hour_start,
    same_hours,
)
from sori.conversations.conversation import Congestion
from sori.conversations.expectation import FRESH_FOR
from sori.conversations.figures import (
    ContactPage,
    Figure,
    Floor,
    FloorCounsellor,
    FloorQueue,
    FloorTotal,
    HeldContact,
)
from sori.conversations.masking import texts_of
from sori.conversations.model import Duty, percentage, shown_since, shown_state
from sori.conversations.service.desk import has_room
from sori.conversations.service.masking import masking
from sori.conversations.store import alerts as alert_store
from sori.conversations.store import desk as desk_store
from sori.conversations.store import expectation as expectation_store
from sori.conversations.store import figures as store
from sori.conversations.store.desk import ColleagueRecord
from sori.conversations.store.figures import QueueCounts, QueueNow, Stretch
from sori.people import service as people
from sori.people.model import WATCHING_ROLES, Actor
from sori.platform.database import Transaction
from sori.platform.problem import Problem
from sori.routing.congestion import busyness

_PAGE = 50
_LONGEST_STRETCH = timedelta(days=1)
_LATE_COMMITS = timedelta(minutes=1)
"""Whatever happened longer ago than this is in the database."""


@dataclass(frozen=True, slots=True)
class Looked:
    """Which contacts somebody wants to see: those behind a figure, of a span or between two moments."""

    figure: Figure
    queue_id: int | None = None
    counsellor_id: int | None = None
    span: Span = Span.DAY
    since: datetime | None = None
    until: datetime | None = None


async def floor(transaction: Transaction, now: datetime) -> Floor:
    """The whole floor now: every queue's and every counsellor's figures."""
    centre = await centre_service.centre(transaction)
    hour = hour_start(centre.local(now))
    reading = _Reading(
        centre=centre,
        now=now,
        colleagues=await desk_store.colleagues(transaction),
        today=await _today(transaction, centre, now),
        hour_since=hour,
        hour=_by_queue(await store.queue_counts(transaction, hour, hour, None)),
        present={queue.queue_id: queue for queue in await store.queues_now(transaction)},
        past=await _past_hours(transaction, hour),
    )
    held: dict[int, list[HeldContact]] = {}
    for record in await store.held(transaction):
        held.setdefault(record.counsellor_id, []).append(record.contact)
    # A queue that was retired is shown while anybody is still in it or was today.
    queues = [queue for queue in centre.queues if not queue.retired or reading.is_in_use(queue.id)]
    return Floor(
        now=now,
        queues=[reading.queue(queue) for queue in queues],
        total=reading.total(queues),
        counsellors=[_counsellor(centre, colleague, held.get(colleague.id, [])) for colleague in reading.colleagues],
        alerts=await alert_store.begun(transaction),
        simulated=centre.demo and centre.simulation_on,
    )


async def _today(transaction: Transaction, centre: Centre, now: datetime) -> dict[int, Counts]:
    """The counts of the day by queue. What happened in hours that are over is counted once an hour a process."""
    day = centre.day_start(now)
    until = max(day, hour_start(centre.local(now - _LATE_COMMITS)))
    key = (day, until, tuple((queue.id, queue.target_s) for queue in centre.queues))
    settled: tuple[object, dict[int, Counts]] | None = transaction.cache.get("floor.settled")
    if settled is None or settled[0] != key:
        counts = {} if until == day else _by_queue(await store.queue_counts(transaction, day, day, until))
        settled = transaction.cache["floor.settled"] = (key, counts)
    since = _by_queue(await store.queue_counts(transaction, day, until, None))
    return {queue: settled[1].get(queue, Counts()) + since.get(queue, Counts()) for queue in settled[1] | since}


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
    transaction: Transaction, actor: Actor, looked: Looked, before: int | None, now: datetime
) -> ContactPage:
    """A page of the contacts behind a figure; who may not read conversations sees no words of them.

    The look is logged.
    """
    centre = await centre_service.centre(transaction)
    stretches = _stretches(centre, looked, now)
    about = {"queue": looked.queue_id or 0, "counsellor": looked.counsellor_id or 0}
    detail = {"figure": looked.figure, "from": stretches[0].begins.isoformat(), "stretches": len(stretches)}
    await people.audit(transaction, now, actor.id, "floor.looked_behind", about, detail)
    ids = await store.behind(
        transaction, looked.figure, looked.queue_id, looked.counsellor_id, stretches, before, _PAGE + 1
    )
    lines = await desk_store.by_ids(transaction, ids[:_PAGE], now)
    if not actor.has_any(*WATCHING_ROLES):
        lines = [replace(line, last_message=None) for line in lines]
    mask = await masking(transaction, texts_of(*lines))
    summaries = {line.id: mask.summary(line) for line in lines}
    return ContactPage(
        items=[summaries[contact_id] for contact_id in ids[:_PAGE]],
        next_before=ids[_PAGE - 1] if len(ids) > _PAGE else None,
    )


def _stretches(centre: Centre, looked: Looked, now: datetime) -> list[Stretch]:
    if looked.since is not None or looked.until is not None:
        if looked.since is None or looked.until is None or not timedelta() < looked.until - looked.since:
            raise Problem(422, "stretch_wrong", field="until")
        if looked.until - looked.since > _LONGEST_STRETCH:
            raise Problem(422, "stretch_wrong", field="until")
        return [Stretch(looked.since, looked.until)]
    if looked.span is Span.DAY:
        return [Stretch(centre.day_start(now))]
    hour = hour_start(centre.local(now))
    if looked.span is Span.HOUR:
        return [Stretch(hour)]
    elapsed = timedelta(seconds=int((now - hour).total_seconds()))
    starts = same_hours(hour, DAYS_BACK[looked.span])
    return [Stretch(start, start + elapsed, start + elapsed) for start in starts]


async def _past_hours(transaction: Transaction, hour: datetime) -> PastHours:
    """The hours that this one is compared with, read once an hour and a setup."""
    centre = await centre_service.centre(transaction)
    targets = tuple((queue.id, queue.target_s) for queue in centre.queues)
    kept: tuple[object, PastHours] | None = transaction.cache.get("floor.past")
    if kept is None or kept[0] != (hour, targets):
        past = PastHours(await store.seconds_of_hours(transaction, ALL_DAYS_BACK, same_hours(hour, ALL_DAYS_BACK)))
        kept = transaction.cache["floor.past"] = ((hour, targets), past)
    return kept[1]


def _by_queue(counts: Sequence[QueueCounts]) -> dict[int, Counts]:
    return {one.queue_id: Counts(one.inbound, one.answered, one.abandoned, one.within_target) for one in counts}


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was read for one snapshot, from which its figures follow."""

    centre: Centre
    now: datetime
    colleagues: list[ColleagueRecord]
    today: Mapping[int, Counts]
    hour_since: datetime
    hour: Mapping[int, Counts]
    present: Mapping[int, QueueNow]
    past: PastHours

    def is_in_use(self, queue_id: int) -> bool:
        return queue_id in self.present or queue_id in self.today

    def queue(self, queue: Queue) -> FloorQueue:
        counts = self.today.get(queue.id, Counts())
        present = self.present.get(queue.id)
        on_duty, free = _on_duty(queue, self.colleagues)
        hour = self.hour.get(queue.id, Counts())
        return FloorQueue(
            id=queue.id,
            code=queue.code,
            name=queue.name,
            open=self.centre.is_open(queue, self.now),
            waiting=present.waiting if present else 0,
            longest_wait_s=self._longest_wait_s([queue.id]),
            talking=present.talking if present else 0,
            inbound=counts.inbound,
            answered=counts.answered,
            abandoned=counts.abandoned,
            within_target=counts.within_target,
            answer_rate_pct=percentage(counts.answered, counts.ended),
            service_level_pct=percentage(counts.within_target, counts.ended),
            target_s=queue.target_s,
            target_pct=queue.target_pct,
            on_duty=on_duty,
            free=free,
            hour=hour_figures(hour, self.past, [queue.id], self.hour_since, self.now),
        )

    def total(self, queues: Sequence[Queue]) -> FloorTotal:
        ids = [queue.id for queue in queues]
        counts = sum((self.today.get(queue_id, Counts()) for queue_id in ids), Counts())
        hour = sum((self.hour.get(queue_id, Counts()) for queue_id in ids), Counts())
        present = [self.present[queue_id] for queue_id in ids if queue_id in self.present]
        available = [colleague for colleague in self.colleagues if colleague.duty is Duty.AVAILABLE]
        return FloorTotal(
            waiting=sum(queue.waiting for queue in present),
            longest_wait_s=self._longest_wait_s(ids),
            talking=sum(queue.talking for queue in present),
            inbound=counts.inbound,
            answered=counts.answered,
            abandoned=counts.abandoned,
            within_target=counts.within_target,
            answer_rate_pct=percentage(counts.answered, counts.ended),
            service_level_pct=percentage(counts.within_target, counts.ended),
            on_duty=len(available),
            free=sum(has_room(colleague) for colleague in available),
            hour=hour_figures(hour, self.past, ids, self.hour_since, self.now),
        )

    def _longest_wait_s(self, queue_ids: Sequence[int]) -> int:
        oldest = [
            one.oldest for queue_id in queue_ids if (one := self.present.get(queue_id)) and one.oldest is not None
        ]
        return max(0, int((self.now - min(oldest)).total_seconds())) if oldest else 0


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
    notice = None if outlook is None else deflection.notice(centre, told, told is None, waiting=False)
    return Congestion(
        busyness(waiting, on_duty, free), waiting, on_duty, told, None if notice is None else list(notice.ways)
    )


def _counsellor(centre: Centre, record: ColleagueRecord, held: list[HeldContact]) -> FloorCounsellor:
    rule = next((rule for rule in centre.duty_rules if rule.duty == record.duty), None)
    return FloorCounsellor(
        id=record.id,
        display_name=record.display_name,
        simulated=record.simulated,
        state=shown_state(record.duty, offered=record.offered, talking=record.talking, wrapping_up=record.wrapping_up),
        since=shown_since(record.duty, record.since, record.idle_since, [item.since for item in held]),
        reason=record.reason,
        ends_at=ends_at(rule, record.since, record.until),
        contacts=held,
        capacity=record.chat_capacity,
        skills=sorted(record.skills),
    )
