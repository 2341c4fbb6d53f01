"""Checks of the search by meaning, where an embedding model is configured."""

from datetime import UTC, datetime

from sori.knowledge.service import search
from sori.operations.doctor.model import Finding, good, odd, wrong
from sori.operations.doctor.model_endpoint import no_answer
from sori.platform.database import Transaction
from sori.platform.embedding import EmbeddingModel
from sori.platform.model_endpoint import ModelError
from sori.platform.settings import EmbeddingEndpoint

_CHECK = "embedding model"


async def answers(endpoint: EmbeddingEndpoint) -> Finding:
    """Whether the endpoint answers as it should, in the time that a search waits for it."""
    model = EmbeddingModel(endpoint, lambda: datetime.now(UTC), logged=False)
    try:
        dimensions = await model.dimensions(endpoint.asked_s)
    except ModelError as error:
        return no_answer(_CHECK, endpoint.model, error, "EMBEDDING", "OpenAI's embeddings")
    finally:
        await model.close()
    return good(_CHECK, f"{endpoint.model} answers, with {dimensions:,} dimensions")


async def vectors(transaction: Transaction, endpoint: EmbeddingEndpoint) -> Finding:
    """Whether the articles can be found by their meaning."""
    can_compare, lacking = await search.by_meaning(transaction, endpoint.model)
    if not can_compare:
        return wrong(
            "search by meaning",
            "pgvector 0.7 or later is not in this database",
            "as its superuser: `create extension vector`, then `sori restart`",
        )
    if lacking is None:
        return odd("search by meaning", "it has not begun", "start Sori anew with SORI_EMBEDDING_URL set")
    if lacking:
        told = f"{lacking:,} articles are not read by {endpoint.model}"
        return odd("search by meaning", told, "look again in a minute; the log tells those that it refuses")
    return good("search by meaning", f"all published articles are read by {endpoint.model}")
