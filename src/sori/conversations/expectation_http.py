"""Staff routes about expected waits: how good they were, and what those did who were told of congestion."""

from datetime import datetime

from litestar import Router, get

from sori.conversations.accuracy import EstimateFigure, EstimatePage, ExpectedWaitReport, NoticePage
from sori.conversations.deflection import Taken
from sori.conversations.service import accuracy as service
from sori.people.model import FLOOR_ROLES, Actor
from sori.platform.database import Database


@get("", roles=FLOOR_ROLES)
async def get_expected_wait_report(
    database: Database, now: datetime, days: int = 1, since: datetime | None = None
) -> ExpectedWaitReport:
    """How good the waits were that were told today, or in 7 or 30 days, or since a moment."""
    async with database.transaction() as transaction:
        return await service.report(transaction, days, since, now)


@get("/estimates", roles=FLOOR_ROLES)
async def get_estimates(
    figure: EstimateFigure,
    database: Database,
    actor: Actor,
    now: datetime,
    days: int = 1,
    queue_id: int | None = None,
    during: bool | None = None,
    before: int | None = None,
) -> EstimatePage:
    """The estimates behind a figure, newest first."""
    async with database.transaction() as transaction:
        return await service.estimates(transaction, actor, figure, queue_id, during, days, before, now)


@get("/notices", roles=FLOOR_ROLES)
async def get_notices(
    database: Database,
    actor: Actor,
    now: datetime,
    days: int = 1,
    taken: Taken | None = None,
    open_only: bool = False,
    before: int | None = None,
) -> NoticePage:
    """The congestion notices behind a figure, newest first."""
    async with database.transaction() as transaction:
        return await service.notices(transaction, actor, taken, open_only, days, before, now)


router = Router(
    "/api/floor/expected-wait", route_handlers=[get_expected_wait_report, get_estimates, get_notices], tags=["floor"]
)
