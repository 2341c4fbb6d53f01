"""Hashing passwords (Argon2id), which takes long on purpose."""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import ParamSpec, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

Outcome = TypeVar("Outcome")
Arguments = ParamSpec("Arguments")
_hasher = PasswordHasher()
# A hash takes 64 MiB and tens of milliseconds on purpose: two at a time, so that a shift logging in (or an attack)
# costs time and not the machine's memory.
_hashing = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")


async def in_turn(work: Callable[Arguments, Outcome], *arguments: Arguments.args, **named: Arguments.kwargs) -> Outcome:
    """What `work` gives, done in a thread when its turn comes."""
    return await asyncio.get_running_loop().run_in_executor(_hashing, lambda: work(*arguments, **named))


def hashed(password: str) -> str:
    """What is kept of a password."""
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether this is the password; none, of an unknown log-in, takes as long as a wrong one, and is no match."""
    try:
        return _hasher.verify(password_hash or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_urlsafe(32))
