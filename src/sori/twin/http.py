"""Routes of the twin."""

from datetime import date, datetime

from litestar import Router, delete, get, post

from sori.people.model import Actor
from sori.platform.database import Database
from sori.twin import service
from sori.twin.figures import TwinFigures
from sori.twin.kept import KeptScenario, KeptScenarioWhole
from sori.twin.scenario import Scenario
from sori.twin.service import TWIN_ROLES


@get("/model-city", roles=TWIN_ROLES, sync_to_thread=False)
def get_model_city() -> Scenario:
    """The model city's day as a scenario, to begin with."""
    return service.model_city()


@get("/days/{day:date}", roles=TWIN_ROLES)
async def get_twin_day(day: date, database: Database, now: datetime) -> Scenario:
    """A day of the centre as a scenario: what came by the hour, how long it took, who was available."""
    async with database.reading() as transaction:
        return await service.of_day(transaction, day, now)


@post("/plays", roles=TWIN_ROLES, status_code=200)
async def play_scenario(data: Scenario) -> TwinFigures:
    """Plays a scenario in virtual time and gives its figures. Nothing is kept."""
    return await service.play(data)


@get("/scenarios", roles=TWIN_ROLES)
async def list_kept_scenarios(database: Database) -> list[KeptScenario]:
    """The scenarios that were kept, the newest first."""
    async with database.reading() as transaction:
        return await service.kept(transaction)


@get("/scenarios/{scenario_id:int}", roles=TWIN_ROLES)
async def get_kept_scenario(scenario_id: int, database: Database) -> KeptScenarioWhole:
    """A kept scenario."""
    async with database.reading() as transaction:
        return await service.one(transaction, scenario_id)


@post("/scenarios", roles=TWIN_ROLES)
async def keep_scenario(data: Scenario, database: Database, actor: Actor, now: datetime) -> KeptScenarioWhole:
    """Keeps a scenario for everybody who plans."""
    async with database.transaction() as transaction:
        return await service.keep(transaction, actor, data, now)


@delete("/scenarios/{scenario_id:int}", roles=TWIN_ROLES)
async def remove_kept_scenario(scenario_id: int, database: Database, actor: Actor, now: datetime) -> None:
    """Removes a kept scenario; the log says who did."""
    async with database.transaction() as transaction:
        await service.remove(transaction, actor, scenario_id, now)


router = Router(
    "/api/twin",
    route_handlers=[
        get_model_city,
        get_twin_day,
        play_scenario,
        list_kept_scenarios,
        get_kept_scenario,
        keep_scenario,
        remove_kept_scenario,
    ],
    tags=["twin"],
)
