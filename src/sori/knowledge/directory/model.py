"""A post of the directory, what it may say, and who answers for it at a moment."""

import re
from collections import deque
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sori.calendar import written_hours
from sori.calendar.written_hours import HoursUnreadable, WrittenHours
from sori.language.masking import Kind, found
from sori.platform.problem import Wrong


@dataclass(frozen=True, slots=True)
class PostNumber:
    """A telephone number, and which it is where there are several ("야간")."""

    number: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class PostContent:
    """What the directory says of a post: all that a change keeps.

    `department` and `district` are codes; `hours` are as people write them (`calendar.written_hours`); `substitutes`
    name posts, in the order in which they are asked: of the same office by their title, of another by office and title,
    or somebody who has no entry, by words. `emergency`: it stands on the emergency list. From `away_from` to `away_to`,
    both included, nobody is at the post.
    """

    office: str
    title: str
    department: str
    numbers: list[PostNumber]
    hours: str
    district: str = ""
    duties: list[str] = field(default_factory=list)
    substitutes: list[str] = field(default_factory=list)
    emergency: bool = False
    away_from: date | None = None
    away_to: date | None = None


class PostChangeKind(StrEnum):
    """What happened to a post."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    BROUGHT_BACK = "brought_back"


LONGEST = {"office": 100, "title": 100, "department": 100, "district": 100, "hours": 200}
"""Most characters of each text."""
LONGEST_NOTE = 500
_MOST_ITEMS = 30
_LONGEST_ITEM = 200
_NUMBER = re.compile(r"\+?[0-9]{1,4}(?:[- ][0-9]{1,4}){0,4}|[0-9]{2,12}")
_MOBILE = re.compile(r"(?<![0-9])(?:\+?82[-. ]?|0)1[016789][-. ]?[0-9]{3,4}[-. ]?[0-9]{4}(?![0-9])")
_OF_A_PERSON = frozenset({Kind.REGISTRATION, Kind.CARD, Kind.ACCOUNT, Kind.PASSPORT, Kind.LICENCE})


def cleaned(content: PostContent) -> PostContent:
    """The same without blank ends, empty items and anything said twice."""
    return replace(
        content,
        office=_clean(content.office),
        title=_clean(content.title),
        department=_clean(content.department),
        district=_clean(content.district),
        hours=_clean(content.hours),
        numbers=list(
            dict.fromkeys(
                PostNumber(number, _clean(one.label)) for one in content.numbers if (number := _clean(one.number))
            )
        ),
        duties=_items(content.duties),
        substitutes=_items(content.substitutes),
    )


def faults(content: PostContent) -> list[Wrong]:
    """Everything that is wrong with a cleaned content, each with its field."""
    wrong = [
        Wrong(name, "article_field_empty")
        for name in ("office", "title", "department", "numbers", "hours")
        if not getattr(content, name)
    ]
    wrong += [
        Wrong(name, "text_too_long", {"longest": longest})
        for name, longest in LONGEST.items()
        if len(getattr(content, name)) > longest
    ]
    for name in ("duties", "substitutes", "numbers"):
        if len(getattr(content, name)) > _MOST_ITEMS:
            wrong.append(Wrong(name, "article_too_many", {"most": _MOST_ITEMS}))
    for name, texts in _texts(content):
        if any(len(text) > _LONGEST_ITEM for text in texts):
            wrong.append(Wrong(name, "text_too_long", {"longest": _LONGEST_ITEM}))
        if any(_is_private(text) for text in texts):
            wrong.append(Wrong(name, "post_private"))
    wrong += [
        Wrong("numbers", "post_number", {"found": one.number[:40]})
        for one in content.numbers
        if not _NUMBER.fullmatch(one.number)
    ]
    if content.title in content.substitutes:
        wrong.append(Wrong("substitutes", "post_own_substitute"))
    if content.hours:
        try:
            written_hours.read(content.hours)
        except HoursUnreadable as fault:
            wrong.append(Wrong("hours", "post_hours", {"found": fault.part[:80]}))
    if (content.away_from is None) != (content.away_to is None):
        wrong.append(Wrong("away_to" if content.away_to is None else "away_from", "post_away_half"))
    elif content.away_from and content.away_to and content.away_to < content.away_from:
        wrong.append(Wrong("away_to", "setup_ends_before"))
    return wrong


def _texts(content: PostContent) -> Iterator[tuple[str, Sequence[str]]]:
    yield "office", (content.office,)
    yield "title", (content.title,)
    yield "duties", content.duties
    yield "substitutes", content.substitutes
    yield "numbers", [f"{one.label} {one.number}" for one in content.numbers]


def _is_private(text: str) -> bool:
    """Whether it has what identifies a person. A mobile number does: it rings in somebody's pocket, on duty or not."""
    return _MOBILE.search(text) is not None or any(one.kind in _OF_A_PERSON for one in found(text))


