"""The line between web processes and the voice process: a browser's offer of a connection one way, the answer back."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sori.platform.line import Line
from sori.platform.problem import Problem
from sori.platform.translation import Language


@dataclass(frozen=True, slots=True)
class Caller:
    """A citizen calls; from a telephone `number`, where it is told."""

    key: UUID
    citizen_id: int
    language: Language
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Phone:
    """A counsellor's browser answers for a contact."""

    counsellor_id: int
    contact_id: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What a browser offers (SDP), and whose it is."""

    sdp: str
    caller: Caller | None = None
    phone: Phone | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to an offer, or the code of the problem why there is none."""

    sdp: str = ""
    problem: str | None = None
    status: int = 503


class VoiceLine(Line[Offer, Answered]):
    """Hands browsers' offers to the voice process."""

    def __init__(self, socket: Path | None) -> None:
        super().__init__(socket, Answered, "voice_away", within_s=8.0)

    async def connect(self, offer: Offer) -> str:
        """The answer to an offer; raises the Problem that the voice process names."""
        answered = await self.ask(offer)
        if answered.problem is not None:
            raise Problem(answered.status, answered.problem)
        return answered.sdp
