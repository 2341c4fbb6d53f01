"""Counts what a run asked of the centre and what went wrong."""

from array import array
from collections import Counter


class Tally:
    """Requests, bytes, times and errors by kind."""

    def __init__(self) -> None:
        self.requests = 0
        self.sent_bytes = 0
        self.received_bytes = 0
        self.retries: Counter[str] = Counter()
        """Why a request was made again: passing troubles that cost time and lost nothing."""
        self.refusals: Counter[str] = Counter()
        """What the centre refused, such as an offer that was over by the time it was accepted."""
        self.faults: Counter[str] = Counter()
        """What should never be seen: faults of the centre or of the driver, things lost or doubled."""
        self.times_s = array("f")

    def asked(self, sent: int, received: int, seconds: float) -> None:
        """Notes an answered request."""
        self.requests += 1
        self.sent_bytes += sent
        self.received_bytes += received
        if len(self.times_s) < _MOST_TIMES:
            self.times_s.append(seconds)


_MOST_TIMES = 5_000_000
