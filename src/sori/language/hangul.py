"""Hangul syllables and the letters (jamo) they are made of.

Letters are those one types, the compatibility jamo of Unicode (ㄱ U+3131 to ㅣ U+3163). The arithmetic of syllables is
that of the Unicode Standard, section 3.12: 0xAC00 + (initial · 21 + vowel) · 28 + final.
"""

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = ["", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"]
FIRST, LAST = 0xAC00, 0xD7A3

# Letters that are typed as two keys.
PAIRS = {
    "ㄳ": "ㄱㅅ",
    "ㄵ": "ㄴㅈ",
    "ㄶ": "ㄴㅎ",
    "ㄺ": "ㄹㄱ",
    "ㄻ": "ㄹㅁ",
    "ㄼ": "ㄹㅂ",
    "ㄽ": "ㄹㅅ",
    "ㄾ": "ㄹㅌ",
    "ㄿ": "ㄹㅍ",
    "ㅀ": "ㄹㅎ",
    "ㅄ": "ㅂㅅ",
    "ㅘ": "ㅗㅏ",
    "ㅙ": "ㅗㅐ",
    "ㅚ": "ㅗㅣ",
    "ㅝ": "ㅜㅓ",
    "ㅞ": "ㅜㅔ",
    "ㅟ": "ㅜㅣ",
    "ㅢ": "ㅡㅣ",
}
_JOINED = {keys: letter for letter, keys in PAIRS.items()}


def is_syllable(character: str) -> bool:
    """Whether this is one whole syllable, as 가."""
    return FIRST <= ord(character) <= LAST


def is_consonant(character: str) -> bool:
    """Whether this is a consonant standing alone that may begin a syllable, as ㄱ."""
    return character in INITIALS


def parts(syllable: str) -> tuple[str, str, str]:
    """Gives the initial, vowel and final of a syllable; the final may be empty. 한 → ㅎ, ㅏ, ㄴ."""
    number = ord(syllable) - FIRST
    return INITIALS[number // 588], VOWELS[number % 588 // 28], FINALS[number % 28]


def letters(text: str) -> str:
    """Gives the text with each syllable as the keys one types for it; all else stays. 값 → ㄱㅏㅂㅅ."""
    written: list[str] = []
    for character in text:
        for letter in parts(character) if is_syllable(character) else (character,):
            written.append(PAIRS.get(letter, letter))
    return "".join(written)


def initials(text: str) -> str:
    """Gives the text with each syllable as its initial consonant. 자동차 → ㅈㄷㅊ."""
    return "".join(parts(character)[0] if is_syllable(character) else character for character in text)


def compose(typed: str) -> str:
    """Joins letters into syllables as a Korean keyboard does, what is no letter staying. ㅇㅏㄴㄴㅕㅇ → 안녕.

    A consonant after a vowel closes the syllable, unless a vowel follows it, to which it then belongs.
    """
    written: list[str] = []
    start = 0
    while start < len(typed):
        text, start = _next_syllable(typed, start)
        written.append(text)
    return "".join(written)


def _next_syllable(typed: str, start: int) -> tuple[str, int]:
    """One syllable, or one character that begins none, and where the next begins."""
    initial, at = typed[start], start + 1
    if initial not in INITIALS or at >= len(typed) or typed[at] not in VOWELS:
        return initial, at
    vowel, at = typed[at], at + 1
    if typed[at : at + 1] and (vowel + typed[at]) in _JOINED:
        vowel, at = _JOINED[vowel + typed[at]], at + 1
    final = ""
    if typed[at : at + 1] and typed[at] in FINALS and not _vowel_at(typed, at + 1):
        final, at = typed[at], at + 1
        pair = final + typed[at : at + 1]
        if _JOINED.get(pair) in FINALS and not _vowel_at(typed, at + 1):
            final, at = _JOINED[pair], at + 1
    number = (INITIALS.index(initial) * 21 + VOWELS.index(vowel)) * 28 + FINALS.index(final)
    return chr(FIRST + number), at


def _vowel_at(typed: str, at: int) -> bool:
    return typed[at : at + 1] != "" and typed[at] in VOWELS
