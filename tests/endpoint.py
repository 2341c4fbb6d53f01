"""An endpoint of a language model on this machine, which streams what a test tells it to."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from listening import listening

Step = str | asyncio.Event | bytes
"""What it sends next: a piece of text, or bytes as they are; at an event it waits."""
DONE = b"data: [DONE]\n\n"


@dataclass
class Endpoint:
    """Speaks OpenAI's chat completions, streamed, as it is told."""

    url: str = ""
    status: int = 200
    steps: list[Step] = field(default_factory=list)
    finish: str | None = "stop"
    usage: tuple[int, int] | None = (400, 60)
    received: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    """Whoever asked has closed the connection before the end."""

    @property
    def asked(self) -> str:
        """All that it was sent, as it came."""
        return json.dumps(self.received, ensure_ascii=False)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.received.append(await request.json())
        self.headers.append(dict(request.headers))
        if self.status != 200:
            return web.Response(status=self.status, headers={"location": f"{self.url}/elsewhere"})
        response = web.StreamResponse(headers={"content-type": "text/event-stream; charset=utf-8"})
        await response.prepare(request)
        try:
            for step in self.steps:
                if isinstance(step, asyncio.Event):
                    await step.wait()
                elif isinstance(step, bytes):
                    await response.write(step)
                else:
                    await response.write(_event({"choices": [{"delta": {"content": step}, "finish_reason": None}]}))
            if self.finish:
                await response.write(_event({"choices": [{"delta": {}, "finish_reason": self.finish}]}))
                if self.usage:
                    prompt, completion = self.usage
                    counted = {"prompt_tokens": prompt, "completion_tokens": completion}
                    await response.write(_event({"choices": [], "usage": counted}))
                await response.write(DONE)
        except (ConnectionResetError, asyncio.CancelledError):
            self.left.set()
            raise
        return response


def _event(data: Any) -> bytes:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


@asynccontextmanager
async def answering(endpoint: Endpoint) -> AsyncIterator[Endpoint]:
    """Serves an endpoint on a free port for the length of a block."""
    how = {"handler_cancellation": True, "shutdown_timeout": 0.1}
    async with listening("POST", "/v1/chat/completions", endpoint.answer, **how) as address:
        endpoint.url = f"{address}/v1"
        try:
            yield endpoint
        finally:
            for step in endpoint.steps:
                if isinstance(step, asyncio.Event):
                    step.set()
