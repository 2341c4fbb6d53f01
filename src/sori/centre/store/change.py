"""SQL of the changes made to the setup."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from psycopg.types.json import Jsonb

from sori.centre.change import Change, ChangeState, Edit, Fault
from sori.platform.database import Transaction

_CHANGE = """
    select setup_change.id, made_at, display_name as made_by, note, effective_at, state, settled_at, edits, faults,
           undoes_id, (select id from setup_change as undoing
                       where undoing.undoes_id = setup_change.id and undoing.state in ('scheduled', 'applied')
                       order by id desc limit 1) as undone_by_id
    from setup_change left join staff on staff.id = made_by """


async def add(
    transaction: Transaction,
    made_by: int | None,
    note: str,
    effective_at: datetime,
    state: ChangeState,
    edits: Sequence[Edit],
    undoes_id: int | None,
    now: datetime,
) -> int:
    """Keeps a change; gives its id."""
    change_id = await transaction.value(
        int,
        """insert into setup_change (made_at, made_by, note, effective_at, state, settled_at, edits, undoes_id)
           values (%s, %s, %s, %s, %s, %s, %s, %s) returning id""",
        (
            now,
            made_by,
            note,
            effective_at,
            state,
            None if state is ChangeState.SCHEDULED else now,
            Jsonb(msgspec.to_builtins(edits)),
            undoes_id,
        ),
    )
    if change_id is None:
        raise LookupError("a new change got no id")
    return change_id


async def settle(
    transaction: Transaction, change_id: int, state: ChangeState, faults: Sequence[Fault], now: datetime
) -> None:
    """Notes what became of a scheduled change."""
    await transaction.execute(
        "update setup_change set state = %s, faults = %s, settled_at = %s where id = %s",
        (state, Jsonb(msgspec.to_builtins(faults)), now, change_id),
    )


async def change(transaction: Transaction, change_id: int) -> Change | None:
    """One change."""
    return await transaction.maybe(Change, _CHANGE + "where setup_change.id = %s", (change_id,))


async def changes(transaction: Transaction, before: int | None, most: int) -> list[Change]:
    """Changes, the newest first, before the one with this id."""
    return await transaction.all(
        Change,
        _CHANGE + "where %(before)s::bigint is null or setup_change.id < %(before)s order by id desc limit %(most)s",
        {"before": before, "most": most},
    )


async def scheduled(transaction: Transaction, until: datetime) -> list[Change]:
    """The changes that wait for a moment up to this one, in the order in which they will be made."""
    return await transaction.all(
        Change, _CHANGE + "where state = 'scheduled' and effective_at <= %s order by effective_at, id", (until,)
    )
