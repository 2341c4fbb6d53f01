"""SQL of texts as they were written, for who asks for one."""

from typing import LiteralString

from sori.conversations.masking import Part
from sori.platform.database import Transaction

_TEXTS: dict[Part, LiteralString] = {
    Part.MESSAGE: "select body from message where contact_id = %(contact)s and id = %(id)s",
    Part.TRANSFER_NOTE: "select note from transfer where contact_id = %(contact)s and id = %(id)s",
    Part.WHISPER: "select body from whisper where contact_id = %(contact)s and id = %(id)s",
    Part.NOTE: "select note from contact where id = %(contact)s and %(id)s::bigint is null",
    Part.COMMENT: "select rating_comment from contact where id = %(contact)s and %(id)s::bigint is null",
}


async def text(transaction: Transaction, contact_id: int, part: Part, part_id: int | None) -> str | None:
    """A text of a contact as it was written; None where there is none. Notes and comments have no id of their own."""
    return await transaction.value(str, _TEXTS[part], {"contact": contact_id, "id": part_id})
