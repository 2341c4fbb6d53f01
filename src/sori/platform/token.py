"""Tokens that browsers keep in cookies and the database only as hashes."""

import hashlib
import secrets


def new_token() -> str:
    """A fresh token of 256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is kept of a token, so that a copy of the database opens nothing."""
    return hashlib.sha256(token.encode()).digest()
