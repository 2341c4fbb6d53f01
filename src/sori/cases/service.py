"""Use cases of cases: the forms that are offered, filing, photos on their way, looking at what was filed."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sori.cases import places, store
from sori.cases.case import CaseAnswerShown, CasePage, CaseShown, CaseTypeName, PhotoSent
from sori.cases.forms import Form
from sori.cases.life import moves, office
from sori.cases.life.model import urgency
from sori.cases.model import CaseMove, Filing, answers_of, case_number, moved
from sori.cases.photo import CheckedPhoto
from sori.cases.place import place_of
from sori.cases.store import PhotoContent
from sori.centre import service as centre_service
from sori.conversations.model import MOST_ATTACHMENTS, MOST_UNSENT
from sori.conversations.service.masking import masking
from sori.people import service as people
from sori.people.model import Actor, Role
from sori.people.service import departments
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.page import paged
from sori.platform.problem import Problem

_SEEING_ALL = (Role.COUNSELLOR, Role.TEAM_LEADER, Role.ADMINISTRATOR)
SEEING_CASES = (*_SEEING_ALL, Role.OFFICER)
"""Who looks at cases; officers at those of their departments."""
_PAGE = 50


async def offered(transaction: Transaction, codes: Collection[str] | None = None) -> list[Form]:
    """The forms that citizens are offered; of these codes alone where some are given."""
    return [] if codes is not None and not codes else await store.offered(transaction, codes)


async def form(transaction: Transaction, code: str) -> Form | None:
    """The form of this code, offered or not; None where there is none."""
    found = await store.type_of(transaction, code)
    return None if found is None else found.form


async def types(transaction: Transaction) -> list[CaseTypeName]:
    """All types of cases to choose by, those no longer offered among them."""
    return await store.types(transaction)


async def file_case(transaction: Transaction, filing: Filing, now: datetime) -> str:
    """Makes a case of a finished form, once however often it is asked for; gives the number it is known by.

    Where it is follows from its point, else from the address that was answered, as far as that is certain.
    """
    if filing.key is not None:
        await store.lock_filing(transaction, filing.key)
    known = await store.number_of(transaction, filing.bot_conversation_id, filing.complaint, filing.key)
    if known is not None:
        return known
    year = (await centre_service.centre(transaction)).local(now).year
    number = case_number(year, await store.next_number(transaction, year))
    answers = answers_of(filing.form, filing.answers)
    place = place_of(await places.atlas(transaction), filing.place, answers)
    case_id = await store.add(transaction, filing, place, number, moved(None, CaseMove.FILED), answers, now)
    about = {"case": case_id, "citizen": filing.citizen_id}
    if filing.bot_conversation_id is not None:
        about["bot_conversation"] = filing.bot_conversation_id
    await events.append(transaction, now, "case.received", about, {"type": filing.form.code})
    await moves.begin(transaction, case_id, filing.form.period, place, now)
    return number


async def citizen_of_key(transaction: Transaction, key: UUID) -> int | None:
    """Whose case was made of the form with this key."""
    return await store.citizen_of_key(transaction, key)


async def keep_photo(
    transaction: Transaction, bot_conversation_id: int, checked: CheckedPhoto, now: datetime
) -> PhotoSent:
    """Keeps a photo, to be sent with words later. Problem 422 where too many wait for that."""
    if await store.unsent_photos(transaction, bot_conversation_id) >= MOST_UNSENT:
        raise Problem(422, "too_many_files", field="file", most=MOST_ATTACHMENTS)
    return await store.add_photo(transaction, bot_conversation_id, checked, now)


async def photos_to_send(
    transaction: Transaction, bot_conversation_id: int, photo_ids: Collection[int]
) -> list[PhotoSent]:
    """These photos, to be sent with words. Problem 422 for too many, and for one that isn't there to be sent."""
    wanted = set(photo_ids)
    if len(wanted) > MOST_ATTACHMENTS:
        raise Problem(422, "too_many_files", field="photo_ids", most=MOST_ATTACHMENTS)
    found = await store.photos_to_send(transaction, bot_conversation_id, wanted) if wanted else []
    if len(found) != len(wanted):
        raise Problem(422, "no_file", field="photo_ids")
    return found


async def send_photos(transaction: Transaction, turn_id: int, photos: Collection[PhotoSent]) -> None:
    """Ties photos to the words with which they were sent."""
    await store.send_photos(transaction, turn_id, [photo.id for photo in photos])


