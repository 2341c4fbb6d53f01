"""What identifies a person is found however it is written, and what does not identify anybody is left alone."""

import re
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sori.language.masking import Kind, found, luhn, masked
from sori.platform.settings import ROOT

_DOCS = (ROOT / "docs" / "masking.md").read_text("utf-8")


def _rows(heading: str) -> list[list[str]]:
    table = _DOCS.split(heading, 1)[1].split("\n\n", 1)[0]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table.strip().splitlines()[1:]]


@pytest.mark.parametrize("row", _rows("| written | shown | why |\n"), ids=lambda row: row[0])
def test_every_worked_example_is_shown_as_the_docs_say(row: list[str]) -> None:
    written, shown, _ = row
    assert masked(written) == shown


@pytest.mark.parametrize("row", _rows("| written | why it stays |\n"), ids=lambda row: row[0])
def test_what_identifies_nobody_stays(row: list[str]) -> None:
    assert masked(row[0]) == row[0]


def test_a_published_number_stays_however_it_is_written() -> None:
    public = {"027312120"}
    for written in ("02-731-2120", "(02)731-2120", "+82-2-731-2120", "027312120", "０２－７３１－２１２０"):
        assert masked(written, public) == written
    assert masked("02-731-2121", public) == "02-***-2121"


def test_two_numbers_on_one_line_are_both_masked() -> None:
    assert masked("010-1234-5678 900101-1234567") == "010-****-5678 ******-*******"
    assert masked("공일공 1234 5678 900101-1234567") == "공일공 **** **** ******-*******"
    assert (
        masked("900101-1234567 010-1234-5678 4111-1111-1111-1111") == "******-******* 010-****-5678 ****-****-****-1111"
    )


def test_the_check_digit_is_luhns() -> None:
    # The worked example of ISO/IEC 7812-1, annex B.
    assert not luhn("49927398717")
    assert luhn("49927398716") is True


_SEPARATORS = st.sampled_from(["-", " ", ".", " - ", "–", "－", "\u00a0", ""])
_WORDS = st.sampled_from(["", "제 번호는 ", "연락처: ", "안녕하세요. ", "(", "번호가\n"])
_AFTER = st.sampled_from(["", " 입니다", "이에요", ")", "\n감사합니다", "로 연락주세요.", ", 문의"])
_DIGITS = st.text("0123456789", min_size=4, max_size=4)
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def _hidden(text: str, secret: str) -> bool:
    digits = "".join(re.findall(r"\d", text.translate({**{0xFF10 + n: str(n) for n in range(10)}})))
    return secret not in digits


@given(_WORDS, _AFTER, _SEPARATORS, _DIGITS, _DIGITS, st.booleans())
def test_a_mobile_number_is_found_however_it_is_written(
    before: str, after: str, between: str, middle: str, last: str, wide: bool
) -> None:
    number = between.join(["010", middle, last])
    text = before + (number.translate(_FULL_WIDTH) if wide else number) + after
    assert [one.kind for one in found(text)] == [Kind.PHONE]
    shown = masked(text)
    assert len(shown) == len(text)
    assert shown.count("*") == 4
    assert shown.startswith(before)
    assert shown.endswith(after)


_BIRTHS = st.dates(min_value=date(1930, 1, 1), max_value=date(2045, 12, 31))


@given(_WORDS, _AFTER, st.sampled_from(["-", " ", " - ", "–", "."]), _BIRTHS, st.booleans(), st.integers(0, 999_999))
def test_a_registration_number_shows_nothing(
    before: str, after: str, between: str, birth: date, foreign: bool, serial: int
) -> None:
    year = birth.year
    century = (5 if foreign else 1) + (2 if year >= 2000 else 0)
    text = f"{before}{birth:%y%m%d}{between}{century}{serial:06d}{after}"
    shown = masked(text)
    assert [one.kind for one in found(text)] == [Kind.REGISTRATION]
    assert not re.search(r"\d", shown)


@given(st.text("0123456789", min_size=14, max_size=15), st.sampled_from("3456"), st.booleans(), _WORDS, _AFTER)
def test_a_card_keeps_its_last_four(digits: str, first: str, grouped: bool, before: str, after: str) -> None:
    body = first + digits
    number = next(body + check for check in "0123456789" if luhn(body + check))
    if len(number) != 16:
        grouped = False
    written = "-".join(number[at : at + 4] for at in range(0, 16, 4)) if grouped else number
    shown = masked(before + written + after)
    assert _hidden(shown, number[:12])
    assert len(shown) == len(before + written + after)


@given(st.text(max_size=300))
def test_a_masked_text_is_as_long_and_differs_only_where_something_was_found(text: str) -> None:
    shown = masked(text)
    assert len(shown) == len(text)
    inside = {position for one in found(text) for position in range(one.start, one.end)}
    assert all(a == b or (b == "*" and at in inside) for at, (a, b) in enumerate(zip(text, shown, strict=True)))


@given(st.text("가나다라마바사 ,.\n", max_size=200))
def test_words_alone_are_never_touched(text: str) -> None:
    assert masked(text) == text


@given(st.dates(), st.times(), st.integers(0, 10**12), st.integers(0, 99_999))
def test_dates_amounts_and_postcodes_are_never_touched(day: date, clock: time, amount: int, postcode: int) -> None:
    text = f"{day:%Y-%m-%d} {clock:%H:%M} 접수, {amount:,}원, 우편번호 {postcode:05d}"
    if day.year >= 1900:
        assert masked(text) == text


def test_a_text_of_nothing_but_numbers_is_masked_whole_and_quickly_so() -> None:
    text = "12 " * 1_300
    assert not re.search(r"\d", masked(text))
