"""Use cases of administration: the setup as a document, changes to it at once or at a moment, and undoing them."""

from collections.abc import Awaitable, Callable, Container, Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from sori.calendar.opening import Hours
from sori.centre import service
from sori.centre.change import (
    Change,
    ChangeState,
    Edit,
    Fault,
    changed,
    collisions,
    differences,
    in_order,
    inverse,
    may_make,
    normal,
    read,
    read_part,
    standard,
)
from sori.centre.file import FileFault, located
from sori.centre.file import read as read_file
from sori.centre.setup import Entities, Kind, Setup, entities, written_hours
from sori.centre.store import centre as centre_store
from sori.centre.store import change as change_store
from sori.centre.store import setup as store
from sori.centre.validity import faults
from sori.people import service as people
from sori.people.model import Actor
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.page import paged
from sori.platform.problem import Problem, Wrong

_PAGE = 50
_LONGEST_NOTE = 500


class SetupFaulty(Problem):
    """A change after which the setup would not hold together; `errors` tells everything that is wrong."""

    def __init__(self, found: Sequence[Fault]) -> None:
        wrong = [
            Wrong(".".join(part for part in (fault.kind, fault.code, fault.field) if part), fault.problem, fault.values)
            for fault in found
        ]
        super().__init__(422, "setup_faulty", errors=wrong, number=len(found))


async def setup(transaction: Transaction) -> Setup:
    """The setup in force; Problem 503 before a centre was made."""
    if not await service.is_set_up(transaction):
        raise Problem(503, "no_centre")
    found, wrong = read(await _parts(transaction))
    if found is None:
        raise LookupError(f"the setup in the database can't be read: {wrong}")
    return found


async def check(transaction: Transaction, edits: Iterable[Edit], effective_at: datetime | None) -> list[Fault]:
    """What would be wrong with the setup after these edits at that moment (None: now)."""
    edits = [normal(edit) for edit in edits]
    return _faults_after(await _parts_at(transaction, effective_at), edits, await people.with_password(transaction))


async def make(
    transaction: Transaction,
    actor: Actor,
    edits: Sequence[Edit],
    note: str,
    effective_at: datetime | None,
    now: datetime,
    undoes_id: int | None = None,
) -> Change:
    """Makes a change at once, or at the moment named; gives it as kept.

    The whole setup is looked at as it will be. Raises Problem 403 for what isn't the actor's to change, `SetupFaulty`
    with all that is wrong.
    """
    edits = [normal(edit) for edit in edits if edit.before != edit.after]
    if not edits:
        raise Problem(422, "setup_no_edits", field="edits")
    if not all(may_make(edit, actor.roles) for edit in edits):
        raise Problem(403, "setup_not_yours")
    await store.lock(transaction)
    at_once = effective_at is None or effective_at <= now
    present = await _parts_at(transaction, None if at_once else effective_at)
    found = _faults_after(present, edits, await people.with_password(transaction))
    if found:
        raise SetupFaulty(found)
    state = ChangeState.APPLIED if at_once else ChangeState.SCHEDULED
    change_id = await change_store.add(
        transaction,
        actor.id,
        note.strip()[:_LONGEST_NOTE],
        now if effective_at is None else effective_at,
        state,
        edits,
        undoes_id,
        now,
    )
    await people.audit(
        transaction, now, actor.id, f"setup.{state}", {"change": change_id}, {"edits": msgspec.to_builtins(edits)}
    )
    if at_once:
        await _write(transaction, edits, now)
    else:
        await events.append(transaction, now, "setup.scheduled", {"change": change_id})
    return await change(transaction, change_id)


async def undo(transaction: Transaction, actor: Actor, change_id: int, now: datetime) -> Change:
    """Takes a change back: one that waits is called off, one that holds is reversed by a change of its own.

    Raises Problem 409 for one that is undone already or never held, `SetupFaulty` where what it changed was changed
    again since.
    """
    known = await change(transaction, change_id)
    if known.state is ChangeState.SCHEDULED:
        if not all(may_make(edit, actor.roles) for edit in known.edits):
            raise Problem(403, "setup_not_yours")
        await change_store.settle(transaction, change_id, ChangeState.CANCELLED, [], now)
        await people.audit(transaction, now, actor.id, "setup.cancelled", {"change": change_id})
        await events.append(transaction, now, "setup.scheduled", {"change": change_id})
        return await change(transaction, change_id)
    if known.state is not ChangeState.APPLIED or known.undone_by_id is not None:
        raise Problem(409, "setup_not_undoable")
    return await make(transaction, actor, inverse(known.edits), known.note, None, now, undoes_id=change_id)


