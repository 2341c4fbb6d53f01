"""How what people wrote is masked for staff; `desk.unmask` gives it as written."""

from collections.abc import Iterable, Sequence

from sori.centre import service as centre_service
from sori.conversations.conversation import Message
from sori.conversations.masking import Masking
from sori.language.masking import Kind, found
from sori.platform.database import Transaction


async def masking(transaction: Transaction, texts: Iterable[str | None]) -> Masking:
    """How these texts are masked. Only where a telephone number is in one, the database is asked which are public."""
    if any(one.kind is Kind.PHONE for text in texts if text for one in found(text)):
        return Masking(await centre_service.published_numbers(transaction))
    return Masking()


async def shown(transaction: Transaction, messages: Sequence[Message]) -> list[Message]:
    """Messages as staff are shown them."""
    texts = [text for message in messages for text in (message.body, *(file.name for file in message.attachments))]
    mask = await masking(transaction, texts)
    return [mask.message(message) for message in messages]
