"""What happens to a case: each change of it is one function here, one entry of its history and one event."""

from datetime import datetime

from sori.cases.deadline import NOTICE_EVERY, Period, WorkingTime, extended, extension_fault, near
from sori.cases.dispatch import service as dispatch
from sori.cases.dispatch.rules import Because
from sori.cases.life import notices, store
from sori.cases.life.model import CITIZEN, ITSELF, LONGEST_TEXT, By, LivingCase
from sori.cases.life.working_time import working_time
from sori.cases.model import (
    CASE_MOVES,
    FINISHED,
    OPEN,
    REPEATED_AFTER,
    SEPARATING_MOVES,
    SHARED_MOVES,
    CaseMove,
    CaseState,
    Place,
    moved,
)
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.problem import Problem


def words(text: str, *, needed: bool = True, field: str = "text") -> str | None:
    """A text as it is kept: Problem 422 where it is needed and blank, or too long."""
    kept = text.replace("\0", "").strip()
    if len(kept) > LONGEST_TEXT:
        raise Problem(422, "text_too_long", field=field, longest=LONGEST_TEXT)
    if needed and not kept:
        raise Problem(422, "case_text_empty", field=field)
    return kept or None


async def begin(transaction: Transaction, case_id: int, period: Period | None, place: Place, now: datetime) -> None:
    """Begins the life of a case that was just filed: its period runs, and it goes to whose it is by the rules.

    Where they don't tell, it waits for a person to say so.
    """
    given = period or (await store.office(transaction)).field_period
    await store.begin(transaction, case_id, given, now + NOTICE_EVERY, now)
    case = await _fresh(transaction, case_id)
    working = await working_time(transaction)
    await count(transaction, case, working)
    case = await _fresh(transaction, case_id)
    filed = dispatch.FiledCase(case_id, case.type_code, place, case.department_id, now)
    decision, because = await dispatch.decide(transaction, filed, working)
    goal = decision.department_id
    await store.append(
        transaction,
        case,
        CaseMove.FILED,
        case.state,
        case.department_id,
        CITIZEN,
        None,
        case.due_at,
        now,
        because if goal is None else None,
    )
    if goal is not None:
        await make(transaction, case, CaseMove.DISPATCHED, ITSELF, now, department_id=goal, because=because)


async def count(transaction: Transaction, case: LivingCase, working: WorkingTime) -> None:
    """Computes when a case is due."""
    stops = await store.stops(transaction, case.id, case.counted_from)
    due_at = extended(case.counted_from, case.period, case.extended_by, working, stops)
    await store.set_due(transaction, case.id, due_at, near(case.counted_from, due_at, working, stops))


async def make(
    transaction: Transaction,
    case: LivingCase,
    move: CaseMove,
    by: By,
    now: datetime,
    *,
    text: str | None = None,
    department_id: int | None = None,
    because: Because | None = None,
    repeats: int | None = None,
) -> int:
    """Makes a move of a locked case, and of those dealt with together with it; gives the id of its entry.

    Problem 409 where it can't be made of its state. `repeats` is the entry of the main case that brought it about.
    """
    try:
        state = moved(case.state, move)
    except KeyError:
        raise Problem(409, "case_move", number=case.number) from None
    goal = case.department_id if department_id is None else department_id
    finished_at = case.finished_at if move is CaseMove.CLOSED else now if state in _FINISHING else None
    await store.set_state(transaction, case.id, state, goal, finished_at)
    if move is CaseMove.ASKED:
        await store.stop(transaction, case.id, now)
    elif case.stopped_at is not None and state is not case.state:
        await store.resume(transaction, case.id, now)
        await count(transaction, case, await working_time(transaction))
    if move is CaseMove.REOPENED:
        await store.count_anew(transaction, case.id, now)
        await count(transaction, await _fresh(transaction, case.id), await working_time(transaction))
    after = await _fresh(transaction, case.id)
    entry = await store.append(transaction, case, move, state, goal, by, text, after.due_at, now, because, repeats)
    about = {"case": case.id, "citizen": case.citizen_id, "department": goal}
    await events.append(transaction, now, f"case.{move}", about, {"state": state, "type": case.type_code})
    await notices.tell(transaction, after, move, entry, now)
    if move in SHARED_MOVES:
        for one in await store.merged(transaction, case.id):
            await make(transaction, one, move, by, now, text=text, department_id=goal, repeats=entry)
    elif move in SEPARATING_MOVES:
        for one in await store.merged(transaction, case.id):
            await separate(transaction, one, ITSELF, now)
    return entry


async def merge(transaction: Transaction, case: LivingCase, main: LivingCase, by: By, now: datetime) -> None:
    """Has a locked case, and those merged into it, be dealt with together with an earlier one, at its department.

    The number of the other stands in the history. Problem 409 where one of them is dealt with by itself alone.
    """
    if main.state not in OPEN:
        raise Problem(409, "case_move", number=main.number)
    followed = await store.merged(transaction, case.id)
    for one in (case, *followed):
        await store.set_main(transaction, one.id, main.id)
        await make(transaction, one, CaseMove.MERGED, by, now, text=main.number, department_id=main.department_id)


async def separate(transaction: Transaction, case: LivingCase, by: By, now: datetime) -> None:
    """Has a merged case lie by itself again before the department that it lay before."""
    goal = await store.department_before_merging(transaction, case.id)
    await make(transaction, case, CaseMove.SEPARATED, by, now, department_id=goal)
    await store.set_main(transaction, case.id, None)


_FINISHING = (*FINISHED, CaseState.CLOSED)


async def extend(
    transaction: Transaction,
    case: LivingCase,
    by: By,
    amount: int,
    consented: bool,
    reason: str,
    now: datetime,
    *,
    repeats: int | None = None,
) -> None:
    """Extends a case's period by so many of its units; Problem 422 where that isn't allowed.

    Of those dealt with together with it, each is extended that may be: one that was before keeps its date.
    """
    fault = extension_fault(case.period, case.extensions, amount, consented)
    if fault is not None:
        raise Problem(422, fault, field="amount", longest=case.period.amount)
    if (case.state, CaseMove.EXTENDED) not in CASE_MOVES:
        raise Problem(409, "case_move", number=case.number)
    text = words(reason)
    await store.set_extension(transaction, case.id, case.extended_by + amount, case.extensions + 1)
    await count(transaction, await _fresh(transaction, case.id), await working_time(transaction))
    entry = await make(transaction, case, CaseMove.EXTENDED, by, now, text=text, repeats=repeats)
    for one in await store.merged(transaction, case.id):
        if extension_fault(one.period, one.extensions, amount, consented) is None:
            await extend(transaction, one, by, amount, consented, reason, now, repeats=entry)


async def close_as_repeated(transaction: Transaction, case: LivingCase, by: By, reason: str, now: datetime) -> None:
    """Closes a petition that was answered often enough already (the Act, Article 23); Problem 409 where it wasn't."""
    if await store.answered_before(transaction, case) < REPEATED_AFTER:
        raise Problem(409, "case_not_repeated", answers=REPEATED_AFTER)
    await make(transaction, case, CaseMove.CLOSED_AS_REPEATED, by, now, text=words(reason))


async def _fresh(transaction: Transaction, case_id: int) -> LivingCase:
    found = await store.living(transaction, case_id)
    if found is None:
        raise Problem(404, "no_case")
    return found
