"""The file beside an imported one that its bad rows are set aside in, to be put right and brought in again."""

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from sori.reports.imported.headings import ADDED
from sori.reports.imported.source import Fault


class RejectedFile:
    """Writes rows that are wrong with line, field and reason; there is no file where there are none.

    Closed without `keep`, it leaves whatever was there before.
    """

    def __init__(self, beside: Path, headings: Sequence[str], reason: Callable[[str], str]) -> None:
        self.path = beside.with_name(f"{beside.name}.rejected.csv")
        self.reasons: Counter[tuple[str, str]] = Counter()
        self._headings = headings
        self._reason = reason
        self._part = self.path.with_name(f"{self.path.name}.part")
        self._file: IO[str] | None = None
        self._writer: Any = None

    @property
    def count(self) -> int:
        """How many rows were set aside."""
        return self.reasons.total()

    def add(self, faults: Sequence[Fault]) -> None:
        """Sets rows aside."""
        if not faults:
            return
        if self._file is None:
            self._file = self._part.open("w", encoding="utf-8-sig", newline="")
            self._writer = csv.writer(self._file)
            self._writer.writerow([*ADDED, *self._headings])
        for fault in faults:
            reason = self._reason(fault.code)
            self.reasons[fault.field, reason] += 1
            self._writer.writerow([fault.line, fault.field, reason, *fault.values])

    def keep(self) -> None:
        """The file stands from now on."""
        if self._file is not None:
            self._file.close()
            self._part.replace(self.path)

    def close(self) -> None:
        """Leaves nothing half written."""
        if self._file is not None:
            self._file.close()
            with suppress(FileNotFoundError):
                self._part.unlink()
