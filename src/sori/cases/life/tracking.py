"""Use cases of the citizen's page: whoever has its link follows a case, answers, reopens, withdraws, rates."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sori.cases import store as case_store
from sori.cases.life import moves, notices, office_store, store
from sori.cases.life.model import (
    CITIZEN,
    CaseEntry,
    Follower,
    LivingCase,
    Notices,
    TrackedAnswer,
    TrackedCase,
    TrackedEntry,
    TrackedNotices,
)
from sori.cases.life.notices import new_link
from sori.cases.model import UNFINISHED, CaseMove, CaseState
from sori.cases.public_photo import store as photo_store
from sori.cases.store import PhotoContent
from sori.language.masking import masked
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.problem import Problem
from sori.platform.token import token_hash
from sori.platform.translation import Language

_TOLD = (
    CaseMove.ASKED,
    CaseMove.ANSWERED,
    CaseMove.COMPLETED,
    CaseMove.REJECTED,
    CaseMove.EXTENDED,
    CaseMove.NOTICED,
    CaseMove.REOPENED,
    CaseMove.CLOSED_AS_REPEATED,
)
"""What was said to the citizen, or by them; why a case went from one office to another is among offices."""


async def link_in_conversation(transaction: Transaction, bot_conversation_id: int, number: str, now: datetime) -> str:
    """A link to a case that was filed in a conversation with the chatbot; Problem 404 where there is none."""
    case_id = await store.case_of_conversation(transaction, bot_conversation_id, number.replace("\0", ""))
    if case_id is None:
        raise Problem(404, "no_case")
    return await new_link(transaction, case_id, now)


async def link_of_form(transaction: Transaction, key: UUID, now: datetime) -> str:
    """A link to the case that was made of a form with this key; Problem 404 where there is none."""
    case_id = await store.case_of_form(transaction, key)
    if case_id is None:
        raise Problem(404, "no_case")
    return await new_link(transaction, case_id, now)


async def numbers(transaction: Transaction, bot_conversation_id: int) -> list[str]:
    """The numbers of the cases that were filed in a conversation with the chatbot, in order."""
    return await store.numbers_of_conversation(transaction, bot_conversation_id)


async def follow(transaction: Transaction, number: str, language: Language, now: datetime) -> str:
    """A link by which somebody else follows an open case that everybody may see; Problem 422 where there is none."""
    case_id = await store.public_case(transaction, number.replace("\0", ""))
    if case_id is None:
        raise Problem(422, "case_number", field="number")
    follower_id = await store.add_follower(transaction, case_id, language, now)
    about = {"case": case_id}
    await events.append(transaction, now, "case.followed", about, {})
    return await new_link(transaction, case_id, now, follower_id)


async def tracked(transaction: Transaction, token: str, now: datetime) -> TrackedCase:
    """The case that a link opens; Problem 404 for one that opens none."""
    case, follower_id = await _case(transaction, token)
    history = await store.history(transaction, case.id)
    told: Notices | Follower | None
    if follower_id is None:
        told = await store.notices(transaction, case.id)
    else:
        told = await store.follower_notices(transaction, follower_id)
    seen = TrackedCase(
        number=case.number,
        followed=follower_id is not None,
        type_name=case.type_name,
        state=case.state,
        department=case.department,
        received_at=case.received_at,
        due_at=case.due_at,
        urgency=case.urgency(now),
        question=None,
        may_withdraw=False,
        reopen_until=None,
        may_rate=False,
        rating=None,
        notices=None if told is None else TrackedNotices(told.channel, masked(told.to)),
        answers=[],
        history=[replace(_told(one), text=None, photos=[], by_citizen=False) for one in history],
        public_photos=await photo_store.published_of(transaction, case.id),
    )
    return seen if follower_id is not None else await _as_citizen(transaction, seen, case, history, now)


async def _as_citizen(
    transaction: Transaction, seen: TrackedCase, case: LivingCase, history: list[CaseEntry], now: datetime
) -> TrackedCase:
    """What everybody who follows it sees, with the words that are its citizen's and what they can do."""
    asked = [one.text for one in history if one.move is CaseMove.ASKED]
    until = await _reopen_until(transaction, case)
    finished = any(one.move in (CaseMove.COMPLETED, CaseMove.REJECTED) for one in history)
    return replace(
        seen,
        question=asked[-1] if asked and case.state is CaseState.NEEDS_INFORMATION else None,
        may_withdraw=case.state in UNFINISHED,
        reopen_until=until if until is not None and now <= until else None,
        may_rate=finished and case.finished_at is not None and case.rating is None,
        rating=case.rating,
        answers=[TrackedAnswer(one.ask, one.value) for one in await case_store.answers(transaction, case.id)],
        history=[_told(one) for one in history],
    )


