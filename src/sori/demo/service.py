"""Use cases of the demo city: making it, and telling its log-ins."""

from dataclasses import dataclass
from datetime import datetime

from sori.centre import administration
from sori.centre import service as centre_service
from sori.demo import city
from sori.people import service as people
from sori.people.model import Role
from sori.platform.database import Transaction


@dataclass(frozen=True, slots=True)
class DemoLogIn:
    """Somebody to log in as in the demo."""

    login: str
    password: str
    role: Role
    display_name: str


@dataclass(frozen=True, slots=True)
class Demo:
    """Whether this is a demo, with which log-ins, and whether its simulation is on."""

    demo: bool
    logins: list[DemoLogIn]
    simulation_on: bool


async def make(transaction: Transaction, now: datetime) -> None:
    """Makes the demo city in an empty database."""
    await administration.set_up(transaction, city.CITY, True, now)
    await people.set_one_password(transaction, city.CITY.staff, city.PASSWORD)


async def demo(transaction: Transaction) -> Demo:
    """What the log-in page shows of the demo; nothing of a real centre."""
    centre = await centre_service.centre(transaction)
    logins = [
        DemoLogIn(login, city.PASSWORD, person.roles[0], person.display_name) for login, person in city.PEOPLE.items()
    ]
    return Demo(centre.demo, logins if centre.demo else [], centre.demo and centre.simulation_on)
