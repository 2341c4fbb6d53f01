"""What staff are shown of what people wrote: masked where it identifies somebody, and marked so."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from sori.conversations.conversation import Message
from sori.conversations.desk import ContactSummary, HistoryItem, Offer, RatingShown, TransferNote, WrapUp
from sori.conversations.team import FloorNote, Whisper
from sori.language.masking import masked

_LAST_WORDS = 200
"""Signs of a contact's last message in a list. It is masked before it is cut, so that no half of a number is left."""


class Part(StrEnum):
    """A text of a contact that somebody may ask for as it was written."""

    MESSAGE = "message"
    TRANSFER_NOTE = "transfer_note"
    WHISPER = "whisper"
    NOTE = "note"
    """The wrap-up note, of which a contact has one."""
    COMMENT = "comment"
    """What the citizen wrote with the rating, likewise."""


@dataclass(frozen=True, slots=True)
class Masking:
    """Masks for staff; `public` are the numbers that the centre itself publishes."""

    public: Container[str] = frozenset()

    def text(self, text: str) -> str:
        """The text as it is shown."""
        return masked(text, self.public)

    def message(self, message: Message) -> Message:
        """A message as it is shown, its files' names too."""
        body = self.text(message.body)
        files = [replace(file, name=self.text(file.name)) for file in message.attachments]
        if body == message.body and files == message.attachments:
            return message
        return replace(message, body=body, attachments=files, masked=True)

    def summary(self, summary: ContactSummary) -> ContactSummary:
        """A contact's line, its last words cut to what a list shows."""
        last = summary.last_message
        if last is None:
            return summary
        body = self.text(last.body)[:_LAST_WORDS]
        return summary if body == last.body else replace(summary, last_message=replace(last, body=body))

    def offer(self, offer: Offer) -> Offer:
        """An offer with the note of who passed it on."""
        note = None if offer.transfer_note is None else self.text(offer.transfer_note)
        return replace(offer, contact=self.summary(offer.contact), transfer_note=note)

    def transfer_note(self, note: TransferNote) -> TransferNote:
        """What a colleague wrote when passing a contact on."""
        text = self.text(note.note)
        return note if text == note.note else replace(note, note=text, masked=True)

    def history(self, item: HistoryItem) -> HistoryItem:
        """An earlier contact with its note."""
        text = None if item.note is None else self.text(item.note)
        return item if text == item.note else replace(item, note=text, masked=True)

    def wrap_up(self, wrap_up: WrapUp | None) -> WrapUp | None:
        """A disposition with its note."""
        if wrap_up is None or (text := self.text(wrap_up.note)) == wrap_up.note:
            return wrap_up
        return replace(wrap_up, note=text, masked=True)

    def rating(self, rating: RatingShown | None) -> RatingShown | None:
        """A rating with its comment."""
        if rating is None or (text := self.text(rating.comment)) == rating.comment:
            return rating
        return replace(rating, comment=text, masked=True)

    def whisper(self, whisper: Whisper) -> Whisper:
        """What a team leader whispered."""
        text = self.text(whisper.body)
        return whisper if text == whisper.body else replace(whisper, body=text, masked=True)

    def floor_note(self, note: FloorNote) -> FloorNote:
        """A note to everyone."""
        return replace(note, body=self.text(note.body))


def texts_of(*summaries: ContactSummary) -> Iterable[str]:
    """The last words of these contacts."""
    return (summary.last_message.body for summary in summaries if summary.last_message)
