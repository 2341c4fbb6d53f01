"""Breaks and rest: limits when a counsellor chooses, who may go now, suggestions, and protected rest."""

from datetime import datetime, timedelta

from sori.centre import service as centre_service
from sori.centre.model import Centre, DutyRule
from sori.conversations.breaks import AtWork, Candidate, Leave, Load, ends_at, may_go, most_away, turns
from sori.conversations.model import Duty, DutyEvent
from sori.conversations.moving import served
from sori.conversations.service import life, notes
from sori.conversations.store import breaks as store
from sori.conversations.store import desk as desk_store
from sori.conversations.store import figures
from sori.conversations.store import notes as note_store
from sori.conversations.store import whispers as whisper_store
from sori.conversations.store.desk import ColleagueRecord
from sori.conversations.team import BreakPlan, BreakTurn, DutyChoiceNow, Shift
from sori.people import service as people
from sori.people.model import Actor
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.problem import Problem

_CHOOSABLE = (Duty.BREAK, Duty.TRAINING, Duty.MEETING)
_STANDS_FOR = timedelta(minutes=5)
_REST_MIN = (1, 240)


async def shift(transaction: Transaction, actor: Actor, now: datetime) -> Shift:
    """What a counsellor is told beside the desk."""
    centre = await centre_service.centre(transaction)
    present = await store.at_work(transaction)
    mine = next((person for person in present if person.id == actor.id), None)
    return Shift(
        now=now,
        notes=await notes.shown(transaction, await note_store.current_for(transaction, actor.id, now)),
        suggestion=await store.suggestion_for(transaction, actor.id, now),
        whispers=await whisper_store.unread(transaction, actor.id),
        choices=[_choice(centre, duty, present, actor, now) for duty in _CHOOSABLE],
        ends_at=None if mine is None else ends_at(rule_of(centre, mine.duty), mine.since, mine.until),
    )


async def choose(transaction: Transaction, actor: Actor, duty: Duty, reason: str | None, now: datetime) -> None:
    """The counsellor chooses a state, within its limits. Problem 409 while too many are away, with when a place frees.

    A break that a team leader has suggested needs no free place.
    """
    if duty in _CHOOSABLE and not await store.settle_suggestion(transaction, actor.id, "accepted", now):
        await _check_place(transaction, actor, duty, now)
    await life.choose_duty(transaction, actor, duty, reason, now)


async def plan(transaction: Transaction, now: datetime) -> BreakPlan:
    """Who may go on a break now, and who is next."""
    centre = await centre_service.centre(transaction)
    rule = rule_of(centre, Duty.BREAK)
    present = await store.at_work(transaction)
    colleagues = [one for one in await desk_store.colleagues(transaction) if one.duty is Duty.AVAILABLE]
    since = {one.staff_id: one.since for one in await store.worked_since(transaction, centre.day_start(now))}
    suggested = {one.staff_id: one for one in await store.live_suggestions(transaction, now)}
    dedicated = {one.id: _dedicated(centre, one) for one in colleagues}
    waiting = {queue.queue_id: queue.waiting for queue in await figures.queues_now(transaction)}
    loads = {
        queue.id: Load(
            waiting.get(queue.id, 0), sum(_in_hand(one) == 0 and queue.id in dedicated[one.id] for one in colleagues)
        )
        for queue in centre.queues
    }
    away = sum(person.duty is Duty.BREAK for person in present)
    most = most_away(rule, len(present))
    told = turns(
        [
            Candidate(one.id, since.get(one.id, one.since), _in_hand(one), dedicated[one.id], one.id in suggested)
            for one in colleagues
        ],
        loads,
        None if most is None else most - away,
    )
    names = {one.id: one.display_name for one in colleagues}
    return BreakPlan(
        away=away,
        most=most,
        frees_at=may_go(rule, present, None, now).frees_at,
        turns=[
            BreakTurn(
                id=one.id,
                display_name=names[one.id],
                worked_since=one.worked_since,
                in_hand=one.in_hand,
                turn=turn,
                suggestion_id=suggested[one.id].id if one.id in suggested else None,
                suggested_until=suggested[one.id].until if one.id in suggested else None,
            )
            for one, turn in told
        ],
    )


async def suggest(transaction: Transaction, actor: Actor, staff_id: int, now: datetime) -> None:
    """Tells a counsellor that they may go on a break now; it lapses after five minutes.

    Problem 409 for somebody who isn't available.
    """
    present = {person.id: person for person in await store.at_work(transaction)}
    if staff_id not in present or present[staff_id].duty not in (Duty.AVAILABLE, Duty.NOT_ANSWERING):
        raise Problem(409, "counsellor_not_available")
    await store.settle_suggestion(transaction, staff_id, "withdrawn", now)
    await store.add_suggestion(transaction, staff_id, actor.id, now + _STANDS_FOR, now)
    await people.audit(transaction, now, actor.id, "break.suggested", {"counsellor": staff_id})
    await tell(transaction, now, "break.suggested", staff_id)


