"""The feed by which centres tell one another of bulletins: what is in it, signed and checked. No I/O.

A feed is a JSON Web Signature (RFC 7515, flattened JSON, `alg` Ed25519 as in RFC 9864) over a payload in JSON. The key
of a centre is what another has written down for it, never one that a feed brings along.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from joserfc.jws import FlattenedJSONSerialization, HeaderDict

from sori.knowledge.bulletins.model import BulletinContent, Known, Urgency, cleaned, faults

FORMAT = "sori-bulletins/1"
MEDIA_TYPE = "application/jose+json"
LARGEST_FEED = 1024 * 1024
MOST_BULLETINS = 500
HOLDS_FOR = timedelta(hours=1)
"""How long after it was made a feed is accepted: a copy that somebody kept is no news."""
_CLOCKS_DIFFER = timedelta(minutes=5)
_ALGORITHM: Final = "Ed25519"
_REGISTRY = jws.JWSRegistry(algorithms=[_ALGORITHM])
_REGISTRY.max_payload_length = LARGEST_FEED  # the library's own limit is for tokens
_LONGEST_ID = 100
_LARGEST_TOLD = 600_000
"""Bytes of bulletins in a feed of ours: signed, it stays below what others read."""


class Refusal(StrEnum):
    """Why another centre's feed was not accepted, or could not be had."""

    ADDRESS_FORBIDDEN = "address_forbidden"
    NAME_UNKNOWN = "name_unknown"
    NO_CONNECTION = "no_connection"
    TIMEOUT = "timeout"
    STATUS = "status"
    TOO_LARGE = "too_large"
    NOT_JSON = "not_json"
    SIGNATURE = "signature"
    FORMAT = "format"
    EXPIRED = "expired"
    REPLAYED = "replayed"
    FAULTY = "faulty"


class FeedRefused(Exception):
    """A feed that isn't accepted: why, and what exactly, where there is more to say."""

    def __init__(self, reason: Refusal, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail[:200]


@dataclass(frozen=True, slots=True)
class FeedBulletin:
    """A bulletin as other centres are told of it. A new `version` takes the place of the one before.

    `words` bring it up in a conversation: names of topics are among them, since no other centre has the same codes.
    """

    id: str
    version: int
    title: str
    body: str
    valid_from: datetime
    valid_to: datetime
    urgency: Urgency = Urgency.NORMAL
    words: list[str] = field(default_factory=list)
    withdrawn: bool = False

    def content(self) -> BulletinContent:
        """What it says, as one of our own would: for everybody here, and told to no one else."""
        return cleaned(
            BulletinContent(self.title, self.body, self.valid_to, self.valid_from, self.urgency, words=self.words)
        )


@dataclass(frozen=True, slots=True)
class Feed:
    """All that a centre tells others. `sequence` grows with every change, and never falls."""

    format: str
    centre: str
    sequence: int
    made_at: datetime
    expires_at: datetime
    bulletins: list[FeedBulletin]


def fitting(bulletins: Sequence[FeedBulletin]) -> list[FeedBulletin]:
    """As many of them, from the first on, as a feed may have."""
    found, size = [], 0
    for one in bulletins[:MOST_BULLETINS]:
        size += len(msgspec.json.encode(one))
        if size > _LARGEST_TOLD:
            break
        found.append(one)
    return found


def new_key() -> str:
    """A fresh private key, as it is kept (a JSON Web Key)."""
    return msgspec.json.encode(OKPKey.generate_key(_ALGORITHM).as_dict(private=True)).decode()


def public_part(private_key: str) -> str:
    """What others check by: 32 bytes in base64url, the `x` of the key."""
    return str(msgspec.json.decode(private_key)["x"])


def is_public_key(text: str) -> bool:
    """Whether it is such a key."""
    try:
        _public(text)
    except (ValueError, TypeError, JoseError):
        return False
    return True


def signed(feed: Feed, private_key: str) -> bytes:
    """A feed as it is sent."""
    key = OKPKey.import_key(msgspec.json.decode(private_key))
    member: HeaderDict = {"protected": {"alg": _ALGORITHM}}
    return msgspec.json.encode(jws.serialize_json(member, msgspec.json.encode(feed), key, algorithms=[_ALGORITHM]))


def opened(body: bytes, public_key: str, accepted: int, now: datetime) -> Feed:
    """The feed that a centre with this key has sent; FeedRefused where it isn't one, or isn't news.

    `accepted` is the sequence of the newest that was accepted: an older one was kept by somebody and sent again.
    """
    if len(body) > LARGEST_FEED:
        raise FeedRefused(Refusal.TOO_LARGE)
    try:
        sealed = msgspec.json.decode(body, type=_Sealed)
    except msgspec.ValidationError:
        raise FeedRefused(Refusal.FORMAT, "payload, protected, signature") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise FeedRefused(Refusal.NOT_JSON) from None
    payload = _verified(sealed, public_key)
    try:
        feed = msgspec.json.decode(payload, type=Feed)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FeedRefused(Refusal.FORMAT, str(error)) from None
    if feed.format != FORMAT or feed.sequence < 0:
        raise FeedRefused(Refusal.FORMAT, feed.format)
    if feed.made_at.tzinfo is None or feed.expires_at.tzinfo is None:
        raise FeedRefused(Refusal.FORMAT, "made_at, expires_at")
    if feed.expires_at <= now or not now - HOLDS_FOR <= feed.made_at <= now + _CLOCKS_DIFFER:
        raise FeedRefused(Refusal.EXPIRED, feed.made_at.isoformat())
    if feed.sequence < accepted:
        raise FeedRefused(Refusal.REPLAYED, f"{feed.sequence} < {accepted}")
    _check_bulletins(feed, now)
    return feed


class _Sealed(msgspec.Struct, forbid_unknown_fields=True):
    """What is on the wire; a header outside the signature would be anybody's word."""

    payload: str
    protected: str
    signature: str


def _verified(sealed: _Sealed, public_key: str) -> bytes:
    value: FlattenedJSONSerialization = {
        "payload": sealed.payload,
        "protected": sealed.protected,
        "signature": sealed.signature,
    }
    try:
        return bytes(jws.deserialize_json(value, _public(public_key), registry=_REGISTRY).payload)
    except (JoseError, ValueError, TypeError, KeyError):
        raise FeedRefused(Refusal.SIGNATURE) from None


def _check_bulletins(feed: Feed, now: datetime) -> None:
    """Refuses a feed with anything that couldn't have been written here: one centre's word, whole or not at all."""
    if len(feed.bulletins) > MOST_BULLETINS:
        raise FeedRefused(Refusal.TOO_LARGE, str(len(feed.bulletins)))
    for one in feed.bulletins:
        if not 0 < len(one.id) <= _LONGEST_ID or "\0" in one.id or one.version < 1:
            raise FeedRefused(Refusal.FAULTY, one.id)
        if one.valid_from.tzinfo is None or one.valid_to.tzinfo is None:
            raise FeedRefused(Refusal.FAULTY, one.id)
        if not one.withdrawn and one.valid_to > now and (wrong := faults(one.content(), _NOTHING_KNOWN, now)):
            raise FeedRefused(Refusal.FAULTY, f"{one.id}: {wrong[0].place}")


_NOTHING_KNOWN = Known((), (), ())


def _public(text: str) -> OKPKey:
    return OKPKey.import_key({"kty": "OKP", "crv": _ALGORITHM, "x": text})
