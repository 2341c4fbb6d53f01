"""Use cases of how the offices work: their hours and periods, and holidays declared for once."""

from datetime import date, datetime
from itertools import pairwise

from sori.cases.deadline import PeriodUnit
from sori.cases.life import moves, store
from sori.cases.life.model import Office, TemporaryHoliday
from sori.people import service as people
from sori.people.model import Actor
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.problem import Problem

_DAY = 24 * 60
_LONGEST_REOPENING = 365
_LONGEST_NAME = 100


async def office(transaction: Transaction) -> Office:
    """How the offices work."""
    return await store.office(transaction)


async def keep_office(transaction: Transaction, actor: Actor, kept: Office, now: datetime) -> None:
    """Has the offices work otherwise, and all that is open be counted anew; Problem 422 for what can't be."""
    spans = sorted(kept.spans, key=lambda span: span.opens_minute)
    apart = all(one.closes_minute <= other.opens_minute for one, other in pairwise(spans))
    if not spans or not apart or any(not 0 <= one.opens_minute < one.closes_minute <= _DAY for one in spans):
        raise Problem(422, "case_office_hours", field="spans")
    if kept.field_period.unit is not PeriodUnit.HOURS and kept.field_period.unit is not PeriodUnit.DAYS:
        raise Problem(422, "case_office_period", field="field_period")
    if not 0 < kept.field_period.amount <= _LONGEST_REOPENING:
        raise Problem(422, "case_office_period", field="field_period")
    if not 0 <= kept.reopen_days <= _LONGEST_REOPENING:
        raise Problem(422, "case_office_reopening", field="reopen_days", longest=_LONGEST_REOPENING)
    await store.keep_office(transaction, kept)
    await people.audit(transaction, now, actor.id, "case_office.kept", {})
    await _count_anew(transaction, now)


async def temporary_holidays(transaction: Transaction) -> list[TemporaryHoliday]:
    """The holidays declared for once, by day."""
    return await store.temporary_holidays(transaction)


async def put_temporary_holiday(
    transaction: Transaction, actor: Actor, holiday: TemporaryHoliday, now: datetime
) -> None:
    """Declares a day a holiday."""
    name = moves.words(holiday.name, field="name") or ""
    if len(name) > _LONGEST_NAME:
        raise Problem(422, "text_too_long", field="name", longest=_LONGEST_NAME)
    await store.put_temporary_holiday(transaction, TemporaryHoliday(holiday.day, name))
    await people.audit(transaction, now, actor.id, "temporary_holiday.put", {}, {"day": holiday.day.isoformat()})
    await _count_anew(transaction, now)


async def remove_temporary_holiday(transaction: Transaction, actor: Actor, day: date, now: datetime) -> None:
    """Takes a declared holiday back; Problem 404 where there was none."""
    if not await store.remove_temporary_holiday(transaction, day):
        raise Problem(404, "no_temporary_holiday")
    await people.audit(transaction, now, actor.id, "temporary_holiday.removed", {}, {"day": day.isoformat()})
    await _count_anew(transaction, now)


async def _count_anew(transaction: Transaction, now: datetime) -> None:
    # The worker computes what is missing within seconds.
    await store.forget_due(transaction)
    await events.append(transaction, now, "case_office.changed", {})
