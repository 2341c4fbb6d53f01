"""Keeping small secrets in the database such that a copy of the database alone opens none of them."""

import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12


class Seal:
    """Encrypts under the installation's secret (AES-256-GCM; its key is derived by HKDF, RFC 5869)."""

    def __init__(self, secret: str) -> None:
        self._cipher = AESGCM(_key(secret, b"sori: secrets in the database"))
        self._marking = _key(secret, b"sori: marks in the database")

    def close(self, secret: str, owner: str) -> bytes:
        """Encrypts a secret for its owner: moved to another's row it can't be opened."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, secret.encode(), owner.encode())

    def mark(self, text: str, owner: str) -> bytes:
        """What is kept of a short text that need only be known again: guessing it needs the installation's secret."""
        return hmac.digest(self._marking, f"{owner}\0{text}".encode(), "sha256")

    def open(self, sealed: bytes, owner: str) -> str | None:
        """The secret, or None where another installation's secret closed it or somebody changed it."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], owner.encode()).decode()
        except (InvalidTag, ValueError):
            return None


def _key(secret: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=purpose).derive(secret.encode())
