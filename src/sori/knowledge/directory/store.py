"""SQL of the directory: posts, their changes, the districts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec
from psycopg.types.json import Jsonb

from sori.knowledge.directory.model import PostChangeKind, PostContent
from sori.knowledge.directory.post import District, PostSummary
from sori.platform.database import Transaction
from sori.platform.translation import Text

_CONTENT = """
    jsonb_build_object('office', post.office, 'title', post.title, 'department', department.code,
        'district', coalesce(district.code, ''), 'duties', post.duties, 'numbers', post.numbers, 'hours', post.hours,
        'substitutes', post.substitutes, 'emergency', post.emergency,
        'away_from', post.away_from, 'away_to', post.away_to)"""
_POST = """
    from post join department on department.id = post.department_id left join district on district.id = post.district_id
         join post_change on post_change.number = post.change join staff on staff.id = post_change.by_id """


@dataclass(frozen=True, slots=True)
class Kept:
    """A post as it is kept."""

    id: int
    change: int
    removed: bool
    department_id: int
    content: PostContent
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class KeptChange:
    """A change as it is kept."""

    number: int
    post_id: int
    kind: PostChangeKind
    before: PostContent | None
    after: PostContent | None
    note: str
    by: str
    at: datetime


async def lock(transaction: Transaction) -> None:
    """Has whoever changes the directory wait for one another, so that changes are numbered as they are committed."""
    await transaction.execute("lock table post_change in share row exclusive mode")


async def version(transaction: Transaction) -> str:
    """What is another whenever anything of the directory is."""
    return (
        await transaction.value(
            str,
            """select concat_ws(':', (select max(number) from post_change),
                   (select md5(string_agg(code || name::text, ',' order by id)) from department),
                   (select md5(string_agg(code || name::text, ',' order by id)) from district))""",
        )
        or ""
    )


async def posts(transaction: Transaction) -> list[Kept]:
    """All posts that weren't removed: the city's own before the districts', by office and title."""
    return await transaction.all(
        Kept,
        _KEPT
        + """where not removed
             order by district.name ->> 'ko' nulls first, post.office, post.title""",
    )


async def post(transaction: Transaction, post_id: int) -> Kept | None:
    """A post, removed or not."""
    return await transaction.maybe(Kept, _KEPT + "where post.id = %s", (post_id,))


_KEPT = f"""select post.id, post.change, removed, department_id, {_CONTENT} as content,
    post_change.at as changed_at, staff.display_name as changed_by {_POST}"""


async def id_of(transaction: Transaction, office: str, title: str) -> int | None:
    """The post of this name that wasn't removed."""
    return await transaction.value(
        int, "select id from post where office = %s and title = %s and not removed", (office, title)
    )


async def is_any(transaction: Transaction) -> bool:
    """Whether there is or was any post."""
    return await transaction.value(bool, "select exists (select from post)") or False


async def summaries(
    transaction: Transaction, text: str, *, removed: bool, before: int | None, limit: int
) -> list[PostSummary]:
    """Posts of which the office, title or a number has the text, the last changed first."""
    return await transaction.all(
        PostSummary,
        f"""select post.id, post.change, removed, post.office, post.title, department.name as department,
                   district.name as district, emergency, post_change.at as changed_at,
                   staff.display_name as changed_by {_POST} {_LISTED}
                and (%(before)s::bigint is null or post.change < %(before)s)
            order by post.change desc limit %(limit)s""",
        {**_listed(text, removed), "before": before, "limit": limit},
    )


async def count(transaction: Transaction, text: str, *, removed: bool) -> int:
    """How many posts such a list has in all."""
    return await transaction.value(int, f"select count(*) from post {_LISTED}", _listed(text, removed)) or 0


_LISTED = """
    where removed = %(removed)s and (%(text)s = '' or post.office ilike %(like)s or post.title ilike %(like)s
        or post.numbers::text ilike %(like)s)"""


def _listed(text: str, removed: bool) -> dict[str, object]:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return {"text": text, "like": f"%{escaped}%", "removed": removed}


