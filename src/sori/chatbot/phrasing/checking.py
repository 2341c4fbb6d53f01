"""Whether a sentence may be shown: it cites what it was given, and says nothing that isn't there.

What is checked are facts (numbers, dates, telephones, addresses), words, and whether it says no where the article says
yes. That a sentence means the same can't be proven so; what fails is not shown, and the article's own answer is.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from sori.chatbot.phrasing.facts import Facts, facts, without_addresses
from sori.chatbot.phrasing.sentences import Cutter
from sori.platform.translation import Language

LONGEST = 1_200
"""Signs of a whole answer; one to be read on a telephone."""
_LONGEST_SENTENCE = 300
_LEAST_WORDS = 0.55
"""Share of a sentence's pairs of letters that the cited articles must have."""
_LEAST_LETTERS = 0.5
_CITATION = re.compile(r"\s*\[(\d[\d,\s]*)\]")
_ITEM = re.compile(r"^(\n?)\s*(?:[-*•·▪◦]|\(?\d{1,2}[.)]|[①-⑳])\s+")
_MARKS = re.compile(r"\*\*|__|`+|~~|^(\n?)\s*(?:#{1,6}|>)\s+")
_WORD = re.compile(r"[가-힣]+|[A-Za-z]+")
_HANGUL, _LATIN = re.compile(r"[가-힣]"), re.compile(r"[A-Za-z]")
_ENDINGS = re.compile(
    r"(?:하|되|시|으시|주|받|하시|해|돼)?(?:습니다|ㅂ니다|입니다|합니다|됩니다|십니다|주세요|세요|하세요|시면|하면|으면|하여|해야|이며|하며|하고|이고|므로|에서|"
    r"으로|에게|부터|까지|은|는|이|가|을|를|에|의|로|와|과|도)$"
)
_NO = re.compile(
    r"않|못[하한할해 ]|없|아니|아닙|아닌|불가|금지|제외|말아|마세요|마십시오"
    r"|(?<![가-힣])안(?= |[되돼됩된될])"
    r"|\b(?:not|no|never|cannot|without|except|neither|nor)\b|n't\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?。])\s+|\n+")


class Fault(StrEnum):
    """Why a sentence is not shown."""

    UNCITED = "uncited"
    UNKNOWN_SOURCE = "unknown_source"
    UNKNOWN_FACT = "unknown_fact"
    UNKNOWN_WORDS = "unknown_words"
    TURNED_ROUND = "turned_round"
    OTHER_LANGUAGE = "other_language"
    TOO_LONG = "too_long"
    EMPTY = "empty"


class Refused(Exception):
    """A sentence must not be shown, nor anything after it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that may be shown, without its citations, and the numbers of what it cites."""

    text: str
    cites: tuple[int, ...]
    on_new_line: bool = False

    def shown(self) -> str:
        """As it is kept and read: with its citations, each by its number."""
        return ("\n" if self.on_new_line else "") + self.text + "".join(f" [{number}]" for number in self.cites)


