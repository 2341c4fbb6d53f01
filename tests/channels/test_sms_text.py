"""What a text becomes on its way into phones, and what a receipt says."""

from hypothesis import given
from hypothesis import strategies as st

from sori.channels.sms.receipt import Receipt, receipt
from sori.channels.sms.text import written

# SMPP 3.4, appendix B: a delivery receipt as the specification lays it out.
PUBLISHED = (
    b"id:IIIIIIIIII sub:001 dlvrd:001 submit date:9807011232 done date:9807011235 stat:DELIVRD err:000 text:Hello"
)


@given(st.text(min_size=1, max_size=1_000).filter(lambda text: "\0" not in text))
def test_a_phone_puts_the_parts_together_to_what_was_written(text: str) -> None:
    try:
        text.encode("utf-16-be")
    except UnicodeEncodeError:
        return  # half a sign, which no text has
    sent = written(text, 513)
    alphabet = {0: "ascii", 8: "utf-16-be"}[sent.data_coding]
    assert sent.whole.decode(alphabet) == text
    if len(sent.parts) == 1:
        assert sent.parts == [sent.whole]
        return
    # Each part can be shown alone: no sign is torn apart (3GPP TS 23.040, 9.2.3.24.1 for the header).
    assert "".join(part[6:].decode(alphabet) for part in sent.parts) == text
    assert [tuple(part[:6]) for part in sent.parts] == [
        (5, 0, 3, 1, len(sent.parts), number) for number in range(1, len(sent.parts) + 1)
    ]
    assert max(map(len, sent.parts)) <= (159 if sent.data_coding == 0 else 140)


def test_seventy_signs_of_korean_are_one_message_and_more_are_parts() -> None:
    assert len(written("가" * 70, 1).parts) == 1
    assert [len(part) for part in written("가" * 71, 1).parts] == [140, 14]
    assert len(written("a" * 160, 1).parts) == 1
    assert len(written("a" * 161, 1).parts) == 2


def test_the_specifications_own_receipt_is_read() -> None:
    assert receipt(PUBLISHED, None, None) == Receipt("IIIIIIIIII", True, "DELIVRD")


def test_a_receipt_of_a_lost_message_says_why() -> None:
    text = PUBLISHED.replace(b"DELIVRD", b"UNDELIV").replace(b"err:000", b"err:0B0")
    assert receipt(text, None, None) == Receipt("IIIIIIIIII", False, "UNDELIV B0")


def test_optional_parameters_come_before_the_text() -> None:
    assert receipt(b"", b"abc\0", 2) == Receipt("abc", True, "DELIVRD")
    assert receipt(PUBLISHED, b"abc\0", 5) == Receipt("abc", False, "UNDELIV")


def test_what_is_no_last_word_is_none() -> None:
    assert receipt(PUBLISHED.replace(b"DELIVRD", b"ENROUTE"), None, None) is None
    assert receipt(PUBLISHED, None, 1) is not None  # on its way, says the number; the text knows more
    assert receipt(b"no receipt at all", None, None) is None
