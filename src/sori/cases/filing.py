"""Use cases of forms that are filed beside the chatbot: their photos, what counts as answered, the case made of one."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sori.cases import places, service, store
from sori.cases.case import PhotoSent
from sori.cases.forms import Form, FormQuestion, QuestionKind, accepted
from sori.cases.model import Filing, Place, Point
from sori.cases.photo import PhotoNotes, checked_photo, notes_of
from sori.cases.place import Certainty
from sori.centre import service as centre_service
from sori.conversations.model import MOST_ATTACHMENTS, MOST_UNSENT, Channel
from sori.platform.database import Database, Transaction
from sori.platform.problem import Problem, Wrong
from sori.platform.translation import Language, translated


@dataclass(frozen=True, slots=True)
class PhotoRead:
    """A photo that is kept, and what the camera noted of where and when it was taken."""

    photo: PhotoSent
    point: Point | None
    taken_at: datetime | None


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form as it was filled in. `photos` are ids of photos by question, `place` what was told of where it is.

    `notes` are what was told beside the questions, by what it is called.
    """

    key: UUID
    form: str
    language: Language
    answers: Mapping[str, str]
    photos: Mapping[str, Sequence[int]]
    place: Place
    notes: Mapping[str, str] = field(default_factory=dict)


async def keep_photo(database: Database, key: UUID, name: str, content: bytes, now: datetime) -> PhotoRead:
    """Checks and keeps a photo on its way to a form; where and when it was taken is read first, then taken out.

    Raises Problem 413, 415 or 422 for what isn't taken, 409 where the form was filed.
    """
    async with database.reading() as transaction:
        zone = ZoneInfo((await centre_service.centre(transaction)).time_zone)
    checked = await asyncio.to_thread(checked_photo, name, content)
    notes: PhotoNotes = await asyncio.to_thread(notes_of, content, zone)
    async with database.transaction() as transaction:
        await store.lock_filing(transaction, key)
        if await store.number_of(transaction, None, None, key) is not None:
            raise Problem(409, "form_filed")
        if len(await store.form_photos(transaction, key)) >= MOST_UNSENT:
            raise Problem(422, "too_many_files", field="file", most=MOST_ATTACHMENTS)
        photo = await store.add_form_photo(transaction, key, checked, notes.taken_at, now)
    return PhotoRead(photo, notes.point, notes.taken_at)


async def file_form(
    transaction: Transaction, filled: FilledForm, citizen_id: int, channel: Channel, now: datetime
) -> str:
    """Makes a case of a form that was filled in, once however often it is asked for; gives its number.

    Raises Problem 422 for a form that isn't offered, and with each question whose answer is missing or is none.
    """
    await store.lock_filing(transaction, filled.key)
    known = await store.number_of(transaction, None, None, filled.key)
    if known is not None:
        return known
    forms = await service.offered(transaction, {filled.form})
    if not forms:
        raise Problem(422, "no_form", field="form")
    form = forms[0]
    photos = {photo.id: photo for photo in await store.form_photos(transaction, filled.key)}
    chosen = [photo_id for ids in filled.photos.values() for photo_id in ids]
    if len(chosen) > MOST_ATTACHMENTS:
        raise Problem(422, "too_many_files", field="photos", most=MOST_ATTACHMENTS)
    if not photos.keys() >= set(chosen):
        raise Problem(422, "photo_gone", field="photos")
    names = {question: [photos[one].name for one in ids] for question, ids in filled.photos.items()}
    given = await _with_place(transaction, form, filled)
    answers, wrong = checked_answers(form, given, names)
    if wrong:
        raise Problem(422, "form_unanswered", errors=wrong)
    for question, ids in filled.photos.items():
        await store.answer_form_with(transaction, filled.key, question, ids)
    kept = {**answers, **filled.notes}
    filing = Filing(citizen_id, channel, filled.language, None, None, form, kept, filled.key, filled.place)
    return await service.file_case(transaction, filing, now)


async def number_of(transaction: Transaction, key: UUID) -> str | None:
    """The number of the case that was made of the form with this key."""
    return await store.number_of(transaction, None, None, key)


def checked_answers(
    form: Form, given: Mapping[str, str], photos: Mapping[str, Sequence[str]]
) -> tuple[dict[str, str], list[Wrong]]:
    """The answers as they are kept, and the questions whose answer is missing or is none."""
    kept: dict[str, str] = {}
    wrong: list[Wrong] = []
    for question in form.questions:
        said, names = given.get(question.code, "").replace("\0", "").strip(), photos.get(question.code, ())
        if not said and not names:
            if question.required:
                wrong.append(Wrong(question.code, _missing(question)))
            continue
        value = accepted(question, said, names)
        if value is None:
            wrong.append(Wrong(question.code, f"form_answer_{question.kind.value}"))
        else:
            kept[question.code] = value
    return kept, wrong


def _missing(question: FormQuestion) -> str:
    return "form_answer_photo" if question.kind is QuestionKind.PHOTO else "form_answer_missing"


async def _with_place(transaction: Transaction, form: Form, filled: FilledForm) -> Mapping[str, str]:
    """The answers, the first question for a place answered with what was shown on the map where words are missing."""
    asked = next((one for one in form.questions if one.kind is QuestionKind.PLACE), None)
    point = filled.place.point
    if asked is None or point is None or filled.answers.get(asked.code, "").strip():
        return filled.answers
    found = await places.at(transaction, point)
    names: list[str] = []
    if found.certainty is Certainty.CERTAIN:
        area = found.areas[0]
        names = [getattr(one, filled.language) for one in (area.district_name, area.neighbourhood_name) if one]
    where = " ".join(names) or f"{point.latitude:.5f}, {point.longitude:.5f}"
    return {**filled.answers, asked.code: translated(filled.language, "case.place_on_map", where=where)}