async def withdraw(transaction: Transaction, actor: Actor, staff_id: int, now: datetime) -> None:
    """Takes a suggestion back."""
    if await store.settle_suggestion(transaction, staff_id, "withdrawn", now):
        await people.audit(transaction, now, actor.id, "break.withdrawn", {"counsellor": staff_id})
        await tell(transaction, now, "break.withdrawn", staff_id)


async def decline(transaction: Transaction, actor: Actor, now: datetime) -> None:
    """The counsellor would rather not go now."""
    if await store.settle_suggestion(transaction, actor.id, "declined", now):
        await tell(transaction, now, "break.declined", actor.id)


async def give_rest(
    transaction: Transaction, actor: Actor, staff_id: int, minutes: int, reason: str, now: datetime
) -> None:
    """A team leader sets a counsellor to protected rest (휴게 보장), which ends by itself.

    Problem 404 for somebody who isn't a counsellor at work, 422 for a length that makes no sense.
    """
    if not _REST_MIN[0] <= minutes <= _REST_MIN[1]:
        raise Problem(422, "rest_length", field="minutes", least=_REST_MIN[0], most=_REST_MIN[1])
    if staff_id not in {person.id for person in await store.at_work(transaction)}:
        raise Problem(404, "counsellor_not_at_work")
    until = now + timedelta(minutes=minutes)
    reason = reason.replace("\0", "").strip()[:200]
    await life.change_duty(
        transaction, staff_id, DutyEvent.GIVE_REST, reason or None, now, until=until, set_by=actor.id
    )
    about = {"counsellor": staff_id}
    await people.audit(transaction, now, actor.id, "rest.given", about, {"minutes": minutes, "reason": reason})


async def end_rest(transaction: Transaction, actor: Actor, staff_id: int, now: datetime) -> None:
    """The team leader ends a protected rest before its time. Problem 409 where there is none."""
    await life.change_duty(transaction, staff_id, DutyEvent.END_REST, None, now)
    await people.audit(transaction, now, actor.id, "rest.ended", {"counsellor": staff_id})


async def end_what_is_over(transaction: Transaction, now: datetime) -> None:
    """Ends rests and suggestions whose time is over. The worker's round.

    Whose desk is closed goes offline instead of available, so that no contact is offered to an empty chair.
    """
    for rest in await store.rests_over(transaction, now):
        event = DutyEvent.END_REST if rest.connected else DutyEvent.GO_OFFLINE
        await life.change_duty(transaction, rest.staff_id, event, None, now)
    for staff_id in await store.expire_suggestions(transaction, now):
        await tell(transaction, now, "break.lapsed", staff_id)


async def tell(transaction: Transaction, now: datetime, kind: str, staff_id: int) -> None:
    """Records something that concerns one counsellor's shift and nobody's contacts."""
    await events.append(transaction, now, kind, {"shift": staff_id})


def rule_of(centre: Centre, duty: Duty) -> DutyRule | None:
    """The limits of a state, where it has any."""
    return next((rule for rule in centre.duty_rules if rule.duty == duty), None)


async def _check_place(transaction: Transaction, actor: Actor, duty: Duty, now: datetime) -> None:
    centre = await centre_service.centre(transaction)
    rule = rule_of(centre, duty)
    if rule is None or rule.most_pct is None:
        return
    await store.lock(transaction, duty)
    leave = may_go(rule, await store.at_work(transaction), actor.id, now)
    if leave.allowed:
        return
    if leave.frees_at is None:
        raise Problem(409, "no_place_now", field="state", away=leave.away)
    at = centre.local(leave.frees_at).strftime("%H:%M")
    raise Problem(409, "no_place_until", field="state", away=leave.away, at=at)


def _choice(centre: Centre, duty: Duty, present: list[AtWork], actor: Actor, now: datetime) -> DutyChoiceNow:
    rule = rule_of(centre, duty)
    leave = may_go(rule, present, actor.id, now) if rule is not None else Leave(True, 0, None, None)
    return DutyChoiceNow(
        duty=duty,
        limit_min=None if rule is None else rule.limit_min,
        reasons=[] if rule is None else rule.reasons,
        allowed=leave.allowed,
        away=leave.away,
        most=leave.most,
        frees_at=leave.frees_at,
    )


def _dedicated(centre: Centre, one: ColleagueRecord) -> frozenset[int]:
    return frozenset(found.queue_id for found in served(centre.queues, one.skills) if found.after_s == 0)


def _in_hand(one: ColleagueRecord) -> int:
    return one.offered + one.talking + one.wrapping_up
