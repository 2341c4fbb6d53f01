"""How somebody gets in who can't."""

from datetime import UTC, datetime

from sori.centre import service as centre_service
from sori.commands.installation import in_database, say
from sori.people import service as people
from sori.platform.database import Transaction


def set_password(login: str, password: str) -> int:
    """Gives somebody a password, which they change when they log in with it; gives the exit status."""

    async def give(transaction: Transaction) -> int:
        city = await centre_service.city(transaction)
        await people.set_password(transaction, None, login, password, city, datetime.now(UTC), must_change=True)
        say(f"{login} logs in with it once and chooses their own then; sessions and waiting times are over")
        return 0

    return in_database(give)


def reset_second_factor(login: str) -> int:
    """Takes somebody's second factor away and ends their sessions; gives the exit status."""

    async def reset(transaction: Transaction) -> int:
        await people.reset_second_factor(transaction, None, login, datetime.now(UTC))
        say(f"{login} logs in with the password alone now")
        return 0

    return in_database(reset)
