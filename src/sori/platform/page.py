"""Pages of a list that grows: newest first, each next page `before` the last id of the one before (keyset).

Every list that can grow is told as `items` with `next_before`, None on the last page.
"""

from collections.abc import Sequence
from typing import Protocol, TypeVar


class Identified(Protocol):
    """What has an id by which it is ordered."""

    @property
    def id(self) -> int:
        """Its place in the order."""
        ...


Item = TypeVar("Item", bound=Identified)


def paged(found: Sequence[Item], most: int) -> tuple[list[Item], int | None]:
    """A page of at most `most` and where the next begins, of what was found when one more was asked for."""
    return list(found[:most]), found[most - 1].id if len(found) > most else None
