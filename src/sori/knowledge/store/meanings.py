"""SQL of what published articles mean, as vectors of a model, compared by pgvector."""

from collections.abc import Sequence
from dataclasses import dataclass

from sori.platform.database import Transaction
from sori.platform.embedding import Vector


async def can_compare(transaction: Transaction) -> bool:
    """Whether the database has pgvector, with vectors of half precision (from 0.7 on)."""
    return bool(await transaction.value(bool, "select to_regtype('halfvec') is not null"))


async def is_made(transaction: Transaction) -> bool:
    """Whether there is the table of vectors."""
    return bool(await transaction.value(bool, "select to_regclass('article_meaning') is not null"))


async def make(transaction: Transaction) -> None:
    """Makes the table of vectors where there is none yet.

    It is no migration, since a database without pgvector can't have it, and nothing is lost with it: it is made of the
    articles. Vectors lie in their rows ("main"): looking all of them up elsewhere takes longer than comparing them.
    """
    await transaction.execute(
        """create table if not exists article_meaning (
               article_id bigint primary key references article on delete cascade,
               -- The version that was read, and the model that read it: another of either makes the vector stale.
               version integer not null,
               model text not null check (length(model) between 1 and 200),
               dimensions integer not null,
               meaning halfvec storage main not null)"""
    )


async def lacking(transaction: Transaction, model: str) -> list[int]:
    """The published articles whose version there is no vector of by this model, the newest first."""
    return await transaction.values(
        int,
        """select id from article left join article_meaning on article_id = id
           where published is not null
                 and (article_meaning.version is distinct from published or model is distinct from %s)
           order by change desc""",
        (model,),
    )


async def put(transaction: Transaction, model: str, vectors: Sequence[tuple[int, int, Vector]]) -> None:
    """Keeps vectors of articles: id, version, vector. One that was deleted meanwhile is left out."""
    await transaction.execute_many(
        """insert into article_meaning (article_id, version, model, dimensions, meaning)
           select id, %s, %s, %s, %s::real[]::halfvec from article where id = %s for key share
           on conflict (article_id) do update
           set version = excluded.version, model = excluded.model, dimensions = excluded.dimensions,
               meaning = excluded.meaning""",
        [(version, model, len(vector), vector, article_id) for article_id, version, vector in vectors],
    )


@dataclass(frozen=True, slots=True)
class Near:
    """An article, and how many standard deviations its vector is nearer to a question's than those of all others."""

    article_id: int
    deviations: float


async def nearest(transaction: Transaction, model: str, asked: Vector, most: int) -> list[Near]:
    """The articles whose vectors are nearest to this one by cosine, the nearest first; all are looked at."""
    return await transaction.all(
        Near,
        """with near as (select article_id, 1 - (meaning <=> %(asked)s::real[]::halfvec) as cosine
                         from article_meaning join article on id = article_id and article_meaning.version = published
                         where model = %(model)s and dimensions = %(dimensions)s),
                all_of_them as (select avg(cosine) as mean, stddev_pop(cosine) as deviation from near)
           select article_id, (cosine - mean) / deviation as deviations
           from near, all_of_them where deviation > 0 order by cosine desc, article_id limit %(most)s""",
        {"asked": asked, "model": model, "dimensions": len(asked), "most": most},
    )
