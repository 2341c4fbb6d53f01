import pytest
from hypothesis import given
from hypothesis import strategies as st

from sori.language import hangul, keyboard

SYLLABLES = st.text(st.characters(min_codepoint=hangul.FIRST, max_codepoint=hangul.LAST))


@given(SYLLABLES)
def test_letters_joined_again_are_the_syllables(text: str) -> None:
    assert hangul.compose(hangul.letters(text)) == text


@given(SYLLABLES)
def test_what_is_typed_on_the_other_keyboard_is_read_back(text: str) -> None:
    assert keyboard.as_hangul(keyboard.as_latin(text)) == text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dkssud", "안녕"),
        ("wnalsemdfhr", "주민등록"),
        ("rkqtdl", "값이"),
        ("dhkTek", "왔다"),
        ("rjsrkdqhgja", "건강보험"),
    ],
)
def test_korean_typed_in_english_is_read_as_korean(typed: str, meant: str) -> None:
    assert keyboard.looks_like_hangul(typed)
    assert keyboard.as_hangul(typed) == meant


def test_english_typed_in_korean_is_read_as_english() -> None:
    assert keyboard.looks_like_latin("ㅗ디ㅔ")
    assert keyboard.as_latin("ㅗ디ㅔ") == "help"


@pytest.mark.parametrize("word", ["help", "OK", "covid19", "한글", "a", ""])
def test_what_was_meant_as_typed_is_left_alone(word: str) -> None:
    assert not keyboard.looks_like_hangul(word)
    assert not keyboard.looks_like_latin(word)


def test_initial_consonants() -> None:
    assert hangul.initials("자동차 등록 2종") == "ㅈㄷㅊ ㄷㄹ 2ㅈ"
