"""An outgoing message as an email (RFC 5322)."""

import hashlib
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from sori.conversations.outbox.model import Claimed


def letter(claimed: Claimed, sender: str) -> EmailMessage:
    """The email of a message, the same at each try.

    Its Message-ID comes from its key, so that a server that has it already can tell, and its date is when it was put
    into the outbox. It is plain text: what a city writes has nothing to lay out, and every reader can show it.
    """
    name, address = parseaddr(sender)
    user, _, domain = address.rpartition("@")
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(name, user, domain)
    message["To"] = claimed.recipient
    message["Subject"] = " ".join((claimed.subject or "").split())
    message["Date"] = format_datetime(claimed.made_at)
    message["Message-ID"] = f"<{_name(claimed.key, claimed.made_at)}@{domain}>"
    message["Content-Language"] = claimed.language.value
    # Nobody's out-of-office answers it (RFC 3834, 5).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(claimed.body)
    return message


def _name(key: str, made_at: datetime) -> str:
    return "sori." + hashlib.sha256(f"{key} {made_at.timestamp()}".encode()).hexdigest()[:32]
