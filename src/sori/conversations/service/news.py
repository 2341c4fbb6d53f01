"""The hint at a change that was made by one statement, with the message that it left in the conversation.

Those who may see the conversation are sent the message with their stream and need not ask for it. The event that is
stored holds ids only.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from sori.conversations.conversation import Message
from sori.conversations.model import Notice, Sender
from sori.conversations.service import masking
from sori.conversations.store.moves import Made
from sori.platform.database import Transaction
from sori.platform.hints import Hint


async def told(
    transaction: Transaction, made: Made, sender: Sender, name: str | None, key: UUID, body: str, now: datetime
) -> tuple[Message, Message]:
    """Tells of a message that was just written; gives it as written and as staff are shown it."""
    message = Message(made.message_id or 0, sender, name, body, None, key, now, [])
    (shown,) = await masking.shown(transaction, [message])
    _tell(transaction, "message.sent", made, {"message": message.id, "by": sender}, message, shown)
    return message, shown


def noted(
    transaction: Transaction, kind: str, made: Made, notice: Notice | None, name: str | None, now: datetime
) -> None:
    """Tells of a move, with the notice of it that stands in the conversation."""
    message = (
        Message(made.message_id, Sender.SYSTEM, name, "", notice, None, now, [])
        if notice is not None and made.message_id is not None
        else None
    )
    _tell(transaction, kind, made, {}, message, message)


def _tell(
    transaction: Transaction,
    kind: str,
    made: Made,
    detail: Mapping[str, int | str],
    message: Message | None,
    shown: Message | None,
) -> None:
    about = {"contact": made.contact_id, "citizen": made.citizen_id, "queue": made.queue_id}
    if made.counsellor_id is not None:
        about["counsellor"] = made.counsellor_id
    news = "" if message is None else msgspec.json.encode(message).decode()
    masked = "" if shown is message else msgspec.json.encode(shown).decode()
    transaction.hints.append(Hint(kind, about, detail, made.event, news, masked))
