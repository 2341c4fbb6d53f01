"""A booking, and its time, as citizens are told of them."""

from datetime import datetime

from sori.bookings.model import Booking, BookingState
from sori.platform.time_text import time_text
from sori.platform.translation import Text


def own_text(booking: Booking, now: datetime) -> Text:
    """A booking in a line: what, where, when, for how many, and whether it still waits."""
    at = time_text(booking.starts_at, now)
    ko = f"{booking.service}, {booking.place}, {at.ko}, {booking.people}명"
    en = f"{booking.service}, {booking.place}, {at.en}, {booking.people} people"
    if booking.state is BookingState.WAITING:
        return Text(f"{ko} (대기)", f"{en} (waiting)")
    return Text(ko, en)
