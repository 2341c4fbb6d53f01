"""SQL of the officer's desk: its list and counts, replies, photos of results."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import LiteralString

from sori.cases.case import PhotoSent
from sori.cases.life.model import OfficeCounts, OfficeLine, Reply
from sori.cases.model import OPEN, TO_ACCEPT, UNFINISHED, CaseState
from sori.cases.store import PhotoContent
from sori.geo.grid import Span
from sori.platform.attachment import CheckedFile
from sori.platform.database import Transaction
from sori.platform.translation import Text


@dataclass(frozen=True, slots=True)
class Sought:
    """Which cases of a desk are looked at; `departments` that are None, and a blank type, are all.

    Without `finished_since` those not finished; `within` is where they lie, `unplaced` those of no known place.
    """

    departments: Sequence[int] | None
    states: Sequence[CaseState]
    type_code: str = ""
    due_before: datetime | None = None
    near_at: datetime | None = None
    finished_since: datetime | None = None
    within: Span | None = None
    unplaced: bool = False


_SOUGHT: LiteralString = """
    (%(departments)s::bigint[] is null or department_id = any(%(departments)s))
    and state = any(%(states)s)
    and (%(type)s = '' or type_code = %(type)s)
    and (%(due)s::timestamptz is null or due_at < %(due)s)
    and (%(near)s::timestamptz is null or (near_at <= %(near)s and due_at >= %(near)s))"""


def _where(sought: Sought) -> LiteralString:
    """What is sought as SQL, in the words of the indexes of open cases and of the map, by which they are found."""
    where: LiteralString = _SOUGHT
    where += " and finished_at is null" if sought.finished_since is None else " and finished_at >= %(since)s"
    if sought.within is not None:
        where += """ and map_south between %(north)s and %(south)s and map_east between %(west)s and %(east)s"""
    return where + " and map_south is null" if sought.unplaced else where


def _parameters(sought: Sought) -> dict[str, object]:
    named: dict[str, object] = {
        "departments": None if sought.departments is None else list(sought.departments),
        "states": list(sought.states),
        "type": sought.type_code,
        "due": sought.due_before,
        "near": sought.near_at,
        "since": sought.finished_since,
    }
    return named if sought.within is None else named | asdict(sought.within)


async def lines(transaction: Transaction, sought: Sought, limit: int) -> list[OfficeLine]:
    """Cases that are sought, the first due first and those whose clock stands still last; or the newest finished."""
    order: LiteralString = "finished_at desc, " if sought.finished_since else ""
    return await transaction.all(
        OfficeLine,
        f"""select field_case.id, number, type_name, state, department_id, department.name as department,
                  received_at, due_at, near_at, stopped_at, longitude, latitude,
                  (select value from case_answer where case_id = field_case.id and kind = 'place'
                     and value is not null order by place limit 1) as place,
                  (select count(*) from case_photo where case_id = field_case.id) as photos,
                  (select count(*) from field_case as merged
                   where merged.merged_into = field_case.id and merged.state = 'merged') as merged
           from field_case join department on department.id = department_id
           where {_where(sought)}
           order by {order}due_at nulls last, field_case.id
           limit %(limit)s""",
        _parameters(sought) | {"limit": limit},
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """What lies in a cell of the map: how many cases, where on the average, and the one, where there is no other."""

    column: int
    row: int
    cases: int
    near: int
    overdue: int
    east: float
    south: float
    id: int
    number: str | None
    type_name: Text | None
    state: CaseState | None
    due_at: datetime | None
    near_at: datetime | None
    stopped_at: datetime | None


async def cells(transaction: Transaction, sought: Sought, bits: int, now: datetime) -> list[Cell]:
    """The cases that are sought by cells, units shifted by so many bits; the fullest cells last."""
    due = {"now": None if sought.finished_since else now}  # what is finished is neither close nor over
    return await transaction.all(
        Cell,
        f"""with cell as materialized (
               select map_east >> %(bits)s as "column", map_south >> %(bits)s as "row", count(*) as cases,
                      count(*) filter (where near_at <= %(now)s::timestamptz and due_at >= %(now)s) as near,
                      count(*) filter (where due_at < %(now)s) as overdue,
                      avg(map_east)::double precision as east, avg(map_south)::double precision as south, min(id) as id
               from field_case where map_south is not null and {_where(sought)}
               group by 1, 2)
           select cell.*, number, type_name, state, due_at, near_at, stopped_at
           from cell left join field_case on cases = 1 and field_case.id = cell.id
           order by cases, cell.id""",
        _parameters(sought) | due | {"bits": bits},
    )


async def how_many(transaction: Transaction, sought: Sought) -> int:
    """How many cases are sought."""
    return (
        await transaction.value(int, f"select count(*) from field_case where {_where(sought)}", _parameters(sought))
        or 0
    )


async def counts(
    transaction: Transaction, departments: Sequence[int] | None, finished_since: datetime, now: datetime
) -> OfficeCounts:
    """What is counted on a desk."""
    return await transaction.one(
        OfficeCounts,
        """select count(*) filter (where state = any(%(open)s)) as open,
                  count(*) filter (where state = any(%(to_accept)s)) as to_accept,
                  count(*) filter (where finished_at is null and near_at <= %(now)s and due_at >= %(now)s) as near,
                  count(*) filter (where finished_at is null and due_at < %(now)s) as overdue,
                  count(*) filter (where finished_at is null and stopped_at is not null) as stopped,
                  count(*) filter (where finished_at is not null) as finished
           from field_case
           where (%(departments)s::bigint[] is null or department_id = any(%(departments)s))
             and ((finished_at is null and state = any(%(unfinished)s)) or finished_at >= %(since)s)""",
        {
            "departments": None if departments is None else list(departments),
            "to_accept": list(TO_ACCEPT),
            "open": list(OPEN),
            "unfinished": list(UNFINISHED),
            "since": finished_since,
            "now": now,
        },
    )


async def replies(transaction: Transaction, departments: Sequence[int]) -> list[Reply]:
    """The replies of all departments and of these, by title."""
    return await transaction.all(
        Reply,
        """select id, department_id, title, body from case_reply
           where department_id is null or department_id = any(%s) order by title, id""",
        (list(departments),),
    )


async def add_reply(
    transaction: Transaction, department_id: int, title: str, body: str, staff_id: int, now: datetime
) -> int:
    """Keeps a reply of a department; gives its id."""
    return (
        await transaction.value(
            int,
            """insert into case_reply (department_id, title, body, changed_at, changed_by)
               values (%s, %s, %s, %s, %s) returning id""",
            (department_id, title, body, now, staff_id),
        )
        or 0
    )


async def remove_reply(transaction: Transaction, reply_id: int, departments: Sequence[int]) -> bool:
    """Removes a reply of one of these departments; gives whether there was one."""
    found = await transaction.execute(
        "delete from case_reply where id = %s and department_id = any(%s)", (reply_id, list(departments))
    )
    return found > 0


# Photos of a result


async def add_photo(
    transaction: Transaction, case_id: int, staff_id: int, file: CheckedFile, now: datetime
) -> PhotoSent:
    """Keeps a photo that an officer took, to be sent with words later."""
    return await transaction.one(
        PhotoSent,
        """insert into case_result_photo (case_id, uploaded_by, name, media_type, size, width, height, content,
                                          uploaded_at)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s) returning id, name, media_type, size, width, height""",
        (
            case_id,
            staff_id,
            file.name,
            file.media_type,
            len(file.content),
            file.width,
            file.height,
            file.content,
            now,
        ),
    )


async def unsent_photos(transaction: Transaction, case_id: int, staff_id: int) -> int:
    """How many photos of a case somebody of the staff has sent no words with."""
    return (
        await transaction.value(
            int,
            "select count(*) from case_result_photo where case_id = %s and uploaded_by = %s and history_id is null",
            (case_id, staff_id),
        )
        or 0
    )


async def send_photos(
    transaction: Transaction, case_id: int, staff_id: int, photo_ids: Collection[int], entry_id: int
) -> int:
    """Ties photos of somebody of the staff to what they did; gives how many of them could be."""
    return await transaction.execute(
        """update case_result_photo set history_id = %s
           where case_id = %s and uploaded_by = %s and history_id is null and id = any(%s)""",
        (entry_id, case_id, staff_id, list(photo_ids)),
    )


async def photo(transaction: Transaction, case_id: int, photo_id: int, *, sent: bool) -> PhotoContent | None:
    """A photo of a case's result; of those `sent` to the citizen only, if that is wanted."""
    return await transaction.maybe(
        PhotoContent,
        """select name, media_type, content from case_result_photo
           where id = %(photo)s and (history_id is not null or not %(sent)s)
             and (case_id = %(case)s or history_id in (select repeats from case_history where case_id = %(case)s))""",
        {"case": case_id, "photo": photo_id, "sent": sent},
    )
