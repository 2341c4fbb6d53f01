"""What a load balancer and a monitor ask of a web process."""

import asyncio
import hmac
from datetime import datetime
from typing import Any

from litestar import Request, Response, get

from sori.operations.figures import figures
from sori.operations.readiness import Look, Readiness, of
from sori.people.http import PUBLIC
from sori.platform import metrics
from sori.platform.database import Database
from sori.platform.problem import Problem
from sori.platform.settings import Settings


@get("/health", roles=PUBLIC, include_in_schema=False)
async def get_health() -> dict[str, str]:
    """That this process answers. Whether it can do its work is another question: `/ready`."""
    return {"status": "ok"}


@get("/ready", roles=PUBLIC, include_in_schema=False)
async def get_ready(look: Look, now: datetime) -> Response[Readiness]:
    """Whether requests should be sent here, and if not, which part is at fault (503)."""
    found = of(await look.whole(now))
    return Response(found, status_code=200 if found.ready else 503, headers={"cache-control": "no-store"})


# Public for the guard, since a monitor has no session: it shows a token, and not an address, because behind a proxy on
# the same machine everybody comes from loopback.
@get("/metrics", roles=PUBLIC, include_in_schema=False)
async def get_metrics(
    request: Request[Any, Any, Any], database: Database, settings: Settings, now: datetime
) -> Response[bytes]:
    """Everything that is counted, in Prometheus's text format, for whoever shows the token."""
    shown = request.headers.get("authorization", "").removeprefix("Bearer ")
    if settings.metrics_token is None or not hmac.compare_digest(shown.encode(), settings.metrics_token.encode()):
        raise Problem(401, "metrics_token")
    async with database.transaction() as transaction:
        found = await figures(transaction, now)
    text = await asyncio.to_thread(metrics.exposition, found)
    return Response(text, media_type=metrics.MEDIA_TYPE, headers={"cache-control": "no-store"})