class Presence(StrEnum):
    """Who answers for a post."""

    THERE = "there"
    """The post itself."""
    SUBSTITUTE = "substitute"
    """A substitute with an entry of their own."""
    NAMED = "named"
    """A substitute who has no entry, at the number of the post that names them."""
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers for a post at a moment, under which numbers.

    `name` and `post_id` are the substitute's, `there_at` is when somebody is at the post itself next, if it isn't now.
    """

    presence: Presence
    numbers: list[PostNumber]
    name: str = ""
    post_id: int | None = None
    there_at: datetime | None = None


class Posts:
    """The posts of a directory by number, and by how substitutes are named."""

    def __init__(self, contents: Mapping[int, PostContent]) -> None:
        self.contents = contents
        self._hours: dict[int, WrittenHours] = {
            number: written_hours.read(content.hours) for number, content in contents.items()
        }
        self._named = {(content.office, content.title): number for number, content in contents.items()}
        self._in_full = {f"{office} {title}": number for (office, title), number in self._named.items()}

    def named(self, office: str, substitute: str) -> int | None:
        """The post that somebody of an office names so; None: it has no entry."""
        return self._named.get((office, substitute), self._in_full.get(substitute))

    def is_there(self, number: int, holidays: Container[date], local: datetime) -> bool:
        """Whether somebody is at the post at `local`, a time in the city's zone."""
        return not _is_away(self.contents[number], local.date()) and self._hours[number].is_on(local, holidays)

    def there_at(self, number: int, holidays: Container[date], local: datetime) -> datetime | None:
        """When somebody is at the post, from `local` on."""
        content, hours = self.contents[number], self._hours[number]
        found = hours.next_on(local, holidays)
        if found is None or content.away_to is None or not _is_away(content, found.date()):
            return found
        back = datetime.combine(content.away_to + timedelta(days=1), time(), local.tzinfo)
        return hours.next_on(back, holidays)

    def answering(self, number: int, holidays: Container[date], local: datetime) -> Answering:
        """Who answers for a post: itself, else the first of its substitutes who is there, else of theirs, and so on."""
        if self.is_there(number, holidays, local):
            return Answering(Presence.THERE, self.contents[number].numbers)
        there_at = self.there_at(number, holidays, local)
        seen, waiting = {number}, deque([number])
        while waiting:
            asked = waiting.popleft()
            content = self.contents[asked]
            for substitute in content.substitutes:
                other = self.named(content.office, substitute)
                if other is None:
                    # Who has no entry works as the post does, and takes its calls.
                    if self._hours[asked].is_on(local, holidays):
                        return Answering(Presence.NAMED, content.numbers, substitute, None, there_at)
                elif other not in seen:
                    if self.is_there(other, holidays, local):
                        one = self.contents[other]
                        name = one.title if one.office == self.contents[number].office else f"{one.office} {one.title}"
                        return Answering(Presence.SUBSTITUTE, one.numbers, name, other, there_at)
                    seen.add(other)
                    waiting.append(other)
        return Answering(Presence.NOBODY, [], there_at=there_at)


def _is_away(content: PostContent, day: date) -> bool:
    return content.away_from is not None and content.away_to is not None and content.away_from <= day <= content.away_to


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that a change changed, as it was and as it became; lists are read one item a line."""

    field: str
    before: str
    after: str


def field_changes(
    before: PostContent | None, after: PostContent | None, named: Callable[[str, str], str]
) -> list[FieldChange]:
    """The fields that differ, in a post's order; `named` gives names for codes of "department" and "district"."""

    def read(content: PostContent | None, name: str) -> str:
        value = None if content is None else getattr(content, name)
        return named(name, value) if name in ("department", "district") and value else _read(value)

    return [
        FieldChange(name, was, became)
        for name in PostContent.__dataclass_fields__
        if (was := read(before, name)) != (became := read(after, name))
    ]


def _read(value: object) -> str:
    if isinstance(value, bool):
        return "✓" if value else ""
    if isinstance(value, list):
        return "\n".join(_read(item) for item in value)
    if isinstance(value, PostNumber):
        return f"{value.label} {value.number}".strip()
    return "" if value is None else str(value)


def _items(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(item for text in texts if (item := _clean(text))))


def _clean(text: str) -> str:
    return " ".join(text.replace("\0", "").split())
