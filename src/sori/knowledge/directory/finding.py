"""Posts found while one types: parts of words, half-typed syllables, initial consonants, wrong keyboard, numbers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sori.knowledge.directory.model import PostContent
from sori.language import hangul, keyboard

_WORD = re.compile(r"\S+")
_LETTERS_AND_DIGITS = re.compile(r"[\W_]+")
_FEWEST_DIGITS = 2
LONGEST_QUERY = 100
_MOST_WORDS = 10
_WEIGHTS = {"title": 5, "duties": 4, "office": 3, "department": 2, "district": 2, "substitutes": 1}
"""What a word counts in each field; twice as much where the field begins with it."""


@dataclass(frozen=True, slots=True)
class _Field:
    weight: int
    letters: str
    initials: str

    def score(self, word: "_Word") -> int:
        inside = self.initials if word.initials else self.letters
        for wanted in word.readings:
            if wanted in inside:
                return self.weight * (2 if inside.startswith(wanted) else 1)
        return 0


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as it is looked for: in letters, or as initial consonants only; digits also in numbers."""

    readings: tuple[str, ...]
    initials: bool
    digits: str


@dataclass(frozen=True, slots=True)
class Searched:
    """A post with what it is found by."""

    number: int
    fields: tuple[_Field, ...]
    digits: tuple[str, ...]

    def score(self, words: list[_Word]) -> int:
        """How well the post answers; 0 where a word is nowhere in it."""
        total = 0
        for word in words:
            best = max((field.score(word) for field in self.fields), default=0)
            if word.digits and any(word.digits in number for number in self.digits):
                best = max(best, 2 * _WEIGHTS["title"])
            if best == 0:
                return 0
            total += best
        return total


def searched(number: int, content: PostContent, names: Mapping[str, str]) -> Searched:
    """A post to be found; `names` are those of its department and district in all languages."""
    texts: list[tuple[str, str]] = [
        ("title", content.title),
        *(("duties", duty) for duty in content.duties),
        ("office", content.office),
        *names.items(),
        *(("substitutes", name) for name in content.substitutes),
        *(("substitutes", one.label) for one in content.numbers if one.label),
    ]
    fields = tuple(
        _Field(_WEIGHTS[name], hangul.letters(squeezed), hangul.initials(squeezed))
        for name, text in texts
        if (squeezed := _squeezed(text))
    )
    return Searched(number, fields, tuple(re.sub(r"\D", "", one.number) for one in content.numbers))


def find(posts: list[Searched], query: str) -> list[int]:
    """The numbers of the posts that have every word of the query, the best first, equals in the order given."""
    words = list(_words(query[:LONGEST_QUERY]))[:_MOST_WORDS]
    scores = [(-score, place) for place, post in enumerate(posts) if (score := post.score(words))]
    return [posts[place].number for _, place in sorted(scores)]


def _words(query: str) -> Iterator[_Word]:
    for typed in _WORD.findall(query):
        word = _squeezed(typed)
        if not word:
            continue
        readings = [hangul.letters(word)]
        if keyboard.looks_like_hangul(word):
            readings.append(hangul.letters(keyboard.as_hangul(typed)))
        digits = re.sub(r"\D", "", typed)
        is_number = len(digits) >= _FEWEST_DIGITS and not re.sub(r"[\d\-+]", "", typed)
        yield _Word(tuple(readings), all(map(hangul.is_consonant, word)), digits if is_number else "")


def _squeezed(text: str) -> str:
    return _LETTERS_AND_DIGITS.sub("", text).lower()
