"""Text typed with the keyboard in the wrong language: dkssud is 안녕, ㅗ디ㅔ is help.

The layout is the two-set keyboard (KS X 5002), which all Korean keyboards have.
"""

from sori.language.hangul import VOWELS, compose, is_syllable, letters

_KEYS = dict(zip("qwertyuiopasdfghjklzxcvbnm", "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ", strict=True))
_SHIFTED = dict(zip("QWERTOP", "ㅃㅉㄸㄲㅆㅒㅖ", strict=True))
_TO_HANGUL = str.maketrans({key.upper(): letter for key, letter in _KEYS.items()} | _KEYS | _SHIFTED)
_TO_LATIN = str.maketrans({letter: key for key, letter in (_KEYS | _SHIFTED).items()})


def as_hangul(typed: str) -> str:
    """Gives what the same keys write on a Korean keyboard. dkssud → 안녕."""
    return compose(typed.translate(_TO_HANGUL))


def as_latin(typed: str) -> str:
    """Gives what the same keys write on an English keyboard. ㅗ디ㅔ → help."""
    return letters(typed).translate(_TO_LATIN)


def looks_like_hangul(typed: str) -> bool:
    """Whether a word of Latin letters, typed on a Korean keyboard, would be whole syllables, two or more."""
    if not (typed.isascii() and typed.isalpha()):
        return False
    written = as_hangul(typed)
    return len(written) > 1 and all(map(is_syllable, written))


def looks_like_latin(typed: str) -> bool:
    """Whether a word of Hangul looks like English: a vowel stands where no Korean word has one, without a consonant."""
    return any(letter in VOWELS for letter in typed) and all("ㄱ" <= c <= "ㅣ" or is_syllable(c) for c in typed)
