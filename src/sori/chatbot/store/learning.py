"""SQL of what the chatbot learns from beside articles."""

from dataclasses import dataclass

from sori.platform.database import Transaction


@dataclass(frozen=True, slots=True)
class _Confirmed:
    article_id: int
    texts: list[str]


async def phrasings(transaction: Transaction) -> dict[int, list[str]]:
    """Words that editors confirmed to mean an article, by the article's id."""
    rows = await transaction.all(
        _Confirmed, "select article_id, array_agg(text order by id) as texts from bot_phrasing group by article_id"
    )
    return {row.article_id: row.texts for row in rows}
