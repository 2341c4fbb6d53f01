"""SQL of what the chatbot learns from and answers from: articles that are published for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sori.platform.database import Transaction
from sori.platform.translation import Text


@dataclass(frozen=True, slots=True)
class Learnable:
    """A published article by all that tells what it is about."""

    id: int
    code: str
    question: str
    short: str
    long: str
    also: list[str]


@dataclass(frozen=True, slots=True)
class Answerable:
    """A published article as it is given for an answer."""

    id: int
    code: str
    version: int
    question: str
    short: str
    department: Text
    topics: list[str]
    published_at: datetime
    valid_from: date | None
    valid_to: date | None


async def learnable(transaction: Transaction) -> list[Learnable]:
    """All articles that are published for everybody, by code."""
    return await transaction.all(
        Learnable,
        """select id, code, question, short, long, also
           from article join article_version on article_id = id and number = published
           where audience = 'public' order by code""",
    )


async def answerable(transaction: Transaction, codes: Sequence[str]) -> list[Answerable]:
    """Those of these articles that are published for everybody."""
    return await transaction.all(
        Answerable,
        """select article.id, article.code, number as version, question, short, department.name as department, topics,
                  published_at, valid_from, valid_to
           from article join article_version text on text.article_id = article.id and number = published
                join department on department.id = department_id
           where article.code = any(%s) and audience = 'public'""",
        (list(codes),),
    )


@dataclass(frozen=True, slots=True)
class LongText:
    """The long answer of a published article."""

    code: str
    long: str


async def long_texts(transaction: Transaction, codes: Sequence[str]) -> list[LongText]:
    """The long answers of those of these articles that are published for everybody."""
    return await transaction.all(
        LongText,
        """select code, long from article join article_version on article_id = id and number = published
           where code = any(%s) and audience = 'public'""",
        (list(codes),),
    )
