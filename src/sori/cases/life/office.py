"""Use cases of the officer's desk: what lies on it, what is done there, replies to be used again."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from sori.cases.case import PhotoSent
from sori.cases.dispatch import service as dispatch
from sori.cases.dispatch.guess import GuessedDepartment
from sori.cases.life import moves, office_store, store
from sori.cases.life.model import (
    By,
    CaseLife,
    LivingCase,
    OfficeDesk,
    OfficeLine,
    Reply,
    ShownLine,
    urgency,
)
from sori.cases.life.office_store import Sought
from sori.cases.model import (
    FINISHED,
    OPEN,
    TO_ACCEPT,
    UNDISPATCHED,
    UNFINISHED,
    CaseMove,
    CaseState,
    point_of,
    possible,
)
from sori.cases.photo import checked_photo
from sori.cases.store import PhotoContent
from sori.conversations.model import MOST_ATTACHMENTS
from sori.conversations.service.masking import masking
from sori.geo.grid import Box, span_of
from sori.people import service as people
from sori.people.model import Actor, Role
from sori.people.service import departments
from sori.platform.database import Database, Transaction
from sori.platform.problem import Problem
from sori.platform.translation import Language, translated

DISPATCHING = (Role.COUNSELLOR, Role.TEAM_LEADER, Role.ADMINISTRATOR)
"""Who says whose a case is that no rule dispatched, or that came back; they see all cases."""
OFFICE = (*DISPATCHING, Role.OFFICER)
OFFICERS_MOVES = (
    CaseMove.ACCEPTED,
    CaseMove.STARTED,
    CaseMove.TRANSFERRED,
    CaseMove.RETURNED,
    CaseMove.ASKED,
    CaseMove.COMPLETED,
    CaseMove.REJECTED,
    CaseMove.EXTENDED,
    CaseMove.NOTICED,
    CaseMove.MERGED,
    CaseMove.CLOSED_AS_REPEATED,
)
_WITH_WORDS = (
    CaseMove.TRANSFERRED,
    CaseMove.RETURNED,
    CaseMove.ASKED,
    CaseMove.COMPLETED,
    CaseMove.REJECTED,
    CaseMove.NOTICED,
)
"""Said to the citizen, or, where a case goes elsewhere, to whoever has it next."""
_PAGE = 200
NOWHERE = "none"
"""Where a case lies of which no point is known, as one asks for these."""
_FINISHED_WITHIN = timedelta(days=30)
_MOST_AT_ONCE = 100
_LONGEST_TITLE = 100


class OfficeView(StrEnum):
    """Which cases of a desk are looked at."""

    OPEN = "open"
    TO_ACCEPT = "to_accept"
    NEAR = "near"
    OVERDUE = "overdue"
    STOPPED = "stopped"
    UNDISPATCHED = "undispatched"
    FINISHED = "finished"


_STATES = {
    OfficeView.TO_ACCEPT: TO_ACCEPT,
    # Each is owed its own answer in time, also where another is dealt with together with it.
    OfficeView.NEAR: UNFINISHED,
    OfficeView.OVERDUE: UNFINISHED,
    OfficeView.STOPPED: (CaseState.NEEDS_INFORMATION,),
    OfficeView.UNDISPATCHED: UNDISPATCHED,
    OfficeView.FINISHED: (*FINISHED, CaseState.CLOSED),
}


def sought(of: Sequence[int] | None, view: OfficeView, type_code: str, where: str, now: datetime) -> Sought:
    """What somebody who sees these departments' cases looks at.

    `where` is nothing, `none` for what has no place, or a box: Problem 422 for what is neither.
    """
    return Sought(
        of,
        _STATES.get(view, OPEN),
        type_code.replace("\0", ""),
        due_before=now if view is OfficeView.OVERDUE else None,
        near_at=now if view is OfficeView.NEAR else None,
        finished_since=now - _FINISHED_WITHIN if view is OfficeView.FINISHED else None,
        within=span_of(box(where)) if where not in ("", NOWHERE) else None,
        unplaced=where == NOWHERE,
    )


def box(text: str) -> Box:
    """The box that four degrees with commas between them name. Problem 422 where they name none."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as fault:
        raise Problem(422, "box_malformed", field="where") from fault
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Problem(422, "box_malformed", field="where")
    return Box(west, south, east, north)


