"""What the two sides of a contact tell each other: messages, files, typing, read marks, presence."""

from datetime import datetime

from sori.conversations.conversation import Attachment, Message, NewMessage
from sori.conversations.model import (
    LIVE_STATES,
    LONGEST_MESSAGE,
    MOST_ATTACHMENTS,
    MOST_UNSENT,
    Contact,
    ContactState,
    Sender,
)
from sori.conversations.service import news
from sori.conversations.store import contacts as contact_store
from sori.conversations.store import messages as store
from sori.conversations.store import moves
from sori.conversations.store.messages import AttachmentContent
from sori.people.model import Actor
from sori.platform import events
from sori.platform.attachment import checked
from sori.platform.database import Transaction
from sori.platform.hints import Hint
from sori.platform.problem import Problem
from sori.platform.token import token_hash


async def write_from_device(transaction: Transaction, device: str, new: NewMessage, now: datetime) -> Message | None:
    """Keeps a citizen's message without files by one statement; None where `send` must look closer."""
    body = _checked(new)
    if new.attachment_ids or not body:
        return None
    made = await moves.write_from_device(transaction, token_hash(device), LIVE_STATES, body, new.client_key, now)
    if made is None:
        return None
    written, _ = await news.told(transaction, made, Sender.CITIZEN, None, new.client_key, body, now)
    return written


async def write_from_desk(
    transaction: Transaction, actor: Actor, contact_id: int, new: NewMessage, now: datetime
) -> Message | None:
    """Keeps a counsellor's message without files by one statement; None where `send` must look closer.

    Gives it as staff are shown it.
    """
    body = _checked(new)
    if new.attachment_ids or not body:
        return None
    made = await moves.write_from_desk(
        transaction, contact_id, actor.id, [ContactState.TALKING], body, new.client_key, now
    )
    if made is None:
        return None
    _, shown = await news.told(transaction, made, Sender.COUNSELLOR, actor.display_name, new.client_key, body, now)
    return shown


async def send(
    transaction: Transaction, contact: Contact, sender: Sender, staff_id: int | None, new: NewMessage, now: datetime
) -> Message:
    """Keeps a message once, however often it is sent; gives it as kept.

    The citizen may write while waiting, the counsellor while talking. Raises Problem 409 when the contact is over,
    422 for an empty or too long message or a file that isn't there to be sent.
    """
    await contact_store.lock(transaction, contact.id)
    known = await store.by_client_key(transaction, new.client_key)
    if known is None:
        message_id = await _add(transaction, contact, sender, staff_id, new, now)
        return (await store.messages(transaction, contact.id, message_id - 1))[0]
    # A citizen may send again what was kept in a contact that has ended since.
    if (known.citizen_id, known.sender) != (contact.citizen_id, sender):
        raise Problem(409, "request_key_taken", field="client_key")
    return (await store.messages(transaction, known.contact_id, known.id - 1))[0]


async def upload(
    transaction: Transaction, contact: Contact, sender: Sender, name: str, content: bytes, now: datetime
) -> Attachment:
    """Checks and keeps a file, to be sent with a message later. Problem 409, 413, 415 or 422 where it isn't taken."""
    _refuse_when_over(contact)
    if await store.unsent_attachments(transaction, contact.id, sender) >= MOST_UNSENT:
        raise Problem(422, "too_many_files", field="file", most=MOST_ATTACHMENTS)
    return await store.add_attachment(transaction, contact.id, sender, checked(name, content), now)


async def file(transaction: Transaction, contact: Contact, attachment_id: int) -> AttachmentContent:
    """A file of this contact; Problem 404 where it has none with this id."""
    found = await store.attachment(transaction, contact.id, attachment_id)
    if found is None:
        raise Problem(404, "no_file")
    return found


async def read(transaction: Transaction, contact: Contact, reader: Sender, message_id: int, now: datetime) -> None:
    """Moves a side's read mark forward to a message of this contact, and tells the other side."""
    mark = store.read_by_citizen if reader is Sender.CITIZEN else store.read_by_counsellor
    if await mark(transaction, contact.id, message_id):
        await events.append(transaction, now, "contact.read", _about(contact), {"by": reader, "message": message_id})


def typing(contact: Contact, writer: Sender) -> Hint:
    """The passing hint that one side is writing."""
    return Hint("typing", _about(contact), {"by": writer})


async def _add(
    transaction: Transaction, contact: Contact, sender: Sender, staff_id: int | None, new: NewMessage, now: datetime
) -> int:
    body = _checked(new)
    files = set(new.attachment_ids)
    if not body and not files:
        raise Problem(422, "message_empty", field="body")
    if len(files) > MOST_ATTACHMENTS:
        raise Problem(422, "too_many_files", field="attachment_ids", most=MOST_ATTACHMENTS)
    current = await contact_store.contact(transaction, contact.id) or contact
    _refuse_when_over(current)
    if sender is Sender.COUNSELLOR and current.state is not ContactState.TALKING:
        raise Problem(409, f"contact_{current.state}")
    message_id = await store.add(transaction, contact.id, sender, staff_id, body, new.client_key, now)
    if files and await store.attach(transaction, contact.id, message_id, sender, sorted(files)) != len(files):
        raise Problem(422, "no_file", field="attachment_ids")
    await events.append(transaction, now, "message.sent", _about(current), {"message": message_id, "by": sender})
    return message_id


def _checked(new: NewMessage) -> str:
    body = new.body.replace("\0", "").strip()
    if len(body) > LONGEST_MESSAGE:
        raise Problem(422, "text_too_long", field="body", longest=LONGEST_MESSAGE)
    return body


def _refuse_when_over(contact: Contact) -> None:
    if contact.state not in LIVE_STATES:
        raise Problem(409, f"contact_{contact.state}")


def _about(contact: Contact) -> dict[str, int]:
    about = {"contact": contact.id, "citizen": contact.citizen_id}
    if contact.counsellor_id is not None:
        about["counsellor"] = contact.counsellor_id
    return about
