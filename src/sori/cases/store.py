"""SQL of case types, cases and their photos."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from psycopg.types.json import Jsonb

from sori.cases.case import CaseLine, CasePhoto, CasePlace, CaseTypeName, PhotoSent
from sori.cases.forms import CaseType, Form
from sori.cases.model import CaseAnswer, CaseState, Filing, Place
from sori.cases.photo import CheckedPhoto
from sori.conversations.model import Channel
from sori.platform.database import Transaction
from sori.platform.translation import Language, Text

# Types


@dataclass(frozen=True, slots=True)
class _Offered:
    form: Form


async def lock_types(transaction: Transaction) -> None:
    """Has whoever changes the types wait for one another."""
    await transaction.execute("lock table case_type in share row exclusive mode")


async def is_any_type(transaction: Transaction) -> bool:
    """Whether there is any type."""
    return await transaction.value(bool, "select exists (select from case_type)") or False


async def offered(transaction: Transaction, codes: Collection[str] | None) -> list[Form]:
    """The forms that are offered, by code; of these alone where codes are given."""
    found = await transaction.all(
        _Offered,
        """select form from case_type where offered and (%(codes)s::text[] is null or code = any(%(codes)s))
           order by code""",
        {"codes": None if codes is None else list(codes)},
    )
    return [one.form for one in found]


async def types(transaction: Transaction) -> list[CaseTypeName]:
    """All types by heading and name."""
    return await transaction.all(
        CaseTypeName,
        """select code, form -> 'name' as name, form -> 'group' as "group", offered from case_type
           order by form -> 'group' ->> 'ko', form -> 'name' ->> 'ko'""",
    )


async def type_of(transaction: Transaction, code: str) -> CaseType | None:
    """The type of this code."""
    return await transaction.maybe(CaseType, "select form, offered from case_type where code = %s", (code,))


async def put_type(transaction: Transaction, type_: CaseType, department_id: int, staff_id: int, now: datetime) -> None:
    """Keeps a type, in place of what it was."""
    await transaction.execute(
        """insert into case_type (code, form, department_id, offered, changed_at, changed_by)
           values (%s, %s, %s, %s, %s, %s)
           on conflict (code) do update set form = excluded.form, department_id = excluded.department_id,
               offered = excluded.offered, changed_at = excluded.changed_at, changed_by = excluded.changed_by""",
        (type_.form.code, Jsonb(msgspec.to_builtins(type_.form)), department_id, type_.offered, now, staff_id),
    )


# Filing


async def lock_filing(transaction: Transaction, key: UUID) -> None:
    """Has whoever files the same form again wait for the first to be done."""
    await transaction.execute("select pg_advisory_xact_lock(hashtextextended('filing ' || %s, 0))", (str(key),))


async def number_of(
    transaction: Transaction, bot_conversation_id: int | None, complaint: int | None, key: UUID | None
) -> str | None:
    """The number of the case that was made of a complaint of a conversation, or of a form with this key."""
    return await transaction.value(
        str,
        "select number from field_case where (bot_conversation_id = %s and complaint = %s) or filing_key = %s",
        (bot_conversation_id, complaint, key),
    )


async def citizen_of_key(transaction: Transaction, key: UUID) -> int | None:
    """Whose case was made of a form with this key."""
    return await transaction.value(int, "select citizen_id from field_case where filing_key = %s", (key,))


async def next_number(transaction: Transaction, year: int) -> int:
    """The next number of a year; whoever asks meanwhile waits, so that none is left out or given twice."""
    return (
        await transaction.value(
            int,
            """insert into case_number (year, last) values (%s, 1)
               on conflict (year) do update set last = case_number.last + 1 returning last""",
            (year,),
        )
        or 1
    )


async def add(
    transaction: Transaction,
    filing: Filing,
    place: Place,
    number: str,
    state: CaseState,
    answers: Sequence[CaseAnswer],
    now: datetime,
) -> int:
    """Keeps a case with its answers, and the photos that were given to its questions; gives its id."""
    case_id = await transaction.value(
        int,
        """insert into field_case (number, type_code, type_name, department_id, public, state, citizen_id, channel,
                                   language, bot_conversation_id, complaint, received_at, filing_key, longitude,
                                   latitude, district, neighbourhood)
           select %s, code, %s, department_id, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s
           from case_type where code = %s
           returning id""",
        (
            number,
            Jsonb(msgspec.to_builtins(filing.form.name)),
            filing.form.public,
            state,
            filing.citizen_id,
            filing.channel,
            filing.language,
            filing.bot_conversation_id,
            filing.complaint,
            now,
            filing.key,
            None if place.point is None else place.point.longitude,
            None if place.point is None else place.point.latitude,
            place.district,
            place.neighbourhood,
            filing.form.code,
        ),
    )
    if case_id is None:
        raise LookupError(f"there is no type {filing.form.code}")
    await transaction.execute_many(
        "insert into case_answer (case_id, place, question, kind, ask, value) values (%s, %s, %s, %s, %s, %s)",
        [(case_id, place, one.question, one.kind, one.ask, one.value) for place, one in enumerate(answers, 1)],
    )
    for question in filing.form.questions:
        await transaction.execute(
            """update case_photo set case_id = %s, ask = %s
               where ((bot_conversation_id = %s and complaint = %s) or filing_key = %s) and question = %s""",
            (case_id, question.ask.ko, filing.bot_conversation_id, filing.complaint, filing.key, question.code),
        )
    return case_id


# Photos on their way


async def add_photo(
    transaction: Transaction, bot_conversation_id: int, photo: CheckedPhoto, now: datetime
) -> PhotoSent:
    """Keeps a photo that was sent to the chatbot."""
    file = photo.file
    return await transaction.one(
        PhotoSent,
        """insert into case_photo (bot_conversation_id, name, media_type, size, width, height, content, uploaded_at,
                                   looks)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s) returning id, name, media_type, size, width, height""",
        (
            bot_conversation_id,
            file.name,
            file.media_type,
            len(file.content),
            file.width,
            file.height,
            file.content,
            now,
            photo.looks,
        ),
    )


async def unsent_photos(transaction: Transaction, bot_conversation_id: int) -> int:
    """How many photos of a conversation are kept with no words yet."""
    return (
        await transaction.value(
            int,
            "select count(*) from case_photo where bot_conversation_id = %s and turn_id is null",
            (bot_conversation_id,),
        )
        or 0
    )


async def photos_to_send(
    transaction: Transaction, bot_conversation_id: int, photo_ids: Collection[int]
) -> list[PhotoSent]:
    """Those of these photos of a conversation that no words were sent with, in order."""
    return await transaction.all(
        PhotoSent,
        """select id, name, media_type, size, width, height from case_photo
           where bot_conversation_id = %s and turn_id is null and id = any(%s) order by id""",
        (bot_conversation_id, list(photo_ids)),
    )


async def send_photos(transaction: Transaction, turn_id: int, photo_ids: Collection[int]) -> None:
    """Ties photos to the words with which they were sent."""
    await transaction.execute("update case_photo set turn_id = %s where id = any(%s)", (turn_id, list(photo_ids)))


async def answer_with(
    transaction: Transaction, bot_conversation_id: int, complaint: int, question: str, photo_ids: Collection[int]
) -> None:
    """Has these photos, and no others, be the answer to a question of a complaint."""
    await transaction.execute(
        """update case_photo set complaint = null, question = null
           where bot_conversation_id = %s and complaint = %s and question = %s""",
        (bot_conversation_id, complaint, question),
    )
    await transaction.execute(
        "update case_photo set complaint = %s, question = %s where id = any(%s)",
        (complaint, question, list(photo_ids)),
    )


@dataclass(frozen=True, slots=True)
class PhotoOfTurn:
    """A photo with the words that it was sent with."""

    turn_id: int
    photo: PhotoSent


async def photos_of(transaction: Transaction, bot_conversation_id: int) -> list[PhotoOfTurn]:
    """The photos that were sent in a conversation, in order."""
    return await transaction.all(
        PhotoOfTurn,
        """select turn_id, jsonb_build_object('id', id, 'name', name, 'media_type', media_type, 'size', size,
                                              'width', width, 'height', height) as photo
           from case_photo where bot_conversation_id = %s and turn_id is not null order by id""",
        (bot_conversation_id,),
    )


@dataclass(frozen=True, slots=True)
class PhotoContent:
    """A photo as it is kept."""

    name: str
    media_type: str
    content: bytes


async def photo_of_conversation(
    transaction: Transaction, bot_conversation_id: int, photo_id: int
) -> PhotoContent | None:
    """A photo of a conversation."""
    return await transaction.maybe(
        PhotoContent,
        "select name, media_type, content from case_photo where id = %s and bot_conversation_id = %s",
        (photo_id, bot_conversation_id),
    )


async def photo_of_case(transaction: Transaction, case_id: int, photo_id: int) -> PhotoContent | None:
    """A photo of a case."""
    return await transaction.maybe(
        PhotoContent,
        "select name, media_type, content from case_photo where id = %s and case_id = %s",
        (photo_id, case_id),
    )


async def add_form_photo(
    transaction: Transaction, key: UUID, photo: CheckedPhoto, taken_at: datetime | None, now: datetime
) -> PhotoSent:
    """Keeps a photo on its way to a form that is filed beside the chatbot."""
    file = photo.file
    return await transaction.one(
        PhotoSent,
        """insert into case_photo (filing_key, name, media_type, size, width, height, content, uploaded_at, taken_at,
                                   looks)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) returning id, name, media_type, size, width, height""",
        (
            key,
            file.name,
            file.media_type,
            len(file.content),
            file.width,
            file.height,
            file.content,
            now,
            taken_at,
            photo.looks,
        ),
    )


async def form_photos(transaction: Transaction, key: UUID) -> list[PhotoSent]:
    """The photos on their way to a form."""
    return await transaction.all(
        PhotoSent,
        """select id, name, media_type, size, width, height from case_photo
           where filing_key = %s and case_id is null order by id""",
        (key,),
    )


async def answer_form_with(transaction: Transaction, key: UUID, question: str, photo_ids: Collection[int]) -> None:
    """Has these photos of a form answer a question of it."""
    await transaction.execute(
        "update case_photo set complaint = 1, question = %s where filing_key = %s and id = any(%s)",
        (question, key, list(photo_ids)),
    )


# Looking


async def lines(
    transaction: Transaction,
    departments: Sequence[int] | None,
    type_code: str,
    text: str,
    before: int | None,
    limit: int,
) -> list[CaseLine]:
    """Cases, the newest first: of these departments, of a type, with a text in the number; each where given."""
    return await transaction.all(
        CaseLine,
        """select field_case.id, number, type_name, state, department.name as department, received_at, due_at,
                  near_at, stopped_at,
                  (select value from case_answer where case_id = field_case.id and kind = 'place'
                     and value is not null order by place limit 1) as place,
                  (select count(*) from case_photo where case_id = field_case.id) as photos,
                  boundary.name as district
           from field_case join department on department.id = department_id
                left join boundary on boundary.level = 'district' and boundary.code = field_case.district
           where (%(departments)s::bigint[] is null or department_id = any(%(departments)s))
             and (%(type)s = '' or type_code = %(type)s)
             and (%(text)s = '' or position(%(text)s in number) > 0)
             and (%(before)s::bigint is null or field_case.id < %(before)s)
           order by field_case.id desc limit %(limit)s""",
        {
            "departments": None if departments is None else list(departments),
            "type": type_code,
            "text": text,
            "before": before,
            "limit": limit,
        },
    )


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """A case without its answers and photos."""

    id: int
    number: str
    type_code: str
    type_name: Text
    state: CaseState
    department_id: int
    department: Text
    public: bool
    shows_photos: bool
    channel: Channel
    language: Language
    citizen_id: int
    received_at: datetime
    forgotten_at: datetime | None
    bot_conversation_id: int | None
    contact_id: int | None
    place: CasePlace


async def case(transaction: Transaction, case_id: int) -> CaseRecord | None:
    """A case; its contact is the one that its conversation led to."""
    return await transaction.maybe(
        CaseRecord,
        """select field_case.id, number, type_code, type_name, field_case.state, department_id,
                  department.name as department, public,
                  public and (select form ->> 'public_photos' from case_type where code = type_code)
                      is distinct from 'never' as shows_photos, channel, field_case.language, field_case.citizen_id,
                  received_at, field_case.forgotten_at, bot_conversation_id, contact_id,
                  jsonb_build_object('longitude', longitude, 'latitude', latitude, 'district', district.name,
                                     'neighbourhood', neighbourhood.name) as place
           from field_case join department on department.id = department_id
                left join boundary as district
                    on district.level = 'district' and district.code = field_case.district
                left join boundary as neighbourhood
                    on neighbourhood.level = 'neighbourhood' and neighbourhood.code = field_case.neighbourhood
                left join bot_conversation on bot_conversation.id = bot_conversation_id
           where field_case.id = %s""",
        (case_id,),
    )


async def answers(transaction: Transaction, case_id: int) -> list[CaseAnswer]:
    """The answers of a case, in order."""
    return await transaction.all(
        CaseAnswer,
        "select question, kind, ask, value from case_answer where case_id = %s order by place",
        (case_id,),
    )


async def photos(transaction: Transaction, case_id: int) -> list[CasePhoto]:
    """The photos of a case, in order."""
    return await transaction.all(
        CasePhoto,
        """select id, name, ask, media_type, size, width, height, taken_at,
                  case when photo_id is not null then jsonb_build_object(
                      'areas', areas, 'published', published, 'decided_at', decided_at) end as public_copy
           from case_photo left join case_photo_copy on photo_id = id where case_id = %s order by id""",
        (case_id,),
    )


# Forgetting


async def unfiled_photos_before(transaction: Transaction, before: datetime) -> int:
    """How many photos are older and part of no case."""
    return (
        await transaction.value(
            int, "select count(*) from case_photo where case_id is null and uploaded_at < %s", (before,)
        )
        or 0
    )


async def delete_unfiled_photos(transaction: Transaction, before: datetime, limit: int) -> int:
    """Deletes some photos that are older and part of no case."""
    return await transaction.execute(
        """delete from case_photo where id in (
               select id from case_photo where case_id is null and uploaded_at < %s
               order by uploaded_at limit %s for update skip locked)""",
        (before, limit),
    )


async def forgettable(transaction: Transaction, before: datetime) -> int:
    """How many cases were received before then and have their words still."""
    return (
        await transaction.value(
            int, "select count(*) from field_case where forgotten_at is null and received_at < %s", (before,)
        )
        or 0
    )


async def forget(transaction: Transaction, before: datetime, limit: int) -> int:
    """Deletes answers and photos of some cases received before then; the cases stay, to be counted."""
    ids = await transaction.values(
        int,
        """update field_case set forgotten_at = now(), longitude = null, latitude = null
           where id in (select id from field_case where forgotten_at is null and received_at < %s
                        order by received_at limit %s for update skip locked)
           returning id""",
        (before, limit),
    )
    if ids:
        await transaction.execute("delete from case_answer where case_id = any(%s)", (ids,))
        await transaction.execute("delete from case_photo where case_id = any(%s)", (ids,))
        await transaction.execute("update case_history set text = null where case_id = any(%s)", (ids,))
        await transaction.execute("update field_case set rating_text = null where id = any(%s)", (ids,))
        await transaction.execute("delete from case_result_photo where case_id = any(%s)", (ids,))
        await transaction.execute("delete from case_link where case_id = any(%s)", (ids,))
        await transaction.execute("delete from case_notice where case_id = any(%s)", (ids,))
        await transaction.execute("delete from case_follower where case_id = any(%s)", (ids,))
    return len(ids)
