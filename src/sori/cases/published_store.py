"""SQL of what everybody may know of cases."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sori.cases.case import CasePlace
from sori.cases.model import FINISHED, CaseState
from sori.platform.database import Transaction
from sori.platform.translation import Text


@dataclass(frozen=True, slots=True)
class PublishedCase:
    """A case as everybody may see it. `description` is what was written to be published, masked.

    `photos` are those of which everybody may see a copy. `updated_at` is when something happened to it last, `due_at`
    when it is due; None while its clock stands still.
    """

    number: str
    state: CaseState
    open: bool
    type_code: str
    type_name: Text
    description: str | None
    department: Text
    received_at: datetime
    updated_at: datetime
    due_at: datetime | None
    place: CasePlace
    photos: list[int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases: of these numbers, or of these types and states in a time, a page of them; None: all."""

    numbers: Collection[str] | None = None
    types: Collection[str] | None = None
    open: bool | None = None
    since: datetime | None = None
    until: datetime | None = None
    limit: int = 1_000
    offset: int = 0


async def published(transaction: Transaction, wanted: Wanted, description: Collection[str]) -> list[PublishedCase]:
    """The cases of public types whose words weren't deleted, the newest first."""
    return await transaction.all(
        PublishedCase,
        """select number, state, not (state = any(%(closed)s)) as open, type_code, type_name, received_at,
                  coalesce((select max(at) from case_history where case_id = field_case.id), received_at) as updated_at,
                  due_at,
                  department.name as department,
                  (select value from case_answer where case_id = field_case.id and question = any(%(description)s)
                     order by place limit 1) as description,
                  jsonb_build_object('longitude', longitude, 'latitude', latitude, 'district', district.name,
                                     'neighbourhood', neighbourhood.name) as place,
                  array(select photo_id from case_photo_copy join case_photo on case_photo.id = photo_id
                        where case_id = field_case.id and published order by photo_id) as photos
           from field_case join department on department.id = department_id
                left join boundary as district
                    on district.level = 'district' and district.code = field_case.district
                left join boundary as neighbourhood
                    on neighbourhood.level = 'neighbourhood' and neighbourhood.code = field_case.neighbourhood
           where public and forgotten_at is null
             and (%(numbers)s::text[] is null or number = any(%(numbers)s))
             and (%(types)s::text[] is null or type_code = any(%(types)s))
             and (%(open)s::boolean is null or not (state = any(%(closed)s)) = %(open)s)
             and (%(since)s::timestamptz is null or received_at >= %(since)s)
             and (%(until)s::timestamptz is null or received_at <= %(until)s)
           order by received_at desc, field_case.id desc limit %(limit)s offset %(offset)s""",
        {
            "closed": [*FINISHED, CaseState.CLOSED],
            "description": list(description),
            "numbers": None if wanted.numbers is None else list(wanted.numbers),
            "types": None if wanted.types is None else list(wanted.types),
            "open": wanted.open,
            "since": wanted.since,
            "until": wanted.until,
            "limit": wanted.limit,
            "offset": wanted.offset,
        },
    )
