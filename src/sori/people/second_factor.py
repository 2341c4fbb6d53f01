"""The second factor: codes that a telephone computes from a shared secret and the time (TOTP, RFC 6238), and recovery
codes for when it is lost. Pure: the time is passed in."""

import hmac
import secrets
from datetime import datetime
from io import BytesIO

import pyotp
import segno

STEP_S = 30
_STEPS_BESIDE = 1
"""A code of the step before or after is taken too: clocks differ, and typing takes time (RFC 6238, 5.2)."""
RECOVERY_CODES = 10
_RECOVERY_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_RECOVERY_LENGTH = 10


def new_secret() -> str:
    """A fresh secret of 160 bits in base 32 (RFC 4226, 4)."""
    return pyotp.random_base32(32)


def step_of(secret: str, code: str, now: datetime, last_step: int) -> int | None:
    """The time step whose code this is, or None where it is none of those taken now.

    Of the steps around now only those after `last_step`, from which a code was taken already, so that none is taken
    twice. Every step is compared, whichever fits, so that the time it takes tells nothing.
    """
    totp = pyotp.TOTP(secret)
    here = int(now.timestamp()) // STEP_S
    found = None
    for step in range(here - _STEPS_BESIDE, here + _STEPS_BESIDE + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()) and step > last_step:
            found = step
    return found


def address(secret: str, login: str, centre: str) -> str:
    """The `otpauth:` address of a secret, which an authenticator app reads from a picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=centre)


def picture(text: str) -> str:
    """A text as a QR code, as SVG; black on white in both colour schemes, since cameras want it so."""
    drawn = BytesIO()
    segno.make(text, error="m").save(drawn, kind="svg", scale=4, border=4, dark="#000", light="#fff", xmldecl=False)
    return drawn.getvalue().decode()


def new_recovery_codes() -> list[str]:
    """Fresh recovery codes of 49 random bits, in letters and digits that nobody mistakes for others."""
    return ["".join(secrets.choice(_RECOVERY_ALPHABET) for _ in range(_RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]


def typed(code: str) -> str:
    """A code as it was typed, without the spaces and hyphens that make it easier to read."""
    return "".join(character for character in code.lower() if character.isalnum())
