"""Use cases of reports of the same thing: suggested before one is sent and on the desk, merged and separated there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sori.cases import places
from sori.cases import service as cases
from sori.cases.duplicates import store
from sori.cases.duplicates.likeness import Sighting, ranked
from sori.cases.forms import QuestionKind
from sori.cases.life import moves, office
from sori.cases.life import store as life_store
from sori.cases.life.model import By, LivingCase
from sori.cases.life.office import DISPATCHING
from sori.cases.model import OPEN, CaseMove, CaseState, Place, answers_of
from sori.cases.place import place_of
from sori.people import service as people
from sori.people.model import Actor
from sori.people.service import departments
from sori.platform.database import Transaction
from sori.platform.problem import Problem
from sori.platform.translation import Text


@dataclass(frozen=True, slots=True)
class AlikeReport:
    """A report that everybody may see and that may be of the same thing; `metres` away, None where the same place was
    written."""

    number: str
    type_name: Text
    state: CaseState
    district: Text | None
    neighbourhood: Text | None
    metres: int | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class AlikeCase:
    """A case that may be of the same thing, and why (`Likeness`). `may_merge`: whether who looks may merge the two."""

    id: int
    number: str
    state: CaseState
    department: Text
    received_at: datetime
    metres: int | None
    words: float | None
    same_photo: bool
    may_merge: bool


async def alike_reports(
    transaction: Transaction, key: UUID, form_code: str, place: Place, given: Mapping[str, str], now: datetime
) -> list[AlikeReport]:
    """Open reports that everybody may see and that may be of what is about to be reported, the likeliest first.

    None for a type that isn't public, and as long as it isn't certain where it is.
    """
    form = await cases.form(transaction, form_code)
    if form is None or not form.public:
        return []
    answers = answers_of(form, given)
    where = place_of(await places.atlas(transaction), place, answers)
    if where.point is None and where.neighbourhood is None:
        return []
    said = next((one.value for one in answers if one.kind is QuestionKind.PLACE and one.value), "")
    kinds = (QuestionKind.TEXT, QuestionKind.CHOICE)
    words = " ".join(one.value for one in answers if one.kind in kinds and one.value)
    sighting = Sighting(where.point, said, words, await store.looks_of_form(transaction, key), now)
    found = await store.candidates(transaction, form_code, where.point, where.neighbourhood, now, public=True)
    by_id = {one.id: one for one in found}
    return [
        AlikeReport(
            number=by_id[id_].number,
            type_name=by_id[id_].type_name,
            state=by_id[id_].state,
            district=by_id[id_].district,
            neighbourhood=by_id[id_].neighbourhood,
            metres=None if like.metres is None else round(like.metres),
            received_at=by_id[id_].received_at,
        )
        for id_, like in ranked(sighting, [(one.id, one.sighting()) for one in found])
    ]


async def alike_cases(transaction: Transaction, actor: Actor, case_id: int, now: datetime) -> list[AlikeCase]:
    """Open cases that may be of the same thing as an open one, of those that the actor sees; the look is logged.

    Problem 404 where there is none that the actor may see.
    """
    await cases.seen(transaction, actor, case_id)
    case = await store.compared(transaction, case_id)
    if case is None or case.state not in OPEN:
        return []
    own = await departments.departments_of(transaction, actor)
    sighting = case.sighting()
    found = await store.candidates(
        transaction,
        case.type_code,
        sighting.point,
        case.neighbourhood_code,
        case.received_at,
        public=False,
        departments=None if actor.has_any(*DISPATCHING) else own,
    )
    by_id = {one.id: one for one in found if one.id != case_id}
    likeliest = ranked(sighting, [(one.id, one.sighting()) for one in by_id.values()])
    shown = []
    for id_, like in likeliest:
        other = by_id[id_]
        later = max(case, other, key=lambda one: one.id)
        shown.append(
            AlikeCase(
                id=id_,
                number=other.number,
                state=other.state,
                department=other.department,
                received_at=other.received_at,
                metres=None if like.metres is None else round(like.metres),
                words=like.words,
                same_photo=like.same_photo,
                may_merge=CaseMove.MERGED in office.moves_of(actor, own, later),
            )
        )
    if shown:
        about = {"case": case_id}
        await people.audit(transaction, now, actor.id, "case.alike_looked_at", about, {"count": len(shown)})
    return shown


async def merge(transaction: Transaction, actor: Actor, case_id: int, number: str, now: datetime) -> int:
    """Has two cases be dealt with together, the later one with the earlier; gives the earlier one's id.

    Problem 404 for a case that the actor doesn't see, 409 where the later one can't be merged now, 422 for itself.
    """
    other_id = await store.id_of(transaction, number.replace("\0", "").strip())
    if other_id is None:
        raise Problem(422, "case_number", field="number")
    if other_id == case_id:
        raise Problem(422, "case_itself", field="number")
    main = await _locked(transaction, actor, min(case_id, other_id))
    later = await _locked(transaction, actor, max(case_id, other_id))
    own = await departments.departments_of(transaction, actor)
    for one in (main, later):
        if one.state is CaseState.MERGED:
            raise Problem(409, "case_merged", number=one.number)
    if CaseMove.MERGED not in office.moves_of(actor, own, later):
        raise Problem(409, "case_move", number=later.number)
    await moves.merge(transaction, later, main, By(actor.id), now)
    return main.id


async def separate(transaction: Transaction, actor: Actor, case_id: int, now: datetime) -> None:
    """Has a merged case lie by itself again. Problem 404 where the actor sees none, 409 where it isn't merged."""
    reference = await life_store.main_of(transaction, case_id)
    if reference is not None:
        # The main case first, as whoever moves both has them.
        await life_store.lock(transaction, reference.id)
    case = await _locked(transaction, actor, case_id)
    own = await departments.departments_of(transaction, actor)
    if CaseMove.SEPARATED not in office.moves_of(actor, own, case):
        raise Problem(409, "case_move", number=case.number)
    await moves.separate(transaction, case, By(actor.id), now)


async def _locked(transaction: Transaction, actor: Actor, case_id: int) -> LivingCase:
    await cases.seen(transaction, actor, case_id)
    case = await life_store.lock(transaction, case_id)
    if case is None:
        raise Problem(404, "no_case")
    return case
