"""Text messages of a booking, to who gave a number for them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sori.bookings.model import Booking, Notices
from sori.bookings.wording import own_text
from sori.centre.model import Centre
from sori.conversations.outbox import service as outbox
from sori.conversations.outbox.model import Outgoing, OutgoingChannel
from sori.platform.database import Transaction


async def tell(
    transaction: Transaction, centre: Centre, booking: Booking, notices: Notices, what: str, now: datetime
) -> None:
    """Puts a text message into the outbox (`outgoing.booking_WHAT`), once a booking and matter."""
    language = notices.language
    told = own_text(booking, now.astimezone(ZoneInfo(centre.time_zone)))
    await outbox.put(
        transaction,
        Outgoing(
            key=f"booking:{booking.id}:{what}",
            channel=OutgoingChannel.SMS,
            to=notices.to,
            language=language,
            template=f"booking_{what}",
            values={
                "city": getattr(centre.city, language),
                "booking": getattr(told, language),
                "number": str(booking.id),
                "because": booking.called_off_because or "",
            },
            about={"booking": booking.id},
            sent_until=booking.starts_at,
        ),
        now,
    )
