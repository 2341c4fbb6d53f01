"""Words as hurried citizens type them: neighbouring keys, letters left out, doubled or swapped, no spaces.

For learning only: the classifier sees each phrasing once as it was written and once so, that what it states of badly
typed words is true as well. Chance is passed in.
"""

from collections.abc import Callable

from sori.language import hangul

_ROWS = ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ")
_BESIDE = {
    letter: [row[place] for place in (at - 1, at + 1) if 0 <= place < len(row)]
    for row in _ROWS
    for at, letter in enumerate(row)
}
_A_SLIP_EVERY = 18
"""Syllables."""


def spoilt(text: str, chance: Callable[[], float]) -> str:
    """The text without its spaces, with a slip every 18 syllables, one at least; `chance` gives numbers from 0 to 1."""
    typed = list(hangul.letters("".join(text.split())))
    for _ in range(max(1, round(len(text) / _A_SLIP_EVERY))):
        if typed:
            _slip(typed, chance)
    return hangul.compose("".join(typed))


def _slip(typed: list[str], chance: Callable[[], float]) -> None:
    at = int(chance() * len(typed))
    kind = chance()
    beside = _BESIDE.get(typed[at])
    if kind < 0.5 and beside:
        typed[at] = beside[int(chance() * len(beside))]
    elif kind < 0.7 and len(typed) > 1:
        del typed[at]
    elif kind < 0.85:
        typed.insert(at, typed[at])
    elif at + 1 < len(typed):
        typed[at], typed[at + 1] = typed[at + 1], typed[at]
