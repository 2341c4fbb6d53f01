"""SQL of what readers are told, and of what they say: comments, feedback, how often an article is opened and used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sori.knowledge.article import Comment, OpenComment, Reading, Stale, StaleArticle, StaleCount, UseInContact
from sori.knowledge.model import Audience, CommentKind, Use
from sori.knowledge.store.articles import FILES
from sori.platform.database import Transaction
from sori.platform.translation import Text


async def reading(transaction: Transaction, code: str, today: date, *, public: bool) -> Reading | None:
    """The published article with this code; for the public only what is for it and valid today."""
    return await transaction.maybe(
        Reading,
        f"""select article.id, article.code, number as version, question, short, long, steps, fees, forms, links,
                  {FILES} as files, department.name as department, topics, audience, valid_from, valid_to,
                  published_at, review_due, coalesce(review_due < %(today)s, false) as past_review,
                  case when %(public)s then 0 else
                      (select count(*) from article_comment where article_id = article.id and kind = 'wrong'
                           and settled_at is null) end as wrong
           from article join article_version text on text.article_id = article.id and number = published
                join department on department.id = department_id
           where article.code = %(code)s and (not %(public)s or (audience = 'public'
               and coalesce(valid_from <= %(today)s, true) and coalesce(valid_to >= %(today)s, true)))""",
        {"code": code, "today": today, "public": public},
    )


@dataclass(frozen=True, slots=True)
class Found:
    """A published article as a list of what was found needs it."""

    id: int
    code: str
    version: int
    question: str
    short: str
    department: Text
    topics: list[str]
    audience: Audience
    published_at: datetime
    review_due: date | None
    past_review: bool
    wrong: int


async def found(transaction: Transaction, ids: Sequence[int], today: date, *, public: bool) -> dict[int, Found]:
    """Those of these articles that are published, for the public only what is for it and valid today; by id."""
    rows = await transaction.all(
        Found,
        """select article.id, article.code, number as version, question, short, department.name as department, topics,
                  audience, published_at, review_due, coalesce(review_due < %(today)s, false) as past_review,
                  case when %(public)s then 0 else
                      (select count(*) from article_comment where article_id = article.id and kind = 'wrong'
                           and settled_at is null) end as wrong
           from article join article_version text on text.article_id = article.id and number = published
                join department on department.id = department_id
           where article.id = any(%(ids)s) and (not %(public)s or (audience = 'public'
               and coalesce(valid_from <= %(today)s, true) and coalesce(valid_to >= %(today)s, true)))""",
        {"ids": list(ids), "today": today, "public": public},
    )
    return {row.id: row for row in rows}


async def count_opened(transaction: Transaction, article_id: int, day: date, *, public: bool) -> None:
    """Counts that somebody opened an article."""
    await transaction.execute(
        """insert into article_opened (article_id, day, by_public, by_staff) values (%s, %s, %s, %s)
           on conflict (article_id, day) do update set by_public = article_opened.by_public + excluded.by_public,
               by_staff = article_opened.by_staff + excluded.by_staff""",
        (article_id, day, int(public), int(not public)),
    )


async def add_feedback(
    transaction: Transaction, key: UUID, article_id: int, helped: bool, staff_id: int | None, now: datetime
) -> bool:
    """Keeps whether a published article helped, under its key; gives whether there is such an article for the reader,
    who is one of the public where they are nobody of the staff."""
    return (
        await transaction.value(
            bool,
            """with rated as (
                   select id, published from article
                        join article_version text on text.article_id = article.id and number = published
                   where id = %(article)s and (%(staff)s::bigint is not null or audience = 'public')),
               kept as (
                   insert into article_feedback (key, article_id, version, helped, staff_id, at)
                   select %(key)s, id, published, %(helped)s, %(staff)s, %(now)s from rated
                   on conflict (key) do update set helped = excluded.helped
                       where article_feedback.article_id = excluded.article_id)
               select exists (select from rated)""",
            {"key": key, "helped": helped, "staff": staff_id, "now": now, "article": article_id},
        )
        or False
    )


async def add_use(
    transaction: Transaction,
    key: UUID,
    article_id: int,
    version: int,
    contact_id: int,
    staff_id: int,
    how: Use,
    now: datetime,
) -> bool:
    """Keeps that a version was used in a contact, once a key; gives whether there is such a version."""
    return (
        await transaction.value(
            bool,
            """with kept as (
                   insert into article_use (key, article_id, version, contact_id, staff_id, how, at)
                   select %(key)s, article_id, number, %(contact)s, %(staff)s, %(how)s, %(now)s from article_version
                   where article_id = %(article)s and number = %(version)s
                   on conflict (key) do nothing)
               select exists (select from article_version where article_id = %(article)s and number = %(version)s)""",
            {
                "key": key,
                "article": article_id,
                "version": version,
                "contact": contact_id,
                "staff": staff_id,
                "how": how,
                "now": now,
            },
        )
        or False
    )


async def uses_in(transaction: Transaction, contact_id: int) -> list[UseInContact]:
    """What was used in a contact, in order."""
    return await transaction.all(
        UseInContact,
        """select article.id as article_id, article.code, question, text.number as version, how, display_name as by, at
           from article_use join article on article.id = article_use.article_id
                join article_version text on text.article_id = article.id and text.number = article_use.version
                join staff on staff.id = staff_id
           where contact_id = %s order by at""",
        (contact_id,),
    )


_COMMENT = """
    article_comment.id, article_comment.article_id, article_comment.version, kind, body,
    author.display_name as author, written_at, answer, settler.display_name as settled_by, settled_at"""
_COMMENTS = """
    from article_comment join staff author on author.id = author_id
         left join staff settler on settler.id = settled_by_id """


async def add_comment(
    transaction: Transaction, article_id: int, kind: CommentKind, body: str, author_id: int, now: datetime
) -> Comment | None:
    """Keeps what somebody said about what is published, or else about the newest text; None: no such article."""
    comment_id = await transaction.value(
        int,
        """insert into article_comment (article_id, version, kind, body, author_id, written_at)
           select id, coalesce(published, version), %s, %s, %s, %s from article where id = %s returning id""",
        (kind, body, author_id, now, article_id),
    )
    return None if comment_id is None else await comment(transaction, comment_id)


async def comment(transaction: Transaction, comment_id: int) -> Comment | None:
    """One comment."""
    return await transaction.maybe(
        Comment, "select " + _COMMENT + _COMMENTS + "where article_comment.id = %s", (comment_id,)
    )


async def comments(transaction: Transaction, article_id: int) -> list[Comment]:
    """What was said about an article, the newest first."""
    return await transaction.all(
        Comment,
        "select " + _COMMENT + _COMMENTS + "where article_id = %s order by article_comment.id desc",
        (article_id,),
    )


async def settle(transaction: Transaction, comment_id: int, answer: str, staff_id: int, now: datetime) -> bool:
    """Closes an open comment with an answer; gives whether it was open."""
    return (
        await transaction.execute(
            """update article_comment set answer = %s, settled_by_id = %s, settled_at = %s
               where id = %s and settled_at is null""",
            (answer, staff_id, now, comment_id),
        )
        > 0
    )


async def open_comments(transaction: Transaction, departments: Sequence[int] | None, limit: int) -> list[OpenComment]:
    """Comments that nobody settled, of these departments (None: of all): reports first, the oldest first."""
    return await transaction.all(
        OpenComment,
        "select jsonb_build_object('id', article_comment.id, 'article_id', article_comment.article_id, "
        "'version', article_comment.version, 'kind', kind, 'body', body, 'author', author.display_name, "
        "'written_at', article_comment.written_at, 'answer', answer, 'settled_by', null, 'settled_at', null) "
        "as comment, article.code, text.question, department.name as department"
        + _COMMENTS
        + """join article on article.id = article_comment.article_id
             join article_version text on text.article_id = article.id and text.number = article.version
             join department on department.id = text.department_id
             where settled_at is null
               and (%(departments)s::bigint[] is null or text.department_id = any(%(departments)s))
             order by kind = 'wrong' desc, article_comment.id limit %(limit)s""",
        {"departments": None if departments is None else list(departments), "limit": limit},
    )


_PUBLISHED = """
    from article join article_version text on text.article_id = article.id and number = published
         join department on department.id = text.department_id
         cross join lateral (select count(*) as uses from article_use
             where article_id = article.id and at >= %(since)s) used
         cross join lateral (select count(*) as wrong from article_comment
             where article_id = article.id and kind = 'wrong' and settled_at is null) told
         cross join lateral (select coalesce(sum(by_staff + by_public), 0) as opened from article_opened
             where article_id = article.id and day >= %(since)s::date) looked
    where (%(departments)s::bigint[] is null or text.department_id = any(%(departments)s)) """

_STALE = {
    Stale.PAST_REVIEW: ("review_due < %(today)s", "review_due, uses desc"),
    Stale.DUE_SOON: ("review_due between %(today)s and %(today)s::date + 14", "review_due, uses desc"),
    Stale.CONTRADICTED: ("wrong > 0", "wrong desc, uses desc"),
    Stale.EXPIRED: ("valid_to < %(today)s", "valid_to"),
    Stale.MOST_USED_OLDEST: (
        "uses + opened > 0 and published_at < %(now)s - interval '180 days'",
        "(uses + opened) * extract(epoch from %(now)s - published_at) desc",
    ),
    Stale.NEVER_USED: ("uses + opened = 0 and published_at < %(since)s", "published_at"),
}
"""Which published articles each list of the freshness board has, and in which order."""


async def stale_counts(
    transaction: Transaction, departments: Sequence[int] | None, since: datetime, today: date, now: datetime
) -> list[StaleCount]:
    """How many published articles each list of the freshness board has."""
    columns = ", ".join(f"'{reason}', count(*) filter (where {rule})" for reason, (rule, _) in _STALE.items())
    counts: dict[str, int] = (
        await transaction.value(
            dict,
            "select jsonb_build_object(" + columns + ")" + _PUBLISHED,
            _board(departments, since, today, now),
        )
        or {}
    )
    return [StaleCount(reason, counts[reason]) for reason in _STALE]


async def stale(
    transaction: Transaction,
    reason: Stale,
    departments: Sequence[int] | None,
    since: datetime,
    today: date,
    now: datetime,
    limit: int,
) -> list[StaleArticle]:
    """The articles of one list of the freshness board, the most pressing first."""
    rule, order = _STALE[reason]
    return await transaction.all(
        StaleArticle,
        """select article.id, article.code, text.question, department.name as department, published_at, review_due,
                  valid_to, uses, wrong"""
        + _PUBLISHED
        + "and "
        + rule
        + " order by "
        + order
        + ", article.id limit %(limit)s",
        {**_board(departments, since, today, now), "limit": limit},
    )


def _board(departments: Sequence[int] | None, since: datetime, today: date, now: datetime) -> dict[str, object]:
    return {
        "departments": None if departments is None else list(departments),
        "since": since,
        "today": today,
        "now": now,
    }
