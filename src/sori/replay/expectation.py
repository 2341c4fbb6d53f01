"""How good the waits were that the centre told during a replay, by its own page of that."""

import asyncio
from datetime import datetime
from urllib.parse import quote

import msgspec

from sori.replay.client import SESSION_COOKIE, Client, Identity
from sori.replay.pause import Demo

_SETTLED_AFTER_S = 5.0
"""The centre writes what came of its estimates every two seconds."""


class WaitsTold(msgspec.Struct):
    """Estimates told, the share of waits inside the range, and mean errors in seconds beside the two rules."""

    given: int
    coverage_pct: float | None
    error_s: float | None
    average_error_s: float | None
    place_error_s: float | None


class _Report(msgspec.Struct):
    total: WaitsTold


async def waits_told(client: Client, since: datetime) -> WaitsTold | None:
    """What was told since then; None where there is no demo, whose team leader's log-in is published."""
    demo = await client.get("/api/demo", Identity(SESSION_COOKIE), Demo)
    leader = next((one for one in demo.logins if one.role == "team_leader"), None)
    if leader is None:
        return None
    await asyncio.sleep(_SETTLED_AFTER_S)
    who = Identity(SESSION_COOKIE)
    await client.tell("/api/session", who, {"login": leader.login, "password": leader.password})
    path = f"/api/floor/expected-wait?since={quote(since.isoformat())}"
    return (await client.get(path, who, _Report)).total
