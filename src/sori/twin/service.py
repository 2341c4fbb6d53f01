"""Use cases of the twin: play, keep, and make a scenario of a day."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sori.centre import service as centre_service
from sori.people import service as people
from sori.people.model import Actor, Role
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.problem import Problem
from sori.twin import history, player, scenario, store
from sori.twin.calibration import Past
from sori.twin.figures import TwinFigures, figures
from sori.twin.kept import KeptScenario, KeptScenarioWhole
from sori.twin.scenario import Scenario

TWIN_ROLES = (Role.PLANNER, Role.TEAM_LEADER, Role.MANAGER, Role.ADMINISTRATOR)
"""Who plans with the twin."""
MOST_KEPT = 200
MODEL_CITY = Path(__file__).parent / "model_city.toml"


def model_city() -> Scenario:
    """The model city's day, to begin with."""
    return scenario.read(MODEL_CITY.read_text("utf-8"))


async def play(asked: Scenario) -> TwinFigures:
    """Plays a scenario. Problem 422 where it does not fit together or is more than a screen can wait for."""
    _check(asked)
    return figures(await player.played(asked))


async def kept(transaction: Transaction) -> list[KeptScenario]:
    """The scenarios kept last."""
    return await store.kept(transaction, MOST_KEPT)


async def one(transaction: Transaction, scenario_id: int) -> KeptScenarioWhole:
    """A kept scenario; Problem 404 where there is none."""
    found, content = await store.one(transaction, scenario_id), await store.content(transaction, scenario_id)
    if found is None or content is None:
        raise Problem(404, "no_twin_scenario")
    return KeptScenarioWhole(found.id, found.title, found.made_by, found.made_at, content)


async def keep(transaction: Transaction, actor: Actor, asked: Scenario, now: datetime) -> KeptScenarioWhole:
    """Keeps a scenario for everybody who plans. Problem 422 where it could not be played."""
    _check(asked)
    scenario_id = await store.keep(transaction, asked, actor.id, now)
    await events.append(transaction, now, "twin.kept", {"twin_scenario": scenario_id, "staff": actor.id})
    return await one(transaction, scenario_id)


async def remove(transaction: Transaction, actor: Actor, scenario_id: int, now: datetime) -> None:
    """Removes a kept scenario; Problem 404 where there is none."""
    found = await one(transaction, scenario_id)
    await store.remove(transaction, scenario_id)
    about = {"twin_scenario": scenario_id}
    await events.append(transaction, now, "twin.removed", {**about, "staff": actor.id})
    await people.audit(transaction, now, actor.id, "twin.removed", about, {"title": found.title})


async def of_day(transaction: Transaction, day: date, now: datetime) -> Scenario:
    """A day of the centre as a scenario; Problem 404 where nothing came or nobody served."""
    centre = await centre_service.centre(transaction)
    since = datetime.combine(day, time(), ZoneInfo(centre.time_zone))
    until = min(
        datetime.combine(date.fromordinal(day.toordinal() + 1), time(), ZoneInfo(centre.time_zone)), max(now, since)
    )
    queues = await store.queues_of_day(transaction, since, until)
    staff = await store.staff_of_day(transaction, since, until)
    found = history.of_day(day.isoformat(), centre, queues, staff)
    if found is None:
        raise Problem(404, "twin_nothing_came", day=day.isoformat())
    return found


async def past(transaction: Transaction, day: date | None, weeks: int, now: datetime) -> Past:
    """The day to be replayed (None: yesterday) and the same weekday of so many weeks before it, those with contacts.

    Days that were or were not holidays are not mixed: of a working day only working days count. Problem 422 for a day
    that is not over.
    """
    centre = await centre_service.centre(transaction)
    zone = ZoneInfo(centre.time_zone)
    today = now.astimezone(zone).date()
    chosen = day or today - timedelta(days=1)
    if chosen >= today:
        raise Problem(422, "twin_day_not_over", day=chosen.isoformat())

    def bounds(of: date) -> tuple[datetime, datetime]:
        return datetime.combine(of, time(), zone), datetime.combine(of + timedelta(days=1), time(), zone)

    closed = centre.closed_days()
    days = {}
    for week in range(weeks, 0, -1):
        before = chosen - timedelta(weeks=week)
        if (before in closed) == (chosen in closed) and (
            came := await store.came(transaction, *bounds(before), centre.time_zone)
        ):
            days[before] = came
    came = await store.came(transaction, *bounds(chosen), centre.time_zone)
    presence = await store.presence(transaction, *bounds(chosen), centre.time_zone)
    return Past(centre, days, chosen, came, presence)


def _check(asked: Scenario) -> None:
    fault = scenario.faults(asked)
    if fault is not None:
        raise Problem(422, "twin_scenario", field=".".join(map(str, fault[0])), what=fault[1])
    if asked.arrivals is not None:
        raise Problem(422, "twin_recorded", field="arrivals")
    player.check_size(asked)
