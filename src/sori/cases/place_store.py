"""SQL of the boundaries by which cases are placed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
import shapely
from psycopg.types.json import Jsonb

from sori.geo.boundaries import Boundary, Level
from sori.platform.database import Transaction
from sori.platform.translation import Text


@dataclass(frozen=True, slots=True)
class KeptBoundary:
    """A boundary as it is kept; `shape` is well-known binary."""

    level: Level
    code: str
    name: Text
    district: str
    shape: bytes

    def boundary(self) -> Boundary:
        """The boundary that it is of."""
        return Boundary(self.level, self.code, self.name.ko, self.name.en, self.district, shapely.from_wkb(self.shape))


async def lock(transaction: Transaction) -> None:
    """Has whoever changes the boundaries wait for one another."""
    await transaction.execute("lock table boundary in share row exclusive mode")


async def version(transaction: Transaction) -> UUID | None:
    """Which state of the boundaries this is; None where there are none."""
    return await transaction.value(UUID, "select version from boundaries_version")


async def boundaries(transaction: Transaction) -> list[KeptBoundary]:
    """All boundaries, by level and code."""
    return await transaction.all(
        KeptBoundary, "select level, code, name, district, shape from boundary order by level, code"
    )


async def put(transaction: Transaction, one: KeptBoundary, staff_id: int, now: datetime) -> None:
    """Keeps a boundary, in place of what it was."""
    await transaction.execute(
        """insert into boundary (level, code, name, district, shape, changed_at, changed_by)
           values (%s, %s, %s, %s, %s, %s, %s)
           on conflict (level, code) do update set name = excluded.name, district = excluded.district,
               shape = excluded.shape, changed_at = excluded.changed_at, changed_by = excluded.changed_by""",
        (one.level, one.code, Jsonb(msgspec.to_builtins(one.name)), one.district, one.shape, now, staff_id),
    )


async def changed(transaction: Transaction) -> None:
    """Notes that the boundaries are not what they were."""
    await transaction.execute(
        """insert into boundaries_version (version) values (gen_random_uuid())
           on conflict (only_one) do update set version = excluded.version"""
    )
