"""SQL of notes to everyone, and of who has seen them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sori.conversations.team import FloorNote, Reader
from sori.platform.database import Transaction

_NOTES = """select floor_note.id, display_name as by_name, body, posted_at, until
            from floor_note join staff on staff.id = by_id """


@dataclass(frozen=True, slots=True)
class NoteReader:
    """A reader with the note."""

    note_id: int
    reader: Reader


async def add(transaction: Transaction, by_id: int, body: str, until: datetime, now: datetime) -> int:
    """Keeps a note; gives its id."""
    return (
        await transaction.value(
            int,
            "insert into floor_note (by_id, body, posted_at, until) values (%s, %s, %s, %s) returning id",
            (by_id, body, now, until),
        )
        or 0
    )


async def one(transaction: Transaction, note_id: int) -> FloorNote | None:
    """A note, over or not."""
    return await transaction.maybe(FloorNote, _NOTES + "where floor_note.id = %s", (note_id,))


async def withdraw(transaction: Transaction, note_id: int, now: datetime) -> bool:
    """Ends a note before its time; gives whether it was still on."""
    return (
        await transaction.execute(
            """update floor_note set until = greatest(%(now)s, posted_at + interval '1 microsecond')
               where id = %(id)s and until > %(now)s""",
            {"now": now, "id": note_id},
        )
        > 0
    )


async def current_for(transaction: Transaction, staff_id: int, now: datetime) -> list[FloorNote]:
    """The notes that somebody hasn't dismissed, oldest first."""
    return await transaction.all(
        FloorNote,
        _NOTES
        + """where until > %s
               and not exists (select from floor_note_seen where note_id = floor_note.id and staff_id = %s)
             order by floor_note.id""",
        (now, staff_id),
    )


async def latest(transaction: Transaction, since: datetime) -> list[FloorNote]:
    """The notes posted or still on since then, newest first."""
    return await transaction.all(
        FloorNote,
        _NOTES + "where posted_at >= %(since)s or until > %(since)s order by floor_note.id desc limit 50",
        {"since": since},
    )


async def readers(transaction: Transaction, note_ids: Sequence[int]) -> list[NoteReader]:
    """Who has seen these notes; and, by a moment of None, those at work who have not."""
    return await transaction.all(
        NoteReader,
        """select note_id,
                  jsonb_build_object('id', staff.id, 'display_name', display_name, 'seen_at', seen_at) as reader
           from (select note_id, staff_id, seen_at from floor_note_seen where note_id = any(%(ids)s)
                 union all
                 select note_id, staff_id, null from unnest(%(ids)s::bigint[]) as note (note_id)
                      cross join counsellor_duty
                 where state <> 'offline' and not exists (select from floor_note_seen seen
                     where seen.note_id = note.note_id and seen.staff_id = counsellor_duty.staff_id)) seen
                join staff on staff.id = staff_id
           order by note_id, seen_at nulls last, display_name""",
        {"ids": list(note_ids)},
    )


async def dismiss(transaction: Transaction, note_id: int, staff_id: int, now: datetime) -> bool:
    """Notes that somebody has seen it; gives whether that is new."""
    return (
        await transaction.execute(
            "insert into floor_note_seen (note_id, staff_id, seen_at) values (%s, %s, %s) on conflict do nothing",
            (note_id, staff_id, now),
        )
        > 0
    )
