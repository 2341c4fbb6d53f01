"""SQL of cases that may be of the same thing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sori.cases.duplicates.likeness import NEAR_M, RECENT, Sighting
from sori.cases.model import OPEN, CaseState, Point, point_of
from sori.geo.distance import degrees_of
from sori.platform.database import Transaction
from sori.platform.translation import Text

_MOST_COMPARED = 300


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open case of a type, with what is compared of it."""

    id: int
    number: str
    type_code: str
    type_name: Text
    state: CaseState
    department_id: int
    department: Text
    district: Text | None
    neighbourhood: Text | None
    neighbourhood_code: str | None
    received_at: datetime
    longitude: float | None
    latitude: float | None
    place: str
    words: str
    looks: list[int]

    def sighting(self) -> Sighting:
        """What is compared of it."""
        return Sighting(point_of(self.longitude, self.latitude), self.place, self.words, self.looks, self.received_at)


_CANDIDATE = """select field_case.id, number, type_code, type_name, state, department_id, department.name as department,
        district.name as district, neighbourhood.name as neighbourhood, field_case.neighbourhood as neighbourhood_code,
        received_at, longitude, latitude,
        coalesce((select value from case_answer where case_id = field_case.id and kind = 'place'
                    and value is not null order by place limit 1), '') as place,
        coalesce((select string_agg(value, ' ' order by place) from case_answer
                  where case_id = field_case.id and kind in ('text', 'choice')), '') as words,
        array(select looks from case_photo where case_id = field_case.id and looks is not null) as looks
    from field_case join department on department.id = department_id
         left join boundary as district on district.level = 'district' and district.code = field_case.district
         left join boundary as neighbourhood
             on neighbourhood.level = 'neighbourhood' and neighbourhood.code = field_case.neighbourhood """


async def compared(transaction: Transaction, case_id: int) -> Candidate | None:
    """A case with what is compared of it."""
    return await transaction.maybe(Candidate, _CANDIDATE + "where field_case.id = %s", (case_id,))


async def candidates(
    transaction: Transaction,
    type_code: str,
    point: Point | None,
    neighbourhood: str | None,
    around: datetime,
    *,
    public: bool,
    departments: Sequence[int] | None = None,
) -> list[Candidate]:
    """Open cases of a type around a point, or without one in a neighbourhood, the nearest in time first.

    Of those that everybody may see alone, or of these departments, where that is asked for.
    """
    east, north = (0.0, 0.0) if point is None else degrees_of(NEAR_M, point.latitude)
    return await transaction.all(
        Candidate,
        _CANDIDATE
        + """where type_code = %(type)s and finished_at is null and state = any(%(open)s) and forgotten_at is null
               and received_at between %(around)s - %(recent)s and %(around)s + %(recent)s
               and (public or not %(public)s)
               and (%(departments)s::bigint[] is null or department_id = any(%(departments)s))
               and (longitude between %(west)s and %(east)s and latitude between %(south)s and %(north)s
                    or ((%(west)s::float8 is null or longitude is null) and field_case.neighbourhood = %(area)s))
             order by greatest(received_at - %(around)s, %(around)s - received_at), field_case.id
             limit %(limit)s""",
        {
            "type": type_code,
            "open": list(OPEN),
            "around": around,
            "recent": RECENT,
            "public": public,
            "departments": None if departments is None else list(departments),
            "west": None if point is None else point.longitude - east,
            "east": None if point is None else point.longitude + east,
            "south": None if point is None else point.latitude - north,
            "north": None if point is None else point.latitude + north,
            "area": neighbourhood,
            "limit": _MOST_COMPARED,
        },
    )


async def looks_of_form(transaction: Transaction, key: UUID) -> list[int]:
    """How the photos on their way to a form look."""
    return await transaction.values(
        int, "select looks from case_photo where filing_key = %s and case_id is null and looks is not null", (key,)
    )


async def id_of(transaction: Transaction, number: str) -> int | None:
    """The case of this number."""
    return await transaction.value(int, "select id from field_case where number = %s", (number,))
