"""Routes of the demo: its log-ins and the switch of its simulation."""

from dataclasses import dataclass
from datetime import datetime

from litestar import Router, get, put

from sori.centre import service as centre_service
from sori.demo import service
from sori.demo.service import Demo
from sori.people.http import PUBLIC
from sori.people.model import Actor, Role
from sori.platform.database import Database


@dataclass(frozen=True, slots=True)
class Switch:
    """On or off."""

    on: bool


@get("/demo", roles=PUBLIC)
async def get_demo(database: Database) -> Demo:
    """Whether this is a demo, and its log-ins."""
    async with database.reading() as transaction:
        return await service.demo(transaction)


@put("/simulation", roles=(Role.TEAM_LEADER, Role.ADMINISTRATOR))
async def switch_simulation(data: Switch, database: Database, actor: Actor, now: datetime) -> Demo:
    """Turns the simulation on or off."""
    async with database.transaction() as transaction:
        await centre_service.set_simulation(transaction, actor, data.on, now)
        return await service.demo(transaction)


router = Router("/api", route_handlers=[get_demo, switch_simulation], tags=["demo"])
