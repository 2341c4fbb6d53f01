"""A model at an endpoint that speaks OpenAI's embeddings: texts become vectors, near each other if they mean alike."""

import asyncio
import math
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from sori.platform.metrics import EMBEDDING_CALLS
from sori.platform.model_endpoint import Failure, ModelEndpoint, ModelError
from sori.platform.settings import EmbeddingEndpoint

MOST_DIMENSIONS = 4_096
_LONGEST_ANSWER = 64 * 2**20
_WORD = "수도요금"
_JSON = {"accept": "application/json"}
Vector = list[float]


class _Embedded(msgspec.Struct):
    index: int
    embedding: Vector


class _Answer(msgspec.Struct):
    data: list[_Embedded]


_answers = msgspec.json.Decoder(_Answer)


class EmbeddingModel(ModelEndpoint):
    """The endpoint as one process knows it."""

    def __init__(self, endpoint: EmbeddingEndpoint, clock: Callable[[], datetime], *, logged: bool = True) -> None:
        """`logged` is whether failures are logged."""
        super().__init__("embedding", endpoint.url, endpoint.key, EMBEDDING_CALLS, clock, logged=logged)
        self.endpoint = endpoint

    async def dimensions(self, within_s: float) -> int:
        """How many its vectors have: asked of one word, to see whether it answers at all. Raises as `vectors` does."""
        (vector,) = await self.vectors([_WORD], within_s)
        return len(vector)

    async def vectors(self, texts: Sequence[str], within_s: float) -> list[Vector]:
        """A vector for each text, all of as many dimensions; what personal data is in them leaves the house.

        Raises ModelError where they don't come within so many seconds, or aren't what was asked for.
        """
        async with self.asking():
            return await self._vectors(texts, within_s)

    async def _vectors(self, texts: Sequence[str], within_s: float) -> list[Vector]:
        by = asyncio.get_running_loop().time() + within_s
        body = {"model": self.endpoint.model, "input": list(texts), "encoding_format": "float"}
        response = await self.response("embeddings", body, _JSON, by)
        return _read(await self.whole(response, by, _LONGEST_ANSWER), len(texts))


def _read(content: bytes, count: int) -> list[Vector]:
    try:
        answer = _answers.decode(content)
    except (msgspec.DecodeError, UnicodeError):
        raise ModelError(Failure.UNREADABLE) from None
    found = {one.index: one.embedding for one in answer.data}
    if sorted(found) != list(range(count)) or len(answer.data) != count:
        raise ModelError(Failure.UNREADABLE)
    vectors = [found[at] for at in range(count)]
    sizes = {len(vector) for vector in vectors}
    # A vector of nothing but zeros has no direction, and so no angle to another.
    if len(sizes) != 1 or not 1 <= min(sizes) <= MOST_DIMENSIONS or not all(map(_points_somewhere, vectors)):
        raise ModelError(Failure.UNREADABLE)
    return vectors


def _points_somewhere(vector: Vector) -> bool:
    return any(vector) and all(map(math.isfinite, vector))
