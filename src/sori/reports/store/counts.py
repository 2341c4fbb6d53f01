"""SQL of imported counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import LiteralString

from sori.conversations.model import Channel
from sori.platform.database import Transaction
from sori.reports.counting import Told


@dataclass(frozen=True, slots=True)
class Count:
    """One figure of a period that a file told; `file` and `line` say where."""

    id: int
    import_id: int
    file: str
    line: int
    series: str
    first_day: date
    last_day: date
    channel: Channel | None
    queue_id: int | None
    topic_id: int | None
    part: str | None
    field: str | None
    inbound: int | None
    answered: int
    printed_pct: float | None
    file_values: dict[str, str]

    @property
    def days(self) -> int:
        """How many days it is of."""
        return (self.last_day - self.first_day).days + 1


_COUNTS: LiteralString = """
    select imported_count.id, import_id, file, line, series, imported_count.first_day, imported_count.last_day, channel,
           queue_id, topic_id, part, field, inbound, answered, printed_pct::float8, file_values
    from imported_count join import on import.id = import_id """


async def of_periods(transaction: Transaction) -> list[Count]:
    """What files say of whole periods longer than a day: without queue and topic, the oldest period first."""
    return await transaction.all(
        Count,
        _COUNTS
        + """where queue_id is null and topic_id is null and imported_count.last_day > imported_count.first_day
             order by imported_count.first_day, imported_count.last_day, import_id, imported_count.id""",
    )


async def told(transaction: Transaction, first_day: date, last_day: date) -> list[Told]:
    """The counts of contacts of one channel whose period touches these days, in the order in which they came."""
    return await transaction.all(
        Told,
        """select array[id] as ids, first_day, last_day, channel, coalesce(queue_id, 0) as queue_id,
                  coalesce(topic_id, 0) as topic_id, inbound, answered
           from imported_count
           where series = 'contacts' and channel is not null and part is null and field is null
             and last_day >= %s and first_day <= %s order by id""",
        (first_day, last_day),
    )


async def by_ids(transaction: Transaction, ids: Sequence[int]) -> list[Count]:
    """These counts with all that their lines say."""
    return await transaction.all(
        Count, _COUNTS + "where imported_count.id = any(%s) order by imported_count.id", (list(ids),)
    )
