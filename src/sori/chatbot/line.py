"""The line between web processes and the one that knows what words mean, which is the search process."""

from dataclasses import dataclass
from pathlib import Path

from sori.chatbot.model import Reading, Understood
from sori.platform.line import Line
from sori.platform.problem import Problem


@dataclass(frozen=True, slots=True)
class Words:
    """What a citizen said."""

    text: str


@dataclass(frozen=True, slots=True)
class Meant:
    """What words may mean, the likeliest first; `ready` is whether anything has been learned yet."""

    ready: bool
    readings: list[Reading]


class MeaningLine(Line[Words, Meant]):
    """Asks what words mean."""

    def __init__(self, search_socket: Path | None) -> None:
        super().__init__(None if search_socket is None else beside(search_socket), Meant, "chatbot_away")

    async def understood(self, text: str) -> Understood:
        """What the words mean; `away` where nobody can be asked, which is no fault of who said them."""
        try:
            meant = await self.ask(Words(text))
        except Problem:
            return Understood(away=True)
        return Understood(tuple(meant.readings), away=not meant.ready)


def beside(search_socket: Path) -> Path:
    """The socket of this line, beside that of the search."""
    return search_socket.with_name(f"{search_socket.name}.meaning")
