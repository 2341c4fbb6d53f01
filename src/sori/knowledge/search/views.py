"""How a text is seen by the index: as syllables without spaces, and as codes of short runs of them.

Three views of one text, each a sequence of numbers to be found again: its morphemes (given by who takes words apart),
pairs of neighbouring syllables, and runs of five letters (jamo). Spaces and punctuation count in none of the last two,
so wrong and missing spaces change nothing, and one wrong letter spoils two pairs and five runs, not the word.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sori.language.hangul import FIRST, LAST

Codes = NDArray[np.int64]
RUN = 5  # letters
SAMPLED = 3  # of the runs of letters one of three is indexed: enough to find by, a third of the memory
_LETTER_BITS = 7
_VOWELS_FROM, _FINALS_FROM, _OTHERS_FROM = 20, 41, 70
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2^64 ÷ golden ratio: spreads neighbouring numbers
_LONE_LETTERS = range(0x3131, 0x3164)


@dataclass(frozen=True, slots=True)
class Syllables:
    """A text without spaces and punctuation, in lower case: its characters, and where each stands in the text given."""

    codes: NDArray[np.uint16]
    at: NDArray[np.int64]


def syllables(text: str) -> Syllables:
    """Gives the characters of a text that are searched for; what is beyond Unicode's first plane is not."""
    points = np.minimum(np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32), 0xFFFF)
    folded = _folding()[points]
    at = np.flatnonzero(folded)
    return Syllables(folded[at], at)


def sentences(text: str, at: NDArray[np.int64]) -> NDArray[np.int64]:
    """Gives which of a text's characters, standing `at` these places, begin sentences; the first always does."""
    points = np.minimum(np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32), 0xFFFF)
    # A full stop ends a sentence where a space follows, a new line always.
    ends = _ENDS[points[:-1]] & _SPACES[points[1:]] | (points[:-1] == ord("\n"))
    begins = np.searchsorted(at, np.flatnonzero(ends) + 1)
    return np.unique(np.append(0, begins))


def squeezed(text: str) -> str:
    """Gives the characters of a text that are searched for, as text."""
    return syllables(text).codes.tobytes().decode("utf-16-le")


def pairs(codes: NDArray[np.uint16]) -> Codes:
    """Gives a number for each pair of neighbouring characters; one number for a text of one character."""
    wide = codes.astype(np.int64)
    return wide if len(wide) < 2 else (wide[:-1] << 16) | wide[1:]


def letter_runs(codes: NDArray[np.uint16]) -> Codes:
    """Gives a number for each run of five letters."""
    table = _letters()[codes]
    letters = table[table > 0].astype(np.int64)
    count = max(len(letters) - RUN + 1, 0)
    runs = np.zeros(count, np.int64)
    for step in range(RUN):
        runs = (runs << _LETTER_BITS) | letters[step : step + count]
    return runs


def is_sampled(codes: Codes, one_of: int) -> NDArray[np.bool_]:
    """Gives whether each number is in a fixed share of all, evenly spread: the same for every text."""
    chosen: NDArray[np.bool_] = spread(codes, 24) % one_of == 0
    return chosen


def spread(codes: Codes, bits: int) -> NDArray[np.int64]:
    """Gives a number of so many bits for each code, the same for the same code, different ones for most others."""
    return ((codes.astype(np.uint64) * _MIX) >> np.uint64(64 - bits)).astype(np.int64)


def marked(codes: Codes) -> NDArray[np.bool_]:
    """Gives a small table that says no for nearly all codes that aren't among these."""
    table = np.zeros(1 << 16, bool)
    table[spread(codes, 16)] = True
    return table


def hits(codes: Codes, wanted: Codes, likely: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Gives which of the codes are wanted, and which of the wanted each is; `wanted` ascends, `likely` marks it."""
    at = np.flatnonzero(likely[spread(codes, 16)])
    which = np.minimum(np.searchsorted(wanted, codes[at]), len(wanted) - 1)
    same = wanted[which] == codes[at]
    return at[same], which[same]


@cache
def _folding() -> NDArray[np.uint16]:
    """What each character is searched as; 0 for what isn't searched."""
    table = np.zeros(0x10000, np.uint16)
    for point in range(0x10000):
        character = chr(point)
        if point not in _LONE_LETTERS:
            character = unicodedata.normalize("NFKC", character)
        character = character.lower()
        if len(character) == 1 and character.isalnum() and ord(character) < 0x10000:
            table[point] = ord(character)
    return table


@cache
def _letters() -> NDArray[np.uint8]:
    """The letters of each character as numbers below 128, at most three; 0 for none."""
    table = np.zeros((0x10000, 3), np.uint8)
    points = np.arange(0x10000)
    table[:, 0] = _OTHERS_FROM + points % (127 - _OTHERS_FROM)
    table[0] = 127, 0, 0  # what stands between two texts is like nothing in them
    number = np.arange(LAST - FIRST + 1)
    table[FIRST : LAST + 1, 0] = 1 + number // 588
    table[FIRST : LAST + 1, 1] = _VOWELS_FROM + number % 588 // 28
    table[FIRST : LAST + 1, 2] = np.where(number % 28, _FINALS_FROM + number % 28, 0)
    return table


def _marked(characters: str) -> NDArray[np.bool_]:
    table = np.zeros(0x10000, bool)
    table[[ord(character) for character in characters]] = True
    return table


_ENDS = _marked(".?!。")
_SPACES = _marked(" \n\t\r\u00a0\u3000")
