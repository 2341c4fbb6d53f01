"""SQL of articles and their versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg.types.json import Jsonb

from sori.knowledge.article import Article, ArticleFile, ArticleSummary, Version
from sori.knowledge.model import Content, State
from sori.platform.database import Transaction

CONTENT = """
    jsonb_build_object('question', text.question, 'short', text.short, 'long', text.long, 'steps', text.steps,
        'fees', text.fees, 'forms', text.forms, 'links', text.links, 'also', text.also, 'files', text.files,
        'department', department.code, 'topics', text.topics, 'audience', text.audience,
        'valid_from', text.valid_from, 'valid_to', text.valid_to, 'review_days', text.review_days)"""
"""A version's text, of `article_version text join department`, as a `Content`."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where an article stands, read under its lock."""

    id: int
    code: str
    state: State
    version: int
    published: int | None
    change: int
    changed_by: str | None
    changed_at: datetime
    department_id: int
    review_days: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which articles a list is to have; None or empty: whichever."""

    text: str = ""
    states: Sequence[State] = ()
    departments: Sequence[int] | None = None
    department: int | None = None
    topics: Sequence[str] | None = None
    audience: str = ""
    wrong: bool = False


async def articles(
    transaction: Transaction, wanted: Wanted, since: datetime, before: int | None, limit: int
) -> list[ArticleSummary]:
    """Articles by their newest text, the last changed first, those changed `before`; uses are counted from `since`."""
    return await transaction.all(
        ArticleSummary,
        """select article.id, article.code, state, version, published, publish_at, text.question,
                  department.name as department, text.topics, text.audience, review_due, changed_at,
                  staff.display_name as changed_by, change,
                  (select count(*) from article_comment where article_id = article.id and kind = 'wrong'
                       and settled_at is null) as wrong,
                  (select count(*) from article_use where article_id = article.id and at >= %(since)s) as uses,
                  (select coalesce(sum(by_staff + by_public), 0) from article_opened
                       where article_id = article.id and day >= %(since)s::date) as opened,
                  (select count(*) from article_feedback where article_id = article.id and helped) as helped,
                  (select count(*) from article_feedback where article_id = article.id and not helped) as not_helped
           from article join article_version text on text.article_id = article.id and number = version
                join department on department.id = text.department_id left join staff on staff.id = changed_by_id """
        + _WANTED
        + """ and (%(before)s::bigint is null or change < %(before)s) order by change desc limit %(limit)s""",
        _parameters(wanted) | {"since": since, "before": before, "limit": limit},
    )


async def count(transaction: Transaction, wanted: Wanted) -> int:
    """How many articles such a list has in all."""
    return (
        await transaction.value(
            int,
            """select count(*) from article join article_version text on text.article_id = article.id
               and number = version """
            + _WANTED,
            _parameters(wanted),
        )
        or 0
    )


async def ids(transaction: Transaction, wanted: Wanted, limit: int) -> list[int]:
    """The ids of the articles of such a list."""
    return await transaction.values(
        int,
        """select article.id from article join article_version text on text.article_id = article.id
           and number = version """
        + _WANTED
        + " order by article.id limit %(limit)s",
        _parameters(wanted) | {"limit": limit},
    )


_WANTED = """
    where (%(text)s = '' or text.question ilike %(like)s or article.code ilike %(like)s)
      and (cardinality(%(states)s::text[]) = 0 or state = any(%(states)s))
      and (%(departments)s::bigint[] is null or text.department_id = any(%(departments)s))
      and (%(department)s::bigint is null or text.department_id = %(department)s)
      and (%(topics)s::text[] is null or text.topics && %(topics)s)
      and (%(audience)s = '' or text.audience = %(audience)s)
      and (not %(wrong)s or exists (select from article_comment where article_id = article.id
               and kind = 'wrong' and settled_at is null))"""


def _parameters(wanted: Wanted) -> dict[str, Any]:
    escaped = wanted.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return {
        "text": wanted.text,
        "like": f"%{escaped}%",
        "states": list(wanted.states),
        "departments": None if wanted.departments is None else list(wanted.departments),
        "department": wanted.department,
        "topics": None if wanted.topics is None else list(wanted.topics),
        "audience": wanted.audience,
        "wrong": wanted.wrong,
    }


async def article(transaction: Transaction, article_id: int) -> Article | None:
    """An article with its newest text."""
    return await transaction.maybe(
        Article,
        f"""select article.id, article.code, state, version, published, published_at, publish_at, review_due, change,
                  changer.display_name as changed_by, changed_at, {CONTENT} as content,
                  text.author_id, author.display_name as author, text.note, {FILES} as files
           from article join article_version text on text.article_id = article.id and number = version
                join department on department.id = text.department_id join staff author on author.id = text.author_id
                left join staff changer on changer.id = changed_by_id
           where article.id = %s""",
        (article_id,),
    )


FILES = """
    coalesce((select jsonb_agg(jsonb_build_object('id', id, 'name', name, 'media_type', media_type, 'size', size)
                  order by array_position(text.files, id)) from article_file where id = any(text.files)), '[]')"""
"""The files of a version, of `article_version text`."""


async def id_of(transaction: Transaction, code: str) -> int | None:
    """The id of the article with this code."""
    return await transaction.value(int, "select id from article where code = %s", (code,))


async def stand(transaction: Transaction, article_id: int) -> Stand | None:
    """Where an article stands."""
    return await transaction.maybe(Stand, _STAND, (article_id,))


async def is_any(transaction: Transaction) -> bool:
    """Whether there is any article."""
    return await transaction.value(bool, "select exists (select from article)") or False


async def locked(transaction: Transaction, article_id: int) -> Stand | None:
    """Where an article stands; nobody else moves it until this transaction ends."""
    return await transaction.maybe(Stand, _STAND + " for update of article", (article_id,))


_STAND = """
    select article.id, article.code, state, version, published, change, staff.display_name as changed_by, changed_at,
           text.department_id, text.review_days
    from article join article_version text on text.article_id = article.id and number = version
         left join staff on staff.id = changed_by_id
    where article.id = %s"""


async def add(transaction: Transaction, code: str, staff_id: int, now: datetime) -> int | None:
    """Begins an article, whose first version is added next; a blank code becomes its number. None: code is taken."""
    return await transaction.value(
        int,
        """with next as (select nextval(pg_get_serial_sequence('article', 'id')) as id)
           insert into article (id, code, state, version, changed_by_id, changed_at)
           overriding system value
           select id, coalesce(nullif(%s, ''), id::text), 'draft', 1, %s, %s from next
           on conflict (code) do nothing returning id""",
        (code, staff_id, now),
    )


async def add_version(
    transaction: Transaction,
    article_id: int,
    number: int,
    content: Content,
    author_id: int,
    note: str,
    now: datetime,
) -> None:
    """Keeps a version. Its department is there already."""
    await transaction.execute(
        """insert into article_version (article_id, number, question, short, long, steps, fees, forms, links, also,
               files, department_id, topics, audience, valid_from, valid_to, review_days, author_id, written_at, note)
           select %(article)s, %(number)s, %(question)s, %(short)s, %(long)s, %(steps)s, %(fees)s, %(forms)s,
               %(links)s, %(also)s, %(files)s, (select id from department where code = %(department)s), %(topics)s,
               %(audience)s, %(valid_from)s, %(valid_to)s, %(review_days)s, %(author)s, %(now)s, %(note)s""",
        {
            **{name: getattr(content, name) for name in Content.__dataclass_fields__},
            "steps": Jsonb(content.steps),
            "forms": Jsonb(content.forms),
            "links": Jsonb([{"title": link.title, "url": link.url} for link in content.links]),
            "also": Jsonb(content.also),
            "article": article_id,
            "number": number,
            "author": author_id,
            "note": note,
            "now": now,
        },
    )


async def set_state(
    transaction: Transaction,
    article_id: int,
    state: State,
    staff_id: int | None,
    now: datetime,
    *,
    version: int | None = None,
    publish_at: datetime | None = None,
    approved_by_id: int | None = None,
) -> None:
    """Moves an article, with its next version where it has one; what is published stays so."""
    await transaction.execute(
        """update article set state = %s, version = coalesce(%s, version), publish_at = %s, approved_by_id = %s,
               change = nextval('article_change'), changed_by_id = %s, changed_at = %s where id = %s""",
        (state, version, publish_at, approved_by_id, staff_id, now, article_id),
    )


async def publish(
    transaction: Transaction, article_id: int, staff_id: int | None, review_due: date, now: datetime
) -> None:
    """Makes the newest version the answer."""
    await transaction.execute(
        """update article set state = 'published', published = version, published_at = %s, publish_at = null,
               review_due = %s, change = nextval('article_change'),
               changed_by_id = coalesce(%s, approved_by_id), changed_at = %s,
               approved_by_id = coalesce(%s, approved_by_id)
           where id = %s""",
        (now, review_due, staff_id, now, staff_id, article_id),
    )


async def retire(transaction: Transaction, article_id: int, staff_id: int, now: datetime) -> None:
    """Takes an article away from all readers."""
    await transaction.execute(
        """update article set state = 'retired', published = null, published_at = null, publish_at = null,
               change = nextval('article_change'), changed_by_id = %s, changed_at = %s where id = %s""",
        (staff_id, now, article_id),
    )


async def set_review_due(transaction: Transaction, article_id: int, due: date, staff_id: int, now: datetime) -> None:
    """Sets when an article is to be looked at again."""
    await transaction.execute(
        """update article set review_due = %s, change = nextval('article_change'), changed_by_id = %s, changed_at = %s
           where id = %s""",
        (due, staff_id, now, article_id),
    )


async def due(transaction: Transaction, now: datetime, limit: int) -> list[int]:
    """Approved articles whose moment of publication has come."""
    return await transaction.values(
        int, "select id from article where publish_at <= %s order by publish_at, id limit %s", (now, limit)
    )


async def wrote_since(transaction: Transaction, article_id: int, after: int, staff_id: int) -> bool:
    """Whether somebody wrote any version after the one with number `after`."""
    return (
        await transaction.value(
            bool,
            """select exists (select from article_version
               where article_id = %s and number > %s and author_id = %s)""",
            (article_id, after, staff_id),
        )
        or False
    )


@dataclass(frozen=True, slots=True)
class _Kept:
    content: Content


async def content(transaction: Transaction, article_id: int, number: int) -> Content | None:
    """The text of a version."""
    kept = await transaction.maybe(
        _Kept,
        f"""select {CONTENT} as content from article_version text join department on department.id = department_id
           where article_id = %s and number = %s""",
        (article_id, number),
    )
    return None if kept is None else kept.content


async def versions(transaction: Transaction, article_id: int) -> list[Version]:
    """An article's versions, the newest first."""
    return await transaction.all(
        Version,
        """select number, written_at, display_name as author, note, question
           from article_version join staff on staff.id = author_id where article_id = %s order by number desc""",
        (article_id,),
    )


async def add_file(
    transaction: Transaction, name: str, media_type: str, content: bytes, staff_id: int, now: datetime
) -> ArticleFile:
    """Keeps a file, to be named by a version."""
    return await transaction.one(
        ArticleFile,
        """insert into article_file (name, media_type, size, content, added_by_id, added_at)
           values (%s, %s, %s, %s, %s, %s) returning id, name, media_type, size""",
        (name, media_type, len(content), content, staff_id, now),
    )


async def files_known(transaction: Transaction, files: Sequence[int]) -> int:
    """How many of these files there are."""
    return await transaction.value(int, "select count(*) from article_file where id = any(%s)", (list(files),)) or 0


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file as it was added."""

    name: str
    media_type: str
    content: bytes


async def file(transaction: Transaction, file_id: int, *, public: bool) -> FileContent | None:
    """A file; for the public only one of an article that is published for it."""
    return await transaction.maybe(
        FileContent,
        """select name, media_type, content from article_file
           where id = %s and (not %s or exists (
               select from article join article_version text on text.article_id = article.id and number = published
               where article_file.id = any(text.files) and audience = 'public'))""",
        (file_id, public),
    )