def _told(entry: CaseEntry) -> TrackedEntry:
    text = entry.text if entry.move in _TOLD else None
    return TrackedEntry(entry.at, entry.move, entry.department, entry.by_citizen, text, entry.due_at, entry.photos)


async def photo(transaction: Transaction, token: str, photo_id: int) -> PhotoContent:
    """A photo of the result, to its citizen; Problem 404 where there is none."""
    case, follower_id = await _case(transaction, token)
    found = None
    if follower_id is None:
        found = await office_store.photo(transaction, case.id, photo_id, sent=True)
    if found is None:
        raise Problem(404, "no_file")
    return found


async def answer(transaction: Transaction, token: str, text: str, now: datetime) -> None:
    """Answers the office's question: its clock goes on. Problem 409 where none is asked."""
    case = await _locked(transaction, token)
    await moves.make(transaction, case, CaseMove.ANSWERED, CITIZEN, now, text=moves.words(text))


async def withdraw(transaction: Transaction, token: str, now: datetime) -> None:
    """Withdraws a case that isn't finished (the Act, Article 22)."""
    await moves.make(transaction, await _locked(transaction, token), CaseMove.WITHDRAWN, CITIZEN, now)


async def reopen(transaction: Transaction, token: str, reason: str, now: datetime) -> None:
    """Has a finished case be looked at again, with why; Problem 409 once it is too late for that."""
    case = await _locked(transaction, token)
    until = await _reopen_until(transaction, case)
    if until is None or now > until:
        raise Problem(409, "case_reopen_late")
    await moves.make(transaction, case, CaseMove.REOPENED, CITIZEN, now, text=moves.words(reason))


async def rate(transaction: Transaction, token: str, rating: int, text: str, now: datetime) -> None:
    """Rates what was done from 1 to 5, once. Problem 409 where it isn't finished, or was rated already."""
    case = await _locked(transaction, token)
    if not 1 <= rating <= 5:
        raise Problem(422, "case_rating", field="rating")
    if case.rating is not None or case.finished_at is None or case.state is CaseState.WITHDRAWN:
        raise Problem(409, "case_move", number=case.number)
    await store.rate(transaction, case.id, rating, moves.words(text, needed=False))
    about = {"case": case.id, "citizen": case.citizen_id, "department": case.department_id}
    await events.append(transaction, now, "case.rated", about, {"rating": rating, "type": case.type_code})


async def ask_for_notices(
    transaction: Transaction, token: str, written: str, public_url: str | None, now: datetime
) -> None:
    """Has the citizen be told of their case by text message or email from now on.

    Raises Problem 422 for what is neither a mobile number nor an email address, 409 once the case is finished.
    """
    asked = notices.destination(written, public_url)
    if asked is None:
        raise Problem(422, "no_notice_recipient", field="to")
    case, follower_id = await _locked_by_any(transaction, token)
    if case.state not in UNFINISHED:
        raise Problem(409, "case_move", number=case.number)
    if follower_id is None:
        await notices.ask_for(transaction, case, asked, now)
    else:
        await notices.ask_as_follower(transaction, case, follower_id, asked, now)


async def end_notices(transaction: Transaction, token: str) -> None:
    """Has the citizen, or whoever follows the case, be told no more but on the page."""
    case, follower_id = await _locked_by_any(transaction, token)
    if follower_id is None:
        await store.end_notices(transaction, case.id)
    else:
        await store.keep_follower_notices(transaction, follower_id, None)


async def _reopen_until(transaction: Transaction, case: LivingCase) -> datetime | None:
    if case.state not in (CaseState.DONE, CaseState.REJECTED) or case.finished_at is None:
        return None
    return case.finished_at + timedelta(days=(await store.office(transaction)).reopen_days)


async def _case(transaction: Transaction, token: str) -> tuple[LivingCase, int | None]:
    """The case that a link opens, and who follows it with that link where it isn't its citizen."""
    link = await store.link(transaction, token_hash(token))
    case = None if link is None else await store.living(transaction, link.case_id)
    if link is None or case is None:
        raise Problem(404, "no_case_link")
    return case, link.follower_id


async def _locked_by_any(transaction: Transaction, token: str) -> tuple[LivingCase, int | None]:
    found, follower_id = await _case(transaction, token)
    case = await store.lock(transaction, found.id)
    if case is None:
        raise Problem(404, "no_case_link")
    return case, follower_id


async def _locked(transaction: Transaction, token: str) -> LivingCase:
    """The case of whoever opens it as its citizen; Problem 403 for somebody else who follows it."""
    case, follower_id = await _locked_by_any(transaction, token)
    if follower_id is not None:
        raise Problem(403, "case_followed")
    return case
