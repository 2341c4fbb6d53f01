"""The signed feed: what was signed is what is read, and anything else is refused with its reason."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sori.knowledge.bulletins.feed import (
    FORMAT,
    HOLDS_FOR,
    LARGEST_FEED,
    Feed,
    FeedBulletin,
    FeedRefused,
    Refusal,
    fitting,
    is_public_key,
    new_key,
    opened,
    public_part,
    signed,
)
from sori.knowledge.bulletins.model import BulletinContent, Known, cleaned, comes_up, concerns, faults

NOW = datetime(2026, 3, 4, 1, tzinfo=UTC)
KEY = new_key()
PUBLIC = public_part(KEY)
BULLETIN = FeedBulletin("7", 3, "단수", "내일 단수입니다.", NOW, NOW + timedelta(days=1), words=["단수"])
FEED = Feed(FORMAT, "가온시", 12, NOW, NOW + HOLDS_FOR, [BULLETIN])


def refused(body: bytes, key: str = PUBLIC, accepted: int = 0, now: datetime = NOW) -> Refusal:
    with pytest.raises(FeedRefused) as fault:
        opened(body, key, accepted, now)
    return fault.value.reason


def test_what_was_signed_is_what_is_read() -> None:
    assert opened(signed(FEED, KEY), PUBLIC, 12, NOW) == FEED
    assert is_public_key(PUBLIC)
    assert not any(map(is_public_key, ("", "가", PUBLIC[:-1], PUBLIC + "AA", "A" * 44)))


def test_the_signature_is_that_of_the_published_example() -> None:
    """RFC 8037, appendix A.4, with the key of A.1: the bytes that are signed and checked are the standard's."""
    public = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    sealed = {
        "payload": "RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
        "protected": "eyJhbGciOiJFZERTQSJ9",
        "signature": "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
    }
    # Rightly signed, but under the older name of the algorithm, which isn't ours.
    assert refused(msgspec.json.encode(sealed), public) is Refusal.SIGNATURE


def test_a_feed_is_as_long_as_others_read_and_no_longer() -> None:
    long = [replace(BULLETIN, id=str(number), body="가" * 5_000) for number in range(100)]
    told = fitting(long)
    assert told == long[: len(told)]
    assert 30 < len(told) < 60
    assert opened(signed(replace(FEED, bulletins=told), KEY), PUBLIC, 0, NOW).bulletins == told


def test_another_key_or_a_changed_letter_is_refused() -> None:
    body = signed(FEED, KEY)
    assert refused(body, public_part(new_key())) is Refusal.SIGNATURE
    sealed = msgspec.json.decode(body)
    other = msgspec.json.decode(signed(replace(FEED, sequence=13), KEY))
    for part in ("payload", "signature"):
        assert refused(msgspec.json.encode({**sealed, part: other[part]})) is Refusal.SIGNATURE
    none = msgspec.json.encode({**sealed, "protected": "eyJhbGciOiJub25lIn0", "signature": ""})
    assert refused(none) is Refusal.SIGNATURE
    assert refused(msgspec.json.encode({**sealed, "header": {"alg": "none"}})) is Refusal.FORMAT


def test_what_is_old_or_from_the_future_is_refused() -> None:
    body = signed(FEED, KEY)
    assert refused(body, accepted=13) is Refusal.REPLAYED
    assert refused(body, now=NOW + HOLDS_FOR) is Refusal.EXPIRED
    assert refused(body, now=NOW - timedelta(minutes=6)) is Refusal.EXPIRED
    for_ever = replace(FEED, expires_at=NOW + timedelta(days=9_999))
    assert refused(signed(for_ever, KEY), now=NOW + timedelta(hours=2)) is Refusal.EXPIRED


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"format": "sori-bulletins/2"}, Refusal.FORMAT),
        ({"sequence": -1}, Refusal.FORMAT),
        ({"made_at": NOW.replace(tzinfo=None)}, Refusal.FORMAT),
        ({"bulletins": [replace(BULLETIN, title="")]}, Refusal.FAULTY),
        ({"bulletins": [replace(BULLETIN, id="")]}, Refusal.FAULTY),
        ({"bulletins": [replace(BULLETIN, body="가" * 5_001)]}, Refusal.FAULTY),
        ({"bulletins": [replace(BULLETIN, valid_to=NOW + timedelta(days=999))]}, Refusal.FAULTY),
        ({"bulletins": [BULLETIN] * 501}, Refusal.TOO_LARGE),
    ],
)
def test_what_could_not_have_been_written_here_is_refused(changed: dict[str, object], reason: Refusal) -> None:
    assert refused(signed(replace(FEED, **changed), KEY)) is reason  # type: ignore[arg-type]


def test_what_is_no_feed_is_refused() -> None:
    assert refused(b"<html>") is Refusal.NOT_JSON
    assert refused(b"\xff") is Refusal.NOT_JSON
    assert refused(b"[" * 100_000) in (Refusal.NOT_JSON, Refusal.FORMAT)
    assert refused(b"[]") is Refusal.FORMAT
    assert refused(b"{}") is Refusal.FORMAT
    assert refused(b" " * (LARGEST_FEED + 1)) is Refusal.TOO_LARGE


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300) | st.recursive(st.text(), st.lists, max_leaves=3).map(msgspec.json.encode))
def test_any_bytes_are_refused_with_a_reason(body: bytes) -> None:
    assert refused(body) in Refusal


_texts = st.lists(st.text(max_size=60), max_size=4)


@settings(deadline=None)
@given(st.text(max_size=250), st.text(max_size=250), _texts, _texts, st.datetimes(), st.none() | st.datetimes())
def test_any_bulletin_is_kept_or_refused(
    title: str, body: str, codes: list[str], words: list[str], end: datetime, begin: datetime | None
) -> None:
    content = cleaned(
        BulletinContent(
            title,
            body,
            end.replace(tzinfo=UTC),
            begin and begin.replace(tzinfo=UTC),
            queues=codes,
            words=words,
        )
    )
    assert cleaned(content) == content
    faults(content, Known((), (), ()), NOW)
    comes_up(content, "general", body, (), {})
    assert concerns(content, {}, ()) is (content.queues == [])
