"""What children say: read from their pipes as it comes, and kept in files that never fill the disk."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

LOG_SIZE = 10 * 1024**2
LOG_FILES = 3


class Lines:
    """Reads lines from a pipe as they come, and never blocks the loop."""

    LONGEST = 64 * 1024

    def __init__(self, pipe: IO[bytes], take: Callable[[str], None]):
        self._pipe = pipe
        self._take = take
        self._rest = b""
        os.set_blocking(pipe.fileno(), False)
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(pipe.fileno(), self._read)

    def _read(self) -> bool:
        """Take what is there; return whether there may be more."""
        try:
            data = os.read(self._pipe.fileno(), 65536)
        except BlockingIOError:
            return False
        if not data:
            self._loop.remove_reader(self._pipe.fileno())
            return False
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._take(line.decode(errors="replace"))
        if len(self._rest) > self.LONGEST:
            self._take(self._rest.decode(errors="replace"))
            self._rest = b""
        return True

    def close(self) -> None:
        """Take what is left, then close; a grandchild that still holds the pipe is not waited for."""
        for _ in range(1000):
            if not self._read():
                break
        if self._rest:
            self._take(self._rest.decode(errors="replace"))
        self._loop.remove_reader(self._pipe.fileno())
        self._pipe.close()


class Log:
    """A log file that is renamed to .1, .2 … when it has grown, so that logs never fill the disk."""

    def __init__(self, path: Path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = path
        self._file = path.open("ab")

    def write(self, line: str) -> None:
        """Add a line; a full disk loses lines rather than stopping the city."""
        with suppress(OSError):
            self._file.write(line.encode(errors="replace") + b"\n")
            self._file.flush()
            if self._file.tell() > LOG_SIZE:
                self._rotate()

    def last_lines(self, count: int = 10) -> str:
        """Return the end of the log, for a message."""
        with self.path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 8192))
            return "\n".join(file.read().decode(errors="replace").splitlines()[-count:])

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _rotate(self) -> None:
        self._file.close()
        for number in range(LOG_FILES - 1, 0, -1):
            older = self.path.with_name(f"{self.path.name}.{number}")
            if older.exists():
                older.replace(self.path.with_name(f"{self.path.name}.{number + 1}"))
        self.path.replace(self.path.with_name(f"{self.path.name}.1"))
        self._file = self.path.open("ab")
