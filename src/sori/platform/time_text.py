"""A day and time as citizens are told of it, in the languages of the house."""

from datetime import datetime

from sori.platform.translation import Text

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
