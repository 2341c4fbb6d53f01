"""When the offices work: their hours, and the days on which none does."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sori.calendar.public_holidays import public_holidays
from sori.cases.deadline import WorkingTime
from sori.cases.life import store
from sori.centre import service as centre_service
from sori.platform.database import Transaction

_LAW = "KR"
"""Whose holidays count where the centre names no country: the periods are those of Korean law."""


@dataclass(frozen=True, slots=True)
class _Closed(Container[date]):
    """The public holidays of a country, and those declared for once. That the centre works on one changes nothing."""

    country: str
    temporary: frozenset[date]

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and (day in self.temporary or day in public_holidays(self.country, day.year))


async def working_time(transaction: Transaction) -> WorkingTime:
    """When the offices work."""
    centre = await centre_service.centre(transaction)
    temporary = frozenset(one.day for one in await store.temporary_holidays(transaction))
    office = await store.office(transaction)
    closed = _Closed(centre.holiday_country or _LAW, temporary)
    return WorkingTime(closed, ZoneInfo(centre.time_zone), tuple(office.spans))
