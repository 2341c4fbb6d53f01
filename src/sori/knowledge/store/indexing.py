"""SQL of what the search process reads: published texts, how much they are used, synonyms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sori.knowledge.model import Audience
from sori.platform.database import Transaction


@dataclass(frozen=True, slots=True)
class Stamp:
    """A published article by what changes when it must be indexed anew: its change and its use."""

    id: int
    change: int
    uses: int


async def stamps(transaction: Transaction, since: datetime) -> list[Stamp]:
    """All published articles; a use in a contact counts like ten openings, both from `since` on."""
    return await transaction.all(
        Stamp,
        """with used as (select article_id, count(*) as count from article_use where at >= %(since)s group by 1),
                opened as (select article_id, sum(by_staff + by_public) as count from article_opened
                           where day >= %(since)s::date group by 1)
           select id, change, coalesce(used.count, 0) + coalesce(opened.count, 0) / 10 as uses
           from article left join used on used.article_id = id left join opened on opened.article_id = id
           where published is not null order by id""",
        {"since": since},
    )


@dataclass(frozen=True, slots=True)
class Published:
    """A published text to be found."""

    id: int
    change: int
    version: int
    question: str
    short: str
    long: str
    steps: list[str]
    fees: str
    forms: list[str]
    also: list[str]
    department: str
    topics: list[str]
    audience: Audience
    valid_from: date | None
    valid_to: date | None
    published_at: datetime


async def published(transaction: Transaction, ids: Sequence[int]) -> list[Published]:
    """Those of these articles that are published, with their texts."""
    return await transaction.all(
        Published,
        """select article.id, change, number as version, question, short, long, steps, fees, forms, also,
                  department.code as department, topics, audience, valid_from, valid_to, published_at
           from article join article_version text on text.article_id = article.id and number = published
                join department on department.id = department_id
           where article.id = any(%s)""",
        (list(ids),),
    )


@dataclass(frozen=True, slots=True)
class _Group:
    terms: list[str]


async def synonyms(transaction: Transaction) -> list[list[str]]:
    """Groups of words that mean the same."""
    return [group.terms for group in await transaction.all(_Group, "select terms from synonym_group order by id")]


async def put_synonyms(transaction: Transaction, groups: Sequence[Sequence[str]]) -> None:
    """Has these groups and no others."""
    await transaction.execute("delete from synonym_group")
    await transaction.execute_many(
        "insert into synonym_group (terms) values (%s)", [(list(group),) for group in groups]
    )