async def desk(
    transaction: Transaction, actor: Actor, view: OfficeView, type_code: str, where: str, now: datetime
) -> OfficeDesk:
    """The cases of the actor's departments, the first due first; masked, and the look is logged."""
    of = await departments_seen(transaction, actor)
    found = await office_store.lines(transaction, sought(of, view, type_code, where, now), _PAGE + 1)
    items = found[:_PAGE]
    mask = await masking(transaction, [one.place for one in items])
    counts = await office_store.counts(transaction, of, now - _FINISHED_WITHIN, now)
    own = await departments.departments_of(transaction, actor)
    await people.audit(transaction, now, actor.id, "case.looked_through", {}, {"count": len(items)})
    possible = {one.id: moves_of(actor, own, one) for one in items}
    waiting = [case_id for case_id, its in possible.items() if CaseMove.DISPATCHED in its]
    guesses = await dispatch.guessed(transaction, waiting, now) if view is OfficeView.UNDISPATCHED else {}
    shown = [
        _shown(one, None if one.place is None else mask.text(one.place), possible[one.id], guesses.get(one.id, []), now)
        for one in items
    ]
    return OfficeDesk(own, counts, shown, len(found) > _PAGE)


def _shown(
    line: OfficeLine,
    place: str | None,
    possible_moves: Sequence[CaseMove],
    guesses: Sequence[GuessedDepartment],
    now: datetime,
) -> ShownLine:
    return ShownLine(
        id=line.id,
        number=line.number,
        type_name=line.type_name,
        state=line.state,
        department=line.department,
        place=place,
        photos=line.photos,
        received_at=line.received_at,
        due_at=line.due_at,
        urgency=urgency(line.state, line.due_at, line.near_at, line.stopped_at, now),
        point=point_of(line.longitude, line.latitude),
        merged=line.merged,
        moves=possible_moves,
        guesses=guesses,
    )


class MovableCase(Protocol):
    """What of a case tells which moves of it somebody may make."""

    @property
    def state(self) -> CaseState:
        """Where it stands."""

    @property
    def department_id(self) -> int:
        """Whose it is."""


def moves_of(actor: Actor, own: Collection[int], case: MovableCase) -> list[CaseMove]:
    """The moves of a case that somebody may make: officers those of their departments' cases."""
    if case.state is CaseState.MERGED:
        # What is done to the main case is done to it.
        mine = actor.has_any(*DISPATCHING) or (Role.OFFICER in actor.roles and case.department_id in own)
        return [CaseMove.SEPARATED] if mine else []
    may: set[CaseMove] = set()
    if Role.OFFICER in actor.roles and case.department_id in own:
        may.update(OFFICERS_MOVES)
    if actor.has_any(*DISPATCHING):
        may.add(CaseMove.DISPATCHED)
        if case.state in UNDISPATCHED:
            may.add(CaseMove.MERGED)
    return [move for move in possible(case.state) if move in may]


async def life(transaction: Transaction, actor: Actor, case_id: int, now: datetime) -> CaseLife:
    """The life of a case that the actor may see, masked. Problem 404 where there is none."""
    case = await store.living(transaction, case_id)
    if case is None:
        raise Problem(404, "no_case")
    history = await store.history(transaction, case_id)
    grounds = {id_: dispatch.told(*why) for id_, why in (await store.grounds(transaction, case_id)).items()}
    mask = await masking(transaction, [*(one.text for one in history), case.rating_text])
    own = await departments.departments_of(transaction, actor)
    told = await store.notices(transaction, case_id)
    return CaseLife(
        urgency=case.urgency(now),
        due_at=case.due_at,
        stopped_at=case.stopped_at,
        period=case.period,
        extended_by=case.extended_by,
        extensions=case.extensions,
        rating=case.rating,
        rating_text=None if case.rating_text is None else mask.text(case.rating_text),
        told_by=None if told is None else told.channel,
        history=[
            replace(one, text=None if one.text is None else mask.text(one.text), because=grounds.get(one.id))
            for one in history
        ],
        moves=moves_of(actor, own, case),
        merged_into=await store.main_of(transaction, case_id),
        merged=await store.merged_references(transaction, case_id),
        followers=await store.followers(transaction, case_id),
    )


async def move(
    transaction: Transaction,
    actor: Actor,
    case_id: int,
    made: CaseMove,
    now: datetime,
    *,
    text: str | None = None,
    department_id: int | None = None,
    photo_ids: Collection[int] = (),
) -> None:
    """Makes a move of a case; Problem 404 where the actor has no such case, 409 where it can't be made now."""
    kept = moves.words(text or "", needed=made in _WITH_WORDS)
    case = await own_case(transaction, actor, case_id, made)
    if department_id is not None:
        known = {one.id for one in await departments.departments(transaction)}
        if department_id not in known:
            raise Problem(422, "no_department", field="department_id")
        if made is CaseMove.TRANSFERRED and department_id == case.department_id:
            raise Problem(422, "case_same_department", field="department_id")
    entry = await moves.make(transaction, case, made, By(actor.id), now, text=kept, department_id=department_id)
    if photo_ids:
        sent = await office_store.send_photos(transaction, case_id, actor.id, photo_ids, entry)
        if sent != len(set(photo_ids)):
            raise Problem(422, "no_file", field="photo_ids")


