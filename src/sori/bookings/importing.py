"""Bringing services in from a file: good rows are kept, bad ones set aside with what is wrong."""

from dataclasses import dataclass
from datetime import datetime

from sori.bookings import service, store
from sori.bookings.model import ServiceContent
from sori.bookings.row import SERVICE, ReadService, read, service_of
from sori.knowledge.importing import FileFaulty
from sori.knowledge.importing.row import Rejected
from sori.knowledge.importing.set_aside import set_aside
from sori.people import service as people
from sori.people.model import Actor, Role
from sori.platform.database import Transaction
from sori.platform.problem import Problem, Wrong
from sori.platform.translation import Language, translated


@dataclass(frozen=True, slots=True)
class RejectedService:
    """A row that was set aside: where it stands, in which field, and why, in words."""

    line: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportedServices:
    """What came of a file. `set_aside` is a CSV file of the rejected rows, to be put right and brought in again."""

    added: int
    changed: int
    unchanged: int
    rejected: list[RejectedService]
    set_aside: str


async def bring_in(
    transaction: Transaction, actor: Actor, name: str, content: bytes, language: Language, now: datetime
) -> ImportedServices:
    """Keeps the services of a file, in place of those of the same code; what is booked stays booked.

    Raises Problem 403 for who isn't an administrator, 422 for a file of which nothing can be read.
    """
    if not actor.has_any(Role.ADMINISTRATOR):
        raise Problem(403, "not_allowed")
    try:
        rows = read(name, content)
    except FileFaulty as fault:
        raise Problem(422, fault.code, field="file", errors=(), **fault.values) from fault
    rejected: list[Rejected] = []
    kept: dict[str, ServiceContent] = {}
    for row in rows:
        one = service_of(row)
        if isinstance(one, ReadService) and one.content.code in kept:
            one = Rejected(row.line, [Wrong("code", "bookable_twice")], row.values)
        if isinstance(one, Rejected):
            rejected.append(one)
        else:
            kept[one.content.code] = one.content
    before = await store.codes(transaction, list(kept))
    changed = [one for one in kept.values() if before.get(one.code) != one]
    if changed:
        await service.offer_services(transaction, changed, now)
    added = sum(one.code not in before for one in changed)
    counts = {"added": added, "changed": len(changed) - added, "rejected": len(rejected)}
    await people.audit(transaction, now, actor.id, "bookables.imported", {}, counts)
    return ImportedServices(
        added=added,
        changed=len(changed) - added,
        unchanged=len(kept) - len(changed),
        rejected=[
            RejectedService(one.line, wrong.place, translated(language, f"problem.{wrong.code}", **wrong.values))
            for one in rejected
            for wrong in one.wrong
        ],
        set_aside=set_aside(rejected, SERVICE, language) if rejected else "",
    )
