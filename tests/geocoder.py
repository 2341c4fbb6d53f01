"""A geocoder on this machine, which knows the houses that a test tells it of."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from listening import listening


@dataclass
class Houses:
    """Answers as GeocodeJSON's search does; `body` is what it answers instead, `waits` has it say nothing."""

    url: str = ""
    known: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    type: str = "house"
    status: int = 200
    body: bytes | None = None
    waits: bool = False
    asked: list[dict[str, str]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(dict(request.query))
        self.keys.add(request.headers.get("authorization", ""))
        if self.waits:
            await asyncio.Event().wait()
        if self.status != 200 or self.body is not None:
            return web.Response(status=self.status, body=self.body or b"")
        points = self.known.get(request.query["q"], [])
        return web.json_response({"type": "FeatureCollection", "features": [self._feature(one) for one in points]})

    def _feature(self, point: tuple[float, float]) -> dict[str, Any]:
        geometry = {"type": "Point", "coordinates": list(point)}
        properties = {"geocoding": {"type": self.type, "label": "somewhere"}}
        return {"type": "Feature", "geometry": geometry, "properties": properties}


@asynccontextmanager
async def knowing(houses: Houses) -> AsyncIterator[Houses]:
    """Serves a geocoder on a free port for the length of a block."""
    how = {"handler_cancellation": True, "shutdown_timeout": 0.1}
    async with listening("GET", "/search", houses.answer, **how) as address:
        houses.url = f"{address}/search?format=geocodejson"
        yield houses