async def add(transaction: Transaction, content: PostContent) -> tuple[int, int]:
    """Begins a post; gives its id and the number of the change, which is written next."""
    number = await _next_number(transaction)
    post_id = await transaction.value(
        int,
        f"""insert into post (office, title, department_id, district_id, duties, numbers, hours, substitutes, emergency,
                away_from, away_to, change)
            values (%(office)s, %(title)s, {_DEPARTMENT}, {_DISTRICT}, %(duties)s, %(numbers)s, %(hours)s,
                %(substitutes)s, %(emergency)s, %(away_from)s, %(away_to)s, %(change)s) returning id""",
        _columns(content) | {"change": number},
    )
    return post_id or 0, number


async def put(transaction: Transaction, post_id: int, content: PostContent) -> int:
    """Has a post say this, removed or not; gives the number of the change, which is written next."""
    number = await _next_number(transaction)
    await transaction.execute(
        f"""update post set office = %(office)s, title = %(title)s, department_id = {_DEPARTMENT},
                district_id = {_DISTRICT}, duties = %(duties)s, numbers = %(numbers)s, hours = %(hours)s,
                substitutes = %(substitutes)s, emergency = %(emergency)s, away_from = %(away_from)s,
                away_to = %(away_to)s, removed = false, change = %(change)s
            where id = %(id)s""",
        _columns(content) | {"change": number, "id": post_id},
    )
    return number


async def remove(transaction: Transaction, post_id: int) -> int:
    """Takes a post out; gives the number of the change, which is written next."""
    number = await _next_number(transaction)
    await transaction.execute("update post set removed = true, change = %s where id = %s", (number, post_id))
    return number


_DEPARTMENT = "(select id from department where code = %(department)s)"
_DISTRICT = "(select id from district where code = %(district)s)"


def _columns(content: PostContent) -> dict[str, object]:
    columns: dict[str, object] = {name: getattr(content, name) for name in PostContent.__dataclass_fields__}
    return columns | {"numbers": Jsonb(content.numbers)}


async def _next_number(transaction: Transaction) -> int:
    return await transaction.value(int, "select nextval('post_change_number')") or 0


async def add_change(
    transaction: Transaction,
    number: int,
    post_id: int,
    kind: PostChangeKind,
    before: PostContent | None,
    after: PostContent | None,
    note: str,
    staff_id: int,
    now: datetime,
) -> None:
    """Keeps what a change was."""
    await transaction.execute(
        """insert into post_change (number, post_id, kind, before, after, note, by_id, at)
           values (%s, %s, %s, %s, %s, %s, %s, %s)""",
        (number, post_id, kind.value, _json(before), _json(after), note, staff_id, now),
    )


def _json(content: PostContent | None) -> Jsonb | None:
    return None if content is None else Jsonb(msgspec.to_builtins(content))


async def changes(transaction: Transaction, post_id: int | None, before: int | None, limit: int) -> list[KeptChange]:
    """Changes of a post, or of all, the newest first, below a number."""
    return await transaction.all(
        KeptChange,
        """select number, post_id, kind, before, after, note, display_name as by, at
           from post_change join staff on staff.id = by_id
           where (%(post)s::bigint is null or post_id = %(post)s)
             and (%(before)s::bigint is null or number < %(before)s)
           order by number desc limit %(limit)s""",
        {"post": post_id, "before": before, "limit": limit},
    )


async def changed_at(transaction: Transaction) -> datetime | None:
    """When the directory was changed last."""
    return await transaction.value(datetime, "select at from post_change order by number desc limit 1")


async def districts(transaction: Transaction) -> list[District]:
    """All districts by name."""
    return await transaction.all(District, "select id, code, name from district order by name ->> 'ko'")


async def put_districts(transaction: Transaction, districts: Mapping[str, Text], *, rename: bool) -> None:
    """Has districts of these codes; those that are there keep their names unless they are to be renamed."""
    await transaction.execute_many(
        "insert into district (code, name) values (%s, %s) "
        "on conflict (code) do update set name = excluded.name where %s",
        [(code, Jsonb({"ko": name.ko, "en": name.en}), rename) for code, name in districts.items()],
    )