async def change(transaction: Transaction, change_id: int) -> Change:
    """One change; Problem 404 where there is none."""
    found = await change_store.change(transaction, change_id)
    if found is None:
        raise Problem(404, "no_setup_change")
    return found


async def changes(transaction: Transaction, before: int | None) -> tuple[list[Change], int | None]:
    """A page of changes, the newest first, and before which id the next one begins (None: there is none)."""
    return paged(await change_store.changes(transaction, before, _PAGE + 1), _PAGE)


async def refuse_if_changed(transaction: Transaction, is_current: Callable[[int], bool]) -> None:
    """Locks the setup; raises Problem 412 with who changed it unless its version is the one that was looked at."""
    await store.lock(transaction)
    if is_current(await service.version(transaction)):
        return
    last = await change_store.changes(transaction, None, 1)
    if last:
        raise Problem(412, "changed_meanwhile", by=last[0].made_by or "Sori", at=last[0].made_at.isoformat())
    raise Problem(412, "setup_changed_meanwhile")


async def apply_due(transaction: Transaction, now: datetime) -> None:
    """Makes the changes whose moment has come. One that no longer fits is kept with what is wrong, and not made."""
    due = await change_store.scheduled(transaction, now)
    if due:
        await store.lock(transaction)
    for each in due:
        wrong = _faults_after(await _parts(transaction), each.edits, await people.with_password(transaction))
        state = ChangeState.FAILED if wrong else ChangeState.APPLIED
        await change_store.settle(transaction, each.id, state, wrong, now)
        await people.audit(transaction, now, None, f"setup.{state}", {"change": each.id})
        if wrong:
            await events.append(transaction, now, "setup.failed", {"change": each.id})
        else:
            await _write(transaction, each.edits, now)


async def read_in(transaction: Transaction, text: str) -> tuple[list[Edit], list[FileFault]]:
    """The edits that would bring the setup to what a file has, and what is wrong with the file, line by line."""
    parts, wrong = read_file(text)
    present = await _parts(transaction)
    if wrong:
        return [], wrong
    edits = [normal(edit) for edit in differences(present, parts)]
    edits = [edit for edit in edits if edit.before != edit.after]
    return edits, located(text, _faults_after(present, edits, await people.with_password(transaction)))


async def set_up(transaction: Transaction, new: Setup, demo: bool, now: datetime) -> None:
    """Makes the centre in an empty database. Its staff log in once they were given passwords."""
    await store.add_centre(transaction, demo)
    await _write(transaction, [Edit(kind, code, None, part) for (kind, code), part in entities(new).items()], now)


async def switch_emergency(transaction: Transaction, actor: Actor, until: datetime | None, now: datetime) -> None:
    """Begins or prolongs the emergency until a moment, as its plan has it; with None ends it.

    Raises Problem 409 where no plan was prepared, 422 for a moment that has passed.
    """
    if until is not None and until <= now:
        raise Problem(422, "emergency_over", field="until")
    if until is not None and (await setup(transaction)).emergency is None:
        raise Problem(409, "no_emergency_plan")
    await store.lock(transaction)
    before = await store.emergency_until(transaction)
    await store.set_emergency(transaction, actor.id, until, now)
    detail = {"before": before and before.isoformat(), "after": until and until.isoformat()}
    await people.audit(transaction, now, actor.id, "emergency.switched", {"centre": 1}, detail)
    await _begin_version(transaction, now)


async def end_emergency(transaction: Transaction, now: datetime) -> None:
    """Ends the emergency when its time is over."""
    if await store.end_emergency(transaction, now):
        await people.audit(transaction, now, None, "emergency.ended", {"centre": 1})
        await _begin_version(transaction, now)


async def _begin_version(transaction: Transaction, now: datetime) -> None:
    await centre_store.begin_version(transaction)
    await events.append(transaction, now, "centre.changed", {"centre": 1})


