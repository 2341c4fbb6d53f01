"""What time makes due of cases: dates to compute, citizens to tell, offices to remind, what is over to close."""

from datetime import datetime, timedelta

from sori.cases.deadline import NOTICE_EVERY
from sori.cases.life import moves, store
from sori.cases.life.model import ITSELF
from sori.cases.life.working_time import working_time
from sori.cases.model import CaseMove
from sori.platform import events
from sori.platform.database import Transaction

_AT_ONCE = 200


async def count_due(transaction: Transaction, now: datetime) -> None:
    """Computes due dates that are missing: those of before they were kept, and all once a holiday was declared."""
    found = await store.uncounted(transaction, _AT_ONCE)
    if not found:
        return
    working = await working_time(transaction)
    for case in found:
        await moves.count(transaction, case, working)
        about = {"case": case.id, "department": case.department_id}
        await events.append(transaction, now, "case.counted", about)


async def tell_progress(transaction: Transaction, now: datetime) -> None:
    """Tells citizens whose cases took another 30 days how far they are, and when they will be done."""
    for case in await store.to_notice(transaction, now, _AT_ONCE):
        await moves.make(transaction, case, CaseMove.NOTICED, ITSELF, now)
        await store.noticed(transaction, case.id, now + NOTICE_EVERY)


async def remind(transaction: Transaction, now: datetime) -> None:
    """Reminds offices, once each, of what became close to being due and of what went over it."""
    for one in await store.remind(transaction, now, _AT_ONCE):
        await events.append(transaction, now, f"case.{one.reminded}", {"case": one.id, "department": one.department_id})


async def close_finished(transaction: Transaction, now: datetime) -> None:
    """Closes what was finished and can no longer be reopened."""
    before = now - timedelta(days=(await store.office(transaction)).reopen_days)
    for case in await store.to_close(transaction, before, _AT_ONCE):
        await moves.make(transaction, case, CaseMove.CLOSED, ITSELF, now)
