"""The freshness board: which published articles need a look, and why; and the daily note about them."""

from datetime import datetime, timedelta

from sori.centre import service as centre
from sori.knowledge.article import Stale, StaleArticle, StaleCount
from sori.knowledge.service import access
from sori.knowledge.service.articles import COUNTED_DAYS
from sori.knowledge.store import readers as store
from sori.people.model import Actor
from sori.platform.database import Transaction

_MOST = 200


async def counts(transaction: Transaction, actor: Actor, now: datetime) -> list[StaleCount]:
    """How many articles of the actor's are on the board, by reason."""
    today = (await centre.centre(transaction)).local(now).date()
    own = await access.own_departments(transaction, actor)
    return await store.stale_counts(transaction, own, _since(now), today, now)


async def board(transaction: Transaction, actor: Actor, reason: Stale, now: datetime) -> list[StaleArticle]:
    """The articles of the actor's that are on the board for a reason, the most pressing first."""
    today = (await centre.centre(transaction)).local(now).date()
    own = await access.own_departments(transaction, actor)
    return await store.stale(transaction, reason, own, _since(now), today, now, _MOST)


def _since(now: datetime) -> datetime:
    return now - timedelta(days=COUNTED_DAYS)
