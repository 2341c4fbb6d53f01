"""Checking the rows of a batch together, a column at a time: each row's first fault is what is told of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sori.reports.days import EARLIEST
from sori.reports.imported.columns import Moments, looked_up, moments
from sori.reports.imported.headings import Layout
from sori.reports.imported.source import Batch, Fault

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Checking:
    """The rows of a batch, their columns by field, and what was found wrong with them so far."""

    def __init__(self, batch: Batch, layout: Layout, zone: str) -> None:
        self.rows = len(batch.lines)
        self.lines: Ints = np.asarray(batch.lines, np.int64)
        self._batch = batch
        self._layout = layout
        self._zone = zone
        self._kinds: list[tuple[str, str]] = []
        self._of = np.zeros(self.rows, np.int16)

    @property
    def right(self) -> Bools:
        """The rows in which nothing is wrong."""
        right: Bools = self._of == 0
        return right

    @property
    def faults(self) -> list[Fault]:
        """The first thing that is wrong with each of the others."""
        return [
            Fault(int(self.lines[row]), field, code, self._batch.values(int(row)))
            for row in np.flatnonzero(~self.right)
            for field, code in [self._kinds[self._of[row] - 1]]
        ]

    def mark(self, wrong: Bools, field: str, code: str) -> None:
        """Something is wrong with a field of these rows; `code` is the text that tells it."""
        self._kinds.append((field, code))
        self._of[wrong & (self._of == 0)] = len(self._kinds)

    def column(self, field: str) -> pa.Array | None:
        """The values of a field as the file has them; None where it has none."""
        if field in self._layout.fixed:
            return pa.array([self._layout.fixed[field]], pa.string()).take(pa.array(np.zeros(self.rows, np.int64)))
        return self._batch.columns[self._layout.columns[field]] if field in self._layout.columns else None

    def renamed(self, field: str) -> Mapping[str, str]:
        """What the file calls a value of this field → what we call it."""
        return self._layout.values.get(field, {})

    def named(self, field: str, names: Mapping[str, int], missing: str = "") -> Ints:
        """The number of each row's name: 0 where there is none, which is wrong where `missing` tells so."""
        found = looked_up(self.column(field), self.rows, names, self.renamed(field), field)
        self.mark(found < 0, field, f"import.unknown_{field}")
        if missing:
            self.mark(found == 0, field, missing)
        return np.maximum(found, 0)

    def moment(self, field: str) -> Moments:
        """The moment that each row tells."""
        found = moments(self.column(field), self.rows, self._zone, field)
        self.mark(found.wrong, field, "import.moment_wrong")
        return found

    def opened(self, now: datetime) -> Moments:
        """When each was opened, which every row must tell."""
        found = moments(self.column("opened"), self.rows, self._zone, "opened")
        self.mark(~found.told & ~found.wrong, "opened", "import.opened_missing")
        self.mark(found.wrong, "opened", "import.moment_wrong")
        self.within(found, "opened", now + timedelta(days=1), "import.opened_impossible")
        return found

    def within(self, found: Moments, field: str, latest: datetime, code: str) -> None:
        """Moments before all history, or after the latest possible, are wrong."""
        self.mark(found.told & ((found.us < _us(EARLIEST)) | (found.us > _us(latest))), field, code)


def _us(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)
