"""A note to everyone: posted by a team leader, on all desks until each has dismissed it or its time is over."""

from collections.abc import Sequence
from datetime import datetime

from sori.centre import service as centre_service
from sori.conversations.service.masking import masking
from sori.conversations.store import notes as store
from sori.conversations.team import LONGEST_FLOOR_NOTE, FloorNote, PostedNote, Reader
from sori.people import service as people
from sori.people.model import Actor
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.problem import Problem

EVERYONE = ("everyone", 1)
"""What every desk listens to."""


async def post(transaction: Transaction, actor: Actor, body: str, until: datetime, now: datetime) -> FloorNote:
    """Tells everyone something until a moment. Problem 422 for no text, too much of it, or a moment that is over."""
    body = body.replace("\0", "").strip()
    if not body:
        raise Problem(422, "text_missing", field="body")
    if len(body) > LONGEST_FLOOR_NOTE:
        raise Problem(422, "text_too_long", field="body", longest=LONGEST_FLOOR_NOTE)
    if until <= now:
        raise Problem(422, "moment_is_over", field="until")
    note_id = await store.add(transaction, actor.id, body, until, now)
    await people.audit(transaction, now, actor.id, "note.posted", {"note": note_id})
    await _tell(transaction, now, "note.posted", note_id)
    return (await shown(transaction, [FloorNote(note_id, actor.display_name, body, now, until)]))[0]


async def withdraw(transaction: Transaction, actor: Actor, note_id: int, now: datetime) -> None:
    """Takes a note off all desks. Problem 404 where there is none."""
    if await store.one(transaction, note_id) is None:
        raise Problem(404, "no_note")
    if await store.withdraw(transaction, note_id, now):
        await people.audit(transaction, now, actor.id, "note.withdrawn", {"note": note_id})
        await _tell(transaction, now, "note.withdrawn", note_id)


async def posted(transaction: Transaction, now: datetime) -> list[PostedNote]:
    """Today's notes, newest first, each with who has seen it and who at work has not."""
    centre = await centre_service.centre(transaction)
    notes = await store.latest(transaction, centre.day_start(now))
    readers: dict[int, list[Reader]] = {}
    for found in await store.readers(transaction, [note.id for note in notes]):
        readers.setdefault(found.note_id, []).append(found.reader)
    return [PostedNote(note, readers.get(note.id, [])) for note in await shown(transaction, notes)]


async def shown(transaction: Transaction, notes: Sequence[FloorNote]) -> list[FloorNote]:
    """Notes as they are shown."""
    mask = await masking(transaction, [note.body for note in notes])
    return [mask.floor_note(note) for note in notes]


async def dismiss(transaction: Transaction, actor: Actor, note_id: int, now: datetime) -> None:
    """The actor has seen a note: it leaves their desk. Problem 404 where there is none."""
    if await store.one(transaction, note_id) is None:
        raise Problem(404, "no_note")
    if await store.dismiss(transaction, note_id, actor.id, now):
        await events.append(transaction, now, "note.seen", {"note": note_id, "counsellor": actor.id})


async def _tell(transaction: Transaction, now: datetime, kind: str, note_id: int) -> None:
    await events.append(transaction, now, kind, {"note": note_id, EVERYONE[0]: EVERYONE[1]})
