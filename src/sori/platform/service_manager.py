"""What systemd, or a service manager like it, is told of a service: that it is ready, and that it stops.

One datagram a word to the socket that `NOTIFY_SOCKET` names (sd_notify(3)); without it nothing is told.
"""

import os
import socket
from contextlib import suppress

SOCKET = "NOTIFY_SOCKET"
READY, STOPPING = "READY=1", "STOPPING=1"


class ServiceManager:
    """Whoever started this service. Those whom it starts in turn are not to speak for it."""

    def __init__(self) -> None:
        self._address = os.environ.pop(SOCKET, "")

    def tell(self, word: str) -> None:
        """Tells it a word; a manager that has gone is told nothing."""
        if not self._address:
            return
        abstract = self._address.startswith("@")
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as speaking:
            speaking.sendto(word.encode(), "\0" + self._address[1:] if abstract else self._address)
