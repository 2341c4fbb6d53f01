"""What a delivery receipt says: of which part, and whether it arrived."""

import re
from dataclasses import dataclass

_FIELD = re.compile(r"\b(id|stat|err):\s*(\S+)", re.IGNORECASE)
_ARRIVED = frozenset({"DELIVRD"})
_LOST = frozenset({"EXPIRED", "DELETED", "UNDELIV", "REJECTD"})
_STATES = {2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 8: "REJECTD"}
"""States that are final, as optional parameters number them (SMPP 3.4, 5.2.28)."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A final word on a part: by which reference it was taken, whether it arrived, and what the server calls it."""

    reference: str
    arrived: bool
    code: str


def receipt(text: bytes, reference: bytes | None, state: int | None) -> Receipt | None:
    """What a receipt says; None where it is no last word (on its way, unknown), or says nothing that can be understood.

    Optional parameters (`reference`, `state`) come before the text, whose layout each server may choose; most keep to
    the one of SMPP 3.4, appendix B.
    """
    fields = {name.lower(): value for name, value in _FIELD.findall(text.decode("latin-1"))}
    named = (reference or b"").rstrip(b"\0").decode("latin-1") or fields.get("id", "")
    stat = _STATES.get(state or 0) or fields.get("stat", "").upper()[:7]
    if not named or stat not in _ARRIVED | _LOST:
        return None
    error = fields.get("err", "").lstrip("0")
    return Receipt(named, stat in _ARRIVED, f"{stat} {error}".strip())
