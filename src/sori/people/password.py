"""Which passwords are taken: long ones that nobody would guess (length and a list instead of composition rules: NIST SP
800-63B, 3.1.1.2)."""

import unicodedata
from collections.abc import Iterable

from zxcvbn import zxcvbn

from sori.platform.problem import Problem

SHORTEST = 10
LONGEST = 200
_GUESSED = 1_000_000
"""What fewer guesses find is refused: common and leaked passwords, words with the usual changes, rows of keys."""
_WEIGHED = 72
"""Characters that are weighed; weighing more takes long, and so long a password is strong already."""


def check(password: str, own_words: Iterable[str]) -> None:
    """Raises Problem 422 for a password that is too short or long, easily guessed, or little more than own words.

    `own_words` are what others know of its owner: log-in, name, the city's name.
    """
    if len(password) < SHORTEST:
        raise Problem(422, "password_too_short", field="password", shortest=SHORTEST)
    if len(password) > LONGEST:
        raise Problem(422, "password_too_long", field="password", longest=LONGEST)
    plain = _plain(password)
    words = sorted({_plain(word) for one in own_words for word in (one, *one.split())} - {""}, key=len, reverse=True)
    rest = plain
    for word in words:
        if len(word) > 1:
            rest = rest.replace(word, "")
    if len(rest) < min(SHORTEST, len(plain)):
        raise Problem(422, "password_own_words", field="password", shortest=SHORTEST)
    if zxcvbn(plain[:_WEIGHED], user_inputs=words)["guesses"] < _GUESSED:
        raise Problem(422, "password_common", field="password")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
