"""Use cases about the city's departments and who speaks for them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sori.people import service
from sori.people.model import Actor, Department
from sori.people.store import departments as store
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.problem import Problem
from sori.platform.translation import Text

_LONGEST_NAME = 100


async def departments(transaction: Transaction) -> list[Department]:
    """All departments by name."""
    return await store.departments(transaction)


async def departments_of(transaction: Transaction, actor: Actor) -> list[int]:
    """The ids of the departments that the actor speaks for."""
    return await store.departments_of(transaction, actor.id)


async def put_departments(transaction: Transaction, departments: Mapping[str, Text]) -> None:
    """Has departments of these codes with these names."""
    await store.put_departments(transaction, departments, rename=True)


async def need_department(transaction: Transaction, code: str) -> None:
    """Has a department of this code: a new one is called by it until somebody names it."""
    await store.put_departments(transaction, {code: Text(code, code)}, rename=False)


async def keep(
    transaction: Transaction, actor: Actor, department_id: int, name: Text, officers: Sequence[str], now: datetime
) -> None:
    """Names a department and says which officers speak for it.

    Raises Problem 404 for an unknown department, 422 for a blank name or a log-in of no officer.
    """
    name = Text(name.ko.strip(), name.en.strip())
    if not (name.ko and name.en) or max(len(name.ko), len(name.en)) > _LONGEST_NAME:
        raise Problem(422, "department_name", field="name", longest=_LONGEST_NAME)
    if not await store.rename_department(transaction, department_id, name):
        raise Problem(404, "no_department")
    unknown = set(officers) - set(await store.set_officers(transaction, department_id, officers))
    if unknown:
        raise Problem(422, "no_officer", field="officers", login=", ".join(sorted(unknown)))
    about = {"department": department_id}
    await service.audit(transaction, now, actor.id, "department.kept", about, {"officers": sorted(officers)})
    await events.append(transaction, now, "department.changed", about)
