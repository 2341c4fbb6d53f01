"""What each side is told of a hint by its stream.

A hint may carry the message that came with a change: it goes to whoever may see it without asking, which is the
contact's citizen, the counsellor who has it in hand, and those who may read any conversation. Everybody else who
listens is only told that something changed, and is refused when they ask for what. The citizen is told what was
written, staff what they are shown of it.
"""

import msgspec

from sori.conversations.model import Sender
from sori.people.model import WATCHING_ROLES, Actor
from sori.platform.events import RESYNC
from sori.platform.hints import Hint
from sori.platform.web import told

_WHISPERS = frozenset({"whisper.sent", "whisper.read"})
_BESIDE = _WHISPERS | {"note.seen", "skills.changed"}
"""Kinds of hints about a counsellor that leave the desk itself as it is."""
_PASSING = frozenset({"typing", "presence", "contact.read"})
"""Kinds of hints that are told whole: nothing is left to be asked for."""


_SHIFT = told("hint", {"kind": "shift"})


def told_to_staff(hint: Hint, reader: Actor) -> bytes:
    """What a member of staff is told, beside their desk."""
    contact_id = hint.about.get("contact")
    if hint is RESYNC:
        return told("hint", {"kind": "everything"}) + _SHIFT
    if hint.kind in _PASSING:
        # What a counsellor has read on one screen is read on their others too.
        return _passing(hint) if hint.detail["by"] == Sender.CITIZEN or hint.kind == "contact.read" else b""
    if contact_id is None:
        return _SHIFT if _concerns_shift(hint, reader) else b""
    changed = told("hint", {"kind": "contact", "contact_id": contact_id})
    if hint.kind in _WHISPERS and _has_in_hand(hint, reader):
        return changed + _SHIFT
    if not hint.news or not (_has_in_hand(hint, reader) or reader.has_any(*WATCHING_ROLES)):
        return changed
    said = _said(hint, hint.masked or hint.news)
    # How it stands now is on the desk of whoever has it in hand; who only watches must ask.
    return said if _has_in_hand(hint, reader) or _is_told_whole(hint) else said + changed


def changes_desk(hint: Hint, reader: Actor) -> bool:
    """Whether a hint is about more on this desk than what the reader was told by it."""
    return hint is RESYNC or (_has_in_hand(hint, reader) and not _is_told_whole(hint) and hint.kind not in _BESIDE)


def told_to_citizen(hint: Hint) -> bytes:
    """What a citizen is told, beside their conversation."""
    if hint.kind in _PASSING:
        return b"" if hint.detail["by"] == Sender.CITIZEN else _passing(hint)
    if hint.kind == "message.sent" and hint.news:
        return _said(hint, hint.news)
    return b""


def changes_conversation(hint: Hint) -> bool:
    """Whether a hint is about more in the conversation than what its citizen was told by it."""
    return not _is_told_whole(hint)


def _is_told_whole(hint: Hint) -> bool:
    return hint.kind in _PASSING or (hint.kind == "message.sent" and bool(hint.news))


def _concerns_shift(hint: Hint, reader: Actor) -> bool:
    """Whether a hint is about what a counsellor is told beside the desk: notes, breaks, their own state."""
    return "everyone" in hint.about or hint.about.get("shift") == reader.id or _has_in_hand(hint, reader)


def _said(hint: Hint, message: str) -> bytes:
    return told("message", {"contact_id": hint.about["contact"], "message": msgspec.Raw(message.encode())})


def _passing(hint: Hint) -> bytes:
    about = {"contact_id": hint.about["contact"]}
    match hint.kind:
        case "typing":
            return told("typing", about)
        case "presence":
            return told("presence", {**about, "connected": hint.detail["connected"]})
        case _:
            return told("read", {**about, "by": hint.detail["by"], "message_id": hint.detail["message"]})


def _has_in_hand(hint: Hint, reader: Actor) -> bool:
    return hint.about.get("counsellor") == reader.id
