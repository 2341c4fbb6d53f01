"""The line between web processes and the search process."""

from pathlib import Path

from sori.knowledge.finding import Matches, Question
from sori.platform.line import Line

HEARTBEAT = "search"
"""The name of the search process's sign of life."""


class SearchLine(Line[Question, Matches]):
    """Asks the search process what is found; Problem 503 where it is away."""

    def __init__(self, path: Path | None) -> None:
        super().__init__(path, Matches, "search_away")