async def answer_with(
    transaction: Transaction,
    bot_conversation_id: int,
    complaint: int,
    question: str,
    photos: Collection[PhotoSent],
) -> None:
    """Has these photos, in place of any before, answer a question of a complaint."""
    ids = [photo.id for photo in photos]
    await store.answer_with(transaction, bot_conversation_id, complaint, question, ids)


async def photos_of(transaction: Transaction, bot_conversation_id: int) -> Mapping[int, list[PhotoSent]]:
    """The photos of a conversation by the turn with which they were sent."""
    found: dict[int, list[PhotoSent]] = {}
    for one in await store.photos_of(transaction, bot_conversation_id):
        found.setdefault(one.turn_id, []).append(one.photo)
    return found


async def photo_of_conversation(transaction: Transaction, bot_conversation_id: int, photo_id: int) -> PhotoContent:
    """A photo that was sent in a conversation; Problem 404 where it has none with this id."""
    found = await store.photo_of_conversation(transaction, bot_conversation_id, photo_id)
    if found is None:
        raise Problem(404, "no_file")
    return found


async def cases(
    transaction: Transaction, actor: Actor, type_code: str, number: str, before: int | None, now: datetime
) -> CasePage:
    """A page of cases, the newest first, masked: those of a type, or with these signs in the number. Logged."""
    number = number.replace("\0", "").strip()
    of = await _departments(transaction, actor)
    found = await store.lines(transaction, of, type_code.replace("\0", ""), number, before, _PAGE + 1)
    items, next_before = paged(found, _PAGE)
    mask = await masking(transaction, [one.place for one in items])
    await people.audit(transaction, now, actor.id, "case.looked_through", {}, {"count": len(items)})
    shown = [
        replace(
            one,
            place=None if one.place is None else mask.text(one.place),
            urgency=urgency(one.state, one.due_at, one.near_at, one.stopped_at, now),
        )
        for one in items
    ]
    return CasePage(shown, next_before)


async def case(transaction: Transaction, actor: Actor, case_id: int, now: datetime) -> CaseShown:
    """A whole case, masked; the look is logged. Problem 404 where there is none that the actor may see."""
    found = await seen(transaction, actor, case_id)
    answers = await store.answers(transaction, case_id)
    photos = await store.photos(transaction, case_id)
    mask = await masking(transaction, [*(one.value for one in answers), *(photo.name for photo in photos)])
    await people.audit(transaction, now, actor.id, "case.read", {"case": case_id, "citizen": found.citizen_id})
    return CaseShown(
        id=found.id,
        number=found.number,
        type_code=found.type_code,
        type_name=found.type_name,
        state=found.state,
        department=found.department,
        public=found.public,
        shows_photos=found.shows_photos,
        channel=found.channel,
        language=found.language,
        received_at=found.received_at,
        forgotten_at=found.forgotten_at,
        bot_conversation_id=found.bot_conversation_id,
        contact_id=found.contact_id,
        place=found.place,
        answers=[
            CaseAnswerShown(one.question, one.kind, one.ask, None if one.value is None else mask.text(one.value))
            for one in answers
        ],
        photos=[replace(photo, name=mask.text(photo.name)) for photo in photos],
        life=await office.life(transaction, actor, case_id, now),
    )


async def photo(transaction: Transaction, actor: Actor, case_id: int, photo_id: int, now: datetime) -> PhotoContent:
    """A photo of a case; the look is logged. Problem 404 where there is none that the actor may see."""
    found = await seen(transaction, actor, case_id)
    content = await store.photo_of_case(transaction, case_id, photo_id)
    if content is None:
        raise Problem(404, "no_file")
    about = {"case": case_id, "citizen": found.citizen_id}
    await people.audit(transaction, now, actor.id, "case.photo_opened", about, {"photo": photo_id})
    return content


async def seen(transaction: Transaction, actor: Actor, case_id: int) -> store.CaseRecord:
    """A case that the actor may see. Of another's nothing is told, not even that there is one."""
    found = await store.case(transaction, case_id)
    of = await _departments(transaction, actor)
    if found is None or (of is not None and found.department_id not in of):
        raise Problem(404, "no_case")
    return found


async def _departments(transaction: Transaction, actor: Actor) -> list[int] | None:
    """The departments whose cases the actor sees; None: all."""
    return None if actor.has_any(*_SEEING_ALL) else await departments.departments_of(transaction, actor)
