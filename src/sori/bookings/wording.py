"""A booking, and its time, as citizens are told of them."""

from datetime import datetime

from sori.bookings.model import Booking, BookingState
from sori.platform.translation import Text


def own_text(booking: Booking, now: datetime) -> Text:
    """A booking in a line: what, where, when, for how many, and whether it still waits."""
    at = time_text(booking.starts_at, now)
    ko = f"{booking.service}, {booking.place}, {at.ko}, {booking.people}명"
    en = f"{booking.service}, {booking.place}, {at.en}, {booking.people} people"
    if booking.state is BookingState.WAITING:
        return Text(f"{ko} (대기)", f"{en} (waiting)")
    return Text(ko, en)


_WEEKDAYS_KO = "월화수목금토일"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def time_text(moment: datetime, now: datetime) -> Text:
    """A day and time in the zone of `now`."""
    at = moment.astimezone(now.tzinfo)
    clock = f"{at:%H:%M}"
    return Text(
        f"{at.month}월 {at.day}일({_WEEKDAYS_KO[at.weekday()]}) {clock}",
        f"{_WEEKDAYS_EN[at.weekday()]} {at.day}/{at.month} {clock}",
    )
