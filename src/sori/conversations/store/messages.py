"""SQL of messages, attachments, read marks and presence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sori.conversations.conversation import Attachment, Message, Spoken
from sori.conversations.model import Contact, Notice, Sender
from sori.conversations.store.contacts import FACTS
from sori.platform.attachment import CheckedFile
from sori.platform.database import Transaction


@dataclass(frozen=True, slots=True)
class AttachmentContent:
    """A file as it was sent."""

    name: str
    media_type: str
    content: bytes


MESSAGES = """
    select message.id, sender, author.display_name as sender_name, body, event, client_key, sent_at,
           coalesce((select jsonb_agg(jsonb_build_object('id', attachment.id, 'name', name,
               'media_type', media_type, 'size', size, 'width', width, 'height', height) order by attachment.id)
               from attachment where message_id = message.id), '[]') as attachments
    from message left join staff author on author.id = staff_id """


@dataclass(frozen=True, slots=True)
class Talk:
    """A contact with messages of it, oldest first."""

    contact: Contact
    messages: list[Message]


async def talk(transaction: Transaction, contact_id: int, after: int) -> Talk | None:
    """A contact with its messages after the one with id `after`; for whoever must know whose it is to show them."""
    return await transaction.maybe(
        Talk,
        "select to_jsonb(facts) as contact, coalesce((select jsonb_agg(line) from ("
        + MESSAGES
        + "where contact_id = facts.id and message.id > %(after)s order by message.id) line), '[]') as messages from ("
        + FACTS
        + "where id = %(contact)s) facts",
        {"contact": contact_id, "after": after},
    )


async def messages(transaction: Transaction, contact_id: int, after: int) -> list[Message]:
    """The messages of a contact after the one with id `after`, oldest first."""
    return await transaction.all(
        Message, MESSAGES + "where contact_id = %s and message.id > %s order by message.id", (contact_id, after)
    )


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message that was kept before, and whose contact it is."""

    id: int
    contact_id: int
    citizen_id: int
    sender: Sender


async def by_client_key(transaction: Transaction, client_key: UUID) -> KeptMessage | None:
    """The message that was already kept under this key, in whatever contact."""
    return await transaction.maybe(
        KeptMessage,
        """select message.id, contact_id, citizen_id, sender from message join contact on contact.id = contact_id
           where client_key = %s""",
        (client_key,),
    )


async def add(
    transaction: Transaction,
    contact_id: int,
    sender: Sender,
    staff_id: int | None,
    body: str,
    client_key: UUID,
    now: datetime,
) -> int:
    """Keeps a message; gives its id."""
    message_id = await transaction.value(
        int,
        """insert into message (contact_id, sender, staff_id, body, client_key, sent_at)
           values (%s, %s, %s, %s, %s, %s) returning id""",
        (contact_id, sender, staff_id, body, client_key, now),
    )
    if message_id is None:
        raise LookupError("a new message got no id")
    return message_id


async def add_notice(
    transaction: Transaction, contact_id: int, notice: Notice, staff_id: int | None, now: datetime
) -> None:
    """Notes in the conversation what happened."""
    await transaction.execute(
        """insert into message (contact_id, sender, staff_id, body, event, sent_at)
           values (%s, 'system', %s, '', %s, %s)""",
        (contact_id, staff_id, notice, now),
    )


async def bring(transaction: Transaction, contact_id: int, spoken: Sequence[Spoken]) -> None:
    """Keeps what was said before as messages of this contact."""
    for one in spoken:
        message_id = await transaction.value(
            int,
            "insert into message (contact_id, sender, body, sent_at) values (%s, %s, %s, %s) returning id",
            (contact_id, one.sender, one.body, one.at),
        )
        for file in one.files:
            kept = await add_attachment(transaction, contact_id, one.sender, file, one.at)
            await transaction.execute("update attachment set message_id = %s where id = %s", (message_id, kept.id))


async def move_to_end(transaction: Transaction, message_id: int) -> int:
    """Puts a message behind all others by a new id, which it gives; nobody may have been told the old one."""
    moved = await transaction.value(int, "update message set id = default where id = %s returning id", (message_id,))
    if moved is None:
        raise LookupError(f"there is no message {message_id}")
    return moved


async def guess_topic(transaction: Transaction, contact_id: int, topic_id: int) -> None:
    """Keeps what a contact is probably about."""
    await transaction.execute("update contact set guessed_topic_id = %s where id = %s", (topic_id, contact_id))


async def attach(
    transaction: Transaction, contact_id: int, message_id: int, sender: Sender, attachment_ids: Sequence[int]
) -> int:
    """Ties uploaded files to their message; gives how many of them could be tied."""
    return await transaction.execute(
        """update attachment set message_id = %s
           where id = any(%s) and contact_id = %s and sender = %s and message_id is null""",
        (message_id, list(attachment_ids), contact_id, sender),
    )


async def add_attachment(
    transaction: Transaction, contact_id: int, sender: Sender, file: CheckedFile, now: datetime
) -> Attachment:
    """Keeps an uploaded file, not yet sent with a message."""
    return await transaction.one(
        Attachment,
        """insert into attachment (contact_id, sender, name, media_type, size, width, height, content, uploaded_at)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s) returning id, name, media_type, size, width, height""",
        (
            contact_id,
            sender,
            file.name,
            file.media_type,
            len(file.content),
            file.width,
            file.height,
            file.content,
            now,
        ),
    )


async def unsent_attachments(transaction: Transaction, contact_id: int, sender: Sender) -> int:
    """How many files a side has uploaded and not sent yet."""
    return (
        await transaction.value(
            int,
            "select count(*) from attachment where contact_id = %s and sender = %s and message_id is null",
            (contact_id, sender),
        )
        or 0
    )


async def attachment(transaction: Transaction, contact_id: int, attachment_id: int) -> AttachmentContent | None:
    """A file of a contact."""
    return await transaction.maybe(
        AttachmentContent,
        "select name, media_type, content from attachment where id = %s and contact_id = %s",
        (attachment_id, contact_id),
    )


async def read_by_citizen(transaction: Transaction, contact_id: int, message_id: int) -> bool:
    """Moves the citizen's read mark forward; gives whether it moved."""
    return (
        await transaction.execute(
            """update contact set citizen_read = %s where id = %s and citizen_read < %s
           and exists (select from message where message.id = %s and contact_id = contact.id)""",
            (message_id, contact_id, message_id, message_id),
        )
        > 0
    )


async def read_by_counsellor(transaction: Transaction, contact_id: int, message_id: int) -> bool:
    """Moves the counsellor's read mark forward; gives whether it moved."""
    return (
        await transaction.execute(
            """update contact set counsellor_read = %s where id = %s and counsellor_read < %s
           and exists (select from message where message.id = %s and contact_id = contact.id)""",
            (message_id, contact_id, message_id, message_id),
        )
        > 0
    )