class _Source:
    """A text to be looked up in."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def facts(self) -> Facts:
        return facts(self.text, known=True)

    @cached_property
    def pairs(self) -> frozenset[str]:
        return frozenset(_pairs(self.text))

    @cached_property
    def sentences(self) -> list[str]:
        return [" ".join(one.split()) for one in _SENTENCE_END.split(self.text) if one.strip()]


class Check:
    """Lets the sentences of one answer through that its articles bear out."""

    def __init__(self, texts: Sequence[str], language: Language) -> None:
        """`texts` are what the model was given, the first of which is cited as [1]."""
        self._sources = [_Source(text) for text in texts]
        self._language = language
        self._cutter = Cutter()
        self._came = self._length = 0
        self._any = False

    def take(self, piece: str) -> Iterator[Sentence]:
        """The sentences that are whole with this piece. Raises Refused at the first that must not be shown."""
        self._came += len(piece)
        if self._came > 2 * LONGEST:  # one that never ends a sentence is not waited for
            raise Refused(Fault.TOO_LONG)
        for text in self._cutter.take(piece):
            yield self._checked(text)

    def rest(self) -> Iterator[Sentence]:
        """The last sentences, when no more comes. Raises Refused likewise, and where there was none at all."""
        for text in self._cutter.rest():
            yield self._checked(text)
        if not self._any:
            raise Refused(Fault.EMPTY)

    def _checked(self, raw: str) -> Sentence:
        self._length += len(raw)
        if self._length > LONGEST or len(raw) > _LONGEST_SENTENCE:
            raise Refused(Fault.TOO_LONG)
        cites = tuple(dict.fromkeys(_numbers(raw)))
        if not cites:
            raise Refused(Fault.UNCITED)
        if any(not 1 <= number <= len(self._sources) for number in cites):
            raise Refused(Fault.UNKNOWN_SOURCE)
        text = _without_marks(raw)
        if not _WORD.search(text):
            raise Refused(Fault.EMPTY)
        if not is_in(text, self._language):
            raise Refused(Fault.OTHER_LANGUAGE)
        cited = [self._sources[number - 1] for number in cites]
        if facts(text).lacking(_all_facts(cited)):
            raise Refused(Fault.UNKNOWN_FACT)
        if not any(text in source.sentences for source in cited):
            if _share(text, cited) < _LEAST_WORDS:
                raise Refused(Fault.UNKNOWN_WORDS)
            if _turns_round(text, cited):
                raise Refused(Fault.TURNED_ROUND)
        self._any = True
        return Sentence(text, cites, on_new_line=raw.startswith("\n"))


def joined(sentences: Iterable[Sentence]) -> str:
    """Sentences as one text."""
    text = ""
    for one in sentences:
        text += one.shown() if not text or one.on_new_line else f" {one.shown()}"
    return text.strip()


def _numbers(raw: str) -> Iterator[int]:
    for match in _CITATION.finditer(raw):
        for number in re.findall(r"\d+", match.group(1)):
            yield int(number[:4])


def _without_marks(raw: str) -> str:
    """The sentence without citations and Markdown, as it is shown; brackets that are no citation stay."""
    text = _ITEM.sub(r"\1", _MARKS.sub("", _CITATION.sub("", raw)))
    # Signs that nobody sees could show the others in another order, or hide one from the check.
    text = "".join(sign for sign in text if sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cf"))
    return re.sub(r"\s+([.。!?])", r"\1", " ".join(text.split()))


def is_in(text: str, language: Language) -> bool:
    """Whether most of a text's letters are those of a language."""
    text = without_addresses(text)
    hangul, latin = len(_HANGUL.findall(text)), len(_LATIN.findall(text))
    own = hangul if language is Language.KO else latin
    return own >= _LEAST_LETTERS * (hangul + latin)


def _all_facts(sources: Sequence[_Source]) -> Facts:
    return Facts(
        frozenset().union(*(source.facts.exact for source in sources)),
        frozenset().union(*(source.facts.numbers for source in sources)),
    )


def _pairs(text: str) -> Iterator[str]:
    """Pairs of letters within words, without the endings that any sentence may have."""
    for word in _WORD.findall(text.lower()):
        stem = _ENDINGS.sub("", word)
        yield from (stem[at : at + 2] for at in range(len(stem) - 1))


def _share(text: str, sources: Sequence[_Source]) -> float:
    pairs = list(_pairs(text))
    if not pairs:
        return 0.0
    return sum(any(pair in source.pairs for source in sources) for pair in pairs) / len(pairs)


def _turns_round(text: str, sources: Sequence[_Source]) -> bool:
    """Whether a sentence says no where the nearest sentence of its articles doesn't, or the other way round."""
    pairs = set(_pairs(text))
    nearest, most = "", 0.0
    for source in sources:
        for one in source.sentences:
            theirs = set(_pairs(one))
            near = 2 * len(pairs & theirs) / (len(pairs) + len(theirs) or 1)
            if near > most:
                nearest, most = one, near
    return len(_NO.findall(text)) != len(_NO.findall(nearest))