async def own_case(transaction: Transaction, actor: Actor, case_id: int, made: CaseMove) -> LivingCase:
    """A case, locked, that the actor may make such a move of; of another's nothing is told.

    Problem 409 for one that is dealt with together with another: what is done is done to that.
    """
    case = await store.lock(transaction, case_id)
    if case is None:
        raise Problem(404, "no_case")
    if case.state is CaseState.MERGED:
        raise Problem(409, "case_merged", number=case.number)
    if made is CaseMove.DISPATCHED:
        return case
    if case.department_id not in await departments.departments_of(transaction, actor):
        raise Problem(404, "no_case")
    return case


class ManyMove(StrEnum):
    """What can be done to many cases at once."""

    ACCEPTED = "accepted"
    STARTED = "started"
    COMPLETED = "completed"
    TRANSFERRED = "transferred"


async def move_many(
    transaction: Transaction,
    actor: Actor,
    case_ids: Sequence[int],
    made: ManyMove,
    text: str | None,
    department_id: int | None,
    language: Language,
    now: datetime,
) -> dict[int, str]:
    """Makes a move of many cases; gives, of those that it couldn't be made of, why not. The others are moved."""
    if len(case_ids) > _MOST_AT_ONCE:
        raise Problem(422, "article_too_many", field="case_ids", most=_MOST_AT_ONCE)
    refused = {}
    for case_id in sorted(set(case_ids)):
        try:
            # What refuses a move does so before anything is written.
            await move(transaction, actor, case_id, CaseMove(made), now, text=text, department_id=department_id)
        except Problem as problem:
            refused[case_id] = translated(language, f"problem.{problem.code}", **problem.values)
    return refused


async def keep_photo(
    database: Database, actor: Actor, case_id: int, name: str, content: bytes, now: datetime
) -> PhotoSent:
    """Checks and keeps a photo of a result, to be sent with the words; refused as citizens' photos are."""
    async with database.transaction() as transaction:
        await own_case(transaction, actor, case_id, CaseMove.COMPLETED)
    file = (await asyncio.to_thread(checked_photo, name, content)).file
    async with database.transaction() as transaction:
        await own_case(transaction, actor, case_id, CaseMove.COMPLETED)
        if await office_store.unsent_photos(transaction, case_id, actor.id) >= 2 * MOST_ATTACHMENTS:
            raise Problem(422, "too_many_files", field="file", most=MOST_ATTACHMENTS)
        return await office_store.add_photo(transaction, case_id, actor.id, file, now)


async def photo(transaction: Transaction, actor: Actor, case_id: int, photo_id: int, now: datetime) -> PhotoContent:
    """A photo of a result; the look is logged. Problem 404 where the actor may see none."""
    case = await store.living(transaction, case_id)
    of = await departments_seen(transaction, actor)
    found = await office_store.photo(transaction, case_id, photo_id, sent=False)
    if case is None or (of is not None and case.department_id not in of) or found is None:
        raise Problem(404, "no_file")
    about = {"case": case_id, "citizen": case.citizen_id}
    await people.audit(transaction, now, actor.id, "case.photo_opened", about, {"photo": photo_id})
    return found


async def replies(transaction: Transaction, actor: Actor) -> list[Reply]:
    """The replies that the actor's departments use."""
    return await office_store.replies(transaction, await departments.departments_of(transaction, actor))


async def add_reply(
    transaction: Transaction, actor: Actor, department_id: int, title: str, body: str, now: datetime
) -> int:
    """Keeps a reply of one of the actor's departments; gives its id."""
    if department_id not in await departments.departments_of(transaction, actor):
        raise Problem(422, "no_department", field="department_id")
    kept = moves.words(title, field="title") or ""
    if len(kept) > _LONGEST_TITLE:
        raise Problem(422, "text_too_long", field="title", longest=_LONGEST_TITLE)
    return await office_store.add_reply(
        transaction, department_id, kept, moves.words(body, field="body") or "", actor.id, now
    )


async def remove_reply(transaction: Transaction, actor: Actor, reply_id: int) -> None:
    """Removes a reply of one of the actor's departments; Problem 404 where it isn't theirs."""
    own = await departments.departments_of(transaction, actor)
    if not await office_store.remove_reply(transaction, reply_id, own):
        raise Problem(404, "no_reply")


async def departments_seen(transaction: Transaction, actor: Actor) -> list[int] | None:
    """The departments whose cases the actor sees; None: all."""
    return None if actor.has_any(*DISPATCHING) else await departments.departments_of(transaction, actor)