async def _parts(transaction: Transaction) -> Entities:
    """Everything that is there, by kind and code."""
    parts: Entities = {}
    for kind, of_kind in (await store.parts(transaction)).items():
        for code, part in (of_kind or {}).items():
            parts[Kind(kind), code] = _spelt_out(Kind(kind), part)
    for code, name in (await people.skills(transaction)).items():
        parts[Kind.SKILLS, code] = {"name": msgspec.to_builtins(name)}
    for login, person in (await people.staff(transaction)).items():
        parts[Kind.STAFF, login] = msgspec.to_builtins(person)
    return parts


def _spelt_out(kind: Kind, part: dict[str, Any]) -> dict[str, Any]:
    if kind is Kind.QUEUES:
        part = {**part, "hours": written_hours(msgspec.convert(part["hours"], list[Hours]))}
    spelt: dict[str, Any] = msgspec.to_builtins(standard(read_part(kind, part)))
    return spelt


async def _parts_at(transaction: Transaction, moment: datetime | None) -> Entities:
    """What will be there at a moment, with the changes that are to be made until then; None: what is there now."""
    parts = await _parts(transaction)
    if moment is not None:
        for each in await change_store.scheduled(transaction, moment):
            parts = changed(parts, each.edits)
    return parts


def _faults_after(present: Entities, edits: Sequence[Edit], with_password: Container[str]) -> list[Fault]:
    collided = collisions(present, edits)
    if collided:
        return collided
    found, wrong = read(changed(present, edits))
    return wrong if found is None else faults(found, with_password)


async def _write(transaction: Transaction, edits: Sequence[Edit], now: datetime) -> None:
    queues = []
    for edit in in_order(edits):
        if edit.after is None:
            await _REMOVE[edit.kind](transaction, edit.code)
            continue
        part = read_part(edit.kind, edit.after)
        if edit.kind is Kind.STAFF:
            await people.put_staff(transaction, edit.code, part, now)
        elif edit.kind is Kind.SKILLS:
            await people.put_skill(transaction, edit.code, part.name)
        elif edit.kind is Kind.CENTRE:
            await store.put_centre(transaction, part)
        elif edit.kind is Kind.EMERGENCY:
            await store.put_emergency(transaction, part)
        else:
            await _PUT[edit.kind](transaction, edit.code, part)
        if edit.kind is Kind.QUEUES:
            queues.append((edit.code, part.after_hours))
    if any(edit.kind is Kind.STAFF for edit in edits):
        await events.append(transaction, now, "staff.changed", {"centre": 1})
    for code, after_hours in queues:  # one may name another that was written after it
        await store.link_queue(transaction, code, after_hours)
    await store.level_topics(transaction)
    await _begin_version(transaction, now)


async def _remove_emergency(transaction: Transaction, _code: str) -> None:
    await store.delete_emergency(transaction)


async def _deactivate(transaction: Transaction, login: str) -> None:
    await people.deactivate(transaction, login)


_PUT: dict[Kind, Callable[[Transaction, str, Any], Awaitable[None]]] = {
    Kind.QUEUES: store.put_queue,
    Kind.HOLIDAYS: store.put_holiday,
    Kind.MENU: store.put_menu_entry,
    Kind.ANNOUNCEMENTS: store.put_announcement,
    Kind.PHRASES: store.put_phrase,
    Kind.TOPICS: store.put_topic,
    Kind.ALERTS: store.put_alert,
    Kind.DUTIES: store.put_duty,
}
_REMOVE: dict[Kind, Callable[[Transaction, str], Awaitable[None]]] = {
    Kind.SKILLS: people.retire_skill,
    Kind.STAFF: _deactivate,
    Kind.QUEUES: store.retire_queue,
    Kind.HOLIDAYS: store.delete_holiday,
    Kind.MENU: store.delete_menu_entry,
    Kind.ANNOUNCEMENTS: store.delete_announcement,
    Kind.PHRASES: store.delete_phrase,
    Kind.TOPICS: store.retire_topic,
    Kind.ALERTS: store.delete_alert,
    Kind.DUTIES: store.delete_duty,
    Kind.EMERGENCY: _remove_emergency,
}
