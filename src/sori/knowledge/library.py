"""What the search process keeps in memory: the index of all published articles, as the database has them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sori.knowledge.finding import Match, Question
from sori.knowledge.plain_text import plain, snippet
from sori.knowledge.search import Document, Filter, Index, Span
from sori.knowledge.store.indexing import Published

_MUCH_USED = 500
"""Uses in the counted days above which more use tells nothing more."""
_FRESH_FOR_DAYS = 365


@dataclass(frozen=True, slots=True)
class Shelf:
    """What an article's place in the index depends on beside its text: the city's zone, and topics with those above."""

    zone: ZoneInfo
    above: Mapping[str, frozenset[str]]


class Library:
    """The index and the versions in it. Used by one thread at a time."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._versions: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._versions)

    def put(self, articles: Sequence[tuple[Published, int]], shelf: Shelf, now: datetime) -> None:
        """Makes articles findable as they are now, each with how much it is used."""
        self._index.add(document(article, uses, shelf, now) for article, uses in articles)
        self._versions |= {article.id: article.version for article, _ in articles}

    def remove(self, ids: Sequence[int]) -> None:
        """Takes articles out that are no longer published."""
        for article_id in ids:
            self._index.remove(str(article_id))
            self._versions.pop(article_id, None)

    def use_synonyms(self, groups: Sequence[Sequence[str]]) -> None:
        """From now on the words of a group find each other."""
        self._index.use_synonyms(groups)

    def answer(self, question: Question, near: Mapping[int, float] | None = None) -> list[Match]:
        """What is found, the best first. `near` is how near articles are in meaning, from above 0 to 1."""
        only = Filter(
            audience="public" if question.public else question.audience or None,
            topic=question.topic or None,
            department=question.department or None,
            at=question.at if question.public else None,
        )
        if question.begins:
            found = self._index.suggest(question.text, only, question.limit)
            return [Match(int(one.key), self._versions[int(one.key)], 0.0) for one in found]
        matches = []
        by_key = {str(article_id): nearness for article_id, nearness in (near or {}).items()}
        for hit in self._index.search(question.text, only, question.limit, by_key):
            article_id = int(hit.document.key)
            piece, marks = snippet(hit.document.text, _pairs(hit.text_marks))
            title = _pairs(hit.title_marks)
            matches.append(Match(article_id, self._versions[article_id], hit.score, title, piece, marks))
        return matches


def document(article: Published, uses: int, shelf: Shelf, now: datetime) -> Document:
    """An article as the index takes it."""
    age = max((now - article.published_at) / timedelta(days=1), 0.0)
    return Document(
        key=str(article.id),
        title=article.question,
        text="\n".join(
            part for part in (article.short, plain(article.long), *article.steps, article.fees, *article.forms) if part
        ),
        phrasings=article.also,
        audiences=frozenset({article.audience.value}),
        topics=frozenset[str]().union(*(shelf.above.get(code, frozenset({code})) for code in article.topics)),
        department=article.department,
        valid_from=_day(article.valid_from, shelf.zone),
        valid_until=_day(article.valid_to and article.valid_to + timedelta(days=1), shelf.zone),
        use=round(min(math.log1p(uses) / math.log1p(_MUCH_USED), 1.0), 2),
        freshness=round(0.5 ** (age / _FRESH_FOR_DAYS), 1),
    )


def _day(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), zone).astimezone(UTC)


def _pairs(spans: Sequence[Span]) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in spans]
