"""Use cases about how the centre is set up, as the running centre asks; `administration` has those that change it."""

from datetime import datetime

from sori.centre.model import CannedPhrase, Centre, Topic
from sori.centre.store import centre as store
from sori.language.masking import Kind, found
from sori.people import service as people
from sori.people.model import Actor, City
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.problem import Problem
from sori.platform.translation import Text


async def centre(transaction: Transaction) -> Centre:
    """The centre as it works now; Problem 503 before one was made with `sori init` or the demo."""
    return await of_version(transaction, await version(transaction))


async def version(transaction: Transaction) -> int:
    """Which version of the setup is in force; Problem 503 before a centre was made."""
    found = await store.version(transaction)
    if found is None:
        raise Problem(503, "no_centre")
    return found


async def city(transaction: Transaction) -> City:
    """What the rules about staff need to know of the centre."""
    there = await centre(transaction)
    return City((there.city.ko, there.city.en), there.time_zone)


async def of_version(transaction: Transaction, version: int) -> Centre:
    """The centre as it works now, for whoever has read its version with something else."""
    cached: tuple[int, Centre] | None = transaction.cache.get("centre")
    if cached is None or cached[0] != version:
        cached = transaction.cache["centre"] = (version, (await store.centre(transaction)).in_force())
    return cached[1]


async def is_set_up(transaction: Transaction) -> bool:
    """Whether a centre was made in this database."""
    return await store.version(transaction) is not None


async def announced(transaction: Transaction, now: datetime) -> tuple[Centre, list[Text]]:
    """The centre as it works now, and what citizens are told at the moment, an emergency's notice first."""
    told = await store.announced(transaction, now)
    if told is None:
        raise Problem(503, "no_centre")
    setup = await of_version(transaction, told.version)
    return setup, told.bodies if setup.emergency is None else [setup.emergency.notice, *told.bodies]


async def topics(transaction: Transaction) -> list[Topic]:
    """All topics, those above before those below."""
    return await store.topics(transaction)


async def topic_level(transaction: Transaction, topic_id: int) -> int | None:
    """A topic's level from 1 to 3, or None where there is no such topic."""
    return await store.topic_level(transaction, topic_id)


async def canned_phrases(transaction: Transaction) -> list[CannedPhrase]:
    """All canned phrases by shortcut."""
    return await store.canned_phrases(transaction)


async def published_numbers(transaction: Transaction) -> frozenset[str]:
    """The telephone numbers in what the centre itself publishes, its phrases and announcements, as digits."""
    version = await store.version(transaction)
    cached: tuple[int | None, frozenset[str]] | None = transaction.cache.get("published_numbers")
    if cached is None or cached[0] != version:
        texts = await store.published_texts(transaction)
        numbers = frozenset(one.digits for text in texts for one in found(text) if one.kind is Kind.PHONE)
        cached = transaction.cache["published_numbers"] = (version, numbers)
    return cached[1]


async def set_simulation(transaction: Transaction, actor: Actor, on: bool, now: datetime) -> None:
    """Turns the demo's simulation on or off; Problem 404 where the centre is no demo."""
    if not (await centre(transaction)).demo:
        raise Problem(404, "no_demo")
    await store.set_simulation(transaction, on)
    await people.audit(transaction, now, actor.id, "simulation.switched", {"centre": 1}, {"on": on})
    await _changed(transaction, now)


async def _changed(transaction: Transaction, now: datetime) -> None:
    await store.begin_version(transaction)
    await events.append(transaction, now, "centre.changed", {"centre": 1})
