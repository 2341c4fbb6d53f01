"""Keeps a demo's own simulation still during a replay: both would sit at the same desks."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from sori.replay.client import SESSION_COOKIE, Client, Identity

_GONE_AFTER_S = 8.0


class LogIn(msgspec.Struct):
    """Somebody to log in as."""

    login: str
    password: str
    role: str


class Demo(msgspec.Struct):
    """What a demo publishes of itself."""

    demo: bool
    simulation_on: bool
    logins: list[LogIn]


@asynccontextmanager
async def paused_simulation(client: Client) -> AsyncIterator[None]:
    """Turns the demo's simulation off while the block runs, with the log-in that the demo publishes."""
    demo = await client.get("/api/demo", Identity(SESSION_COOKIE), Demo)
    leader = next((one for one in demo.logins if one.role == "team_leader"), None)
    if not demo.simulation_on or leader is None:
        yield
        return
    who = Identity(SESSION_COOKIE)
    await client.tell("/api/session", who, {"login": leader.login, "password": leader.password})
    print("  the demo's simulation is turned off for the replay", file=sys.stderr, flush=True)
    await client.put("/api/simulation", who, {"on": False})
    await asyncio.sleep(_GONE_AFTER_S)
    try:
        yield
    finally:
        await client.put("/api/simulation", who, {"on": True})
        print("  the demo's simulation is turned on again", file=sys.stderr, flush=True)
