"""Which documents count for whom, and what else decides between them, as arrays by slot."""

from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from sori.knowledge.search.model import EVERYTHING, Document, Filter
from sori.knowledge.search.weights import FRESHNESS, USE

_MOST_REMEMBERED = 64  # filters


class Selection:
    """What is known of the documents besides their texts."""

    def __init__(self) -> None:
        self.use = np.zeros(0, np.float32)
        self.boosts = np.zeros(0, np.float32)
        """What use and freshness add to how well the document of each slot answers."""
        self._from = np.zeros(0)
        self._until = np.zeros(0)
        # Slots by what is asked for: ("audience", "public") and so on.
        self._having: dict[tuple[str, str], set[int]] = {}
        self._of: dict[int, list[tuple[str, str]]] = {}
        self._masks: dict[tuple[str, str], NDArray[np.bool_]] = {}

    def grow(self, size: int) -> None:
        """Makes room for so many slots."""
        more = size - len(self.use)
        self.use = np.append(self.use, np.zeros(more, np.float32))
        self.boosts = np.append(self.boosts, np.zeros(more, np.float32))
        self._from = np.append(self._from, np.zeros(more))
        self._until = np.append(self._until, np.zeros(more))
        self._masks.clear()

    def add(self, slot: int, document: Document) -> None:
        """Takes a document in."""
        self.use[slot] = document.use
        self.boosts[slot] = USE * document.use + FRESHNESS * document.freshness
        self._from[slot] = -np.inf if document.valid_from is None else document.valid_from.timestamp()
        self._until[slot] = np.inf if document.valid_until is None else document.valid_until.timestamp()
        traits = [("audience", audience) for audience in document.audiences]
        traits += [("topic", topic) for topic in document.topics]
        traits += [("department", document.department)] if document.department is not None else []
        self._of[slot] = traits
        for trait in traits:
            self._having.setdefault(trait, set()).add(slot)
            self._masks.pop(trait, None)

    def remove(self, slot: int) -> None:
        """Takes a document out."""
        for trait in self._of.pop(slot):
            self._having[trait].discard(slot)
            self._masks.pop(trait, None)

    def of(self, only: Filter) -> NDArray[np.bool_]:
        """Gives, for each slot, whether what is there passes the filter; empty slots may pass."""
        passes = np.ones(len(self.use), bool)
        if only == EVERYTHING:
            return passes
        asked = (("audience", only.audience), ("topic", only.topic), ("department", only.department))
        for name, value in asked:
            if value is not None:
                passes &= self._mask((name, value))
        return passes if only.at is None else passes & self._valid(only.at)

    def _valid(self, at: datetime) -> NDArray[np.bool_]:
        moment = at.timestamp()
        return (self._from <= moment) & (moment < self._until)

    def _mask(self, trait: tuple[str, str]) -> NDArray[np.bool_]:
        if trait not in self._masks:
            if len(self._masks) >= _MOST_REMEMBERED:
                self._masks.clear()
            mask = np.zeros(len(self.use), bool)
            mask[list(self._having.get(trait, ()))] = True
            self._masks[trait] = mask
        return self._masks[trait]
