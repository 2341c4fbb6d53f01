"""An endpoint of an embedding model on this machine, which knows a few words that mean alike."""

import hashlib
import json
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from listening import listening

DIMENSIONS = 64
_ALIKE = (("침대", "매트리스", "가구", "대형폐기물"), ("강아지", "반려견", "멍멍이"), ("수도요금", "물값"))


@dataclass
class Embeddings:
    """Speaks OpenAI's embeddings; `body` is what it answers instead of vectors, `refuses` a word that it can't read.

    With `comes_round` it can, once it has refused a text by itself.
    """

    url: str = ""
    status: int = 200
    body: bytes | None = None
    refuses: str = ""
    comes_round: bool = False
    received: list[list[str]] = field(default_factory=list)
    models: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)

    @property
    def asked(self) -> str:
        """All texts that it was sent."""
        return json.dumps(self.received, ensure_ascii=False)

    async def answer(self, request: web.Request) -> web.Response:
        asked = await request.json()
        self.received.append(asked["input"])
        self.models.add(asked["model"])
        self.keys.add(request.headers.get("authorization", ""))
        if self.status != 200:
            return web.Response(status=self.status)
        if self.refuses and any(self.refuses in text for text in asked["input"]):
            if self.comes_round and len(asked["input"]) == 1:
                self.refuses = ""
            return web.Response(status=400)
        if self.body is not None:
            return web.Response(body=self.body, content_type="application/json")
        data = [{"index": at, "embedding": vector(text)} for at, text in enumerate(asked["input"])]
        return web.json_response({"object": "list", "data": list(reversed(data))})


def vector(text: str) -> list[float]:
    """Words point somewhere each, and those that mean alike far into one direction."""
    found = [0.0] * DIMENSIONS
    for word in re.findall(r"\w+", text):
        seed = hashlib.sha256(word.encode()).digest()
        for at in range(DIMENSIONS):
            found[at] += (seed[at % 32] - 127.5) / 1000 * (1 if at < 32 else -1)
    for axis, words in enumerate(_ALIKE):
        found[axis] += 3.0 * sum(word in text for word in words)
    return found


def body(vectors: Sequence[Sequence[Any]]) -> bytes:
    """An answer of these vectors."""
    return json.dumps({"data": [{"index": at, "embedding": one} for at, one in enumerate(vectors)]}).encode()


@asynccontextmanager
async def embedding(endpoint: Embeddings) -> AsyncIterator[Embeddings]:
    """Serves an endpoint on a free port for the length of a block."""
    async with listening("POST", "/v1/embeddings", endpoint.answer, shutdown_timeout=0.1) as address:
        endpoint.url = f"{address}/v1"
        yield endpoint
