"""From which chance on a case is sent without a person: set per type and district from measured errors. Pure.

Measured is on cases that were held back from learning. Of all of them together the upper limit of the error's share
counts, with 95 % confidence (Clopper and Pearson 1934). Of a type, and of a type in a district, what was measured there
counts beside what is known of the wider group, its own cases among it, as much as `_WEIGHT_OF_WIDER` cases (the
m-estimate, Cestnik 1990, "Estimating probabilities"): with few cases of its own a group follows the wider one, with
many it goes its own way. Where all together allow no threshold, nothing is sent.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

Numbers = NDArray[np.float64]
_CONFIDENCE = 0.95
_WEIGHT_OF_WIDER = 50.0
NOTHING = 2.0
"""A threshold that no case reaches."""
FEWEST_OF_TYPE = 20
"""Of a type of which fewer cases were measured nothing is sent without a person."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of a case that was held back: the chance that was stated of the likeliest, and whether it was right."""

    type_code: str
    district: str | None
    chance: float
    right: bool


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which chance on is sent: of the `cases` measured in the group so many are, so many of them wrongly.

    `error` is the share of errors that was held to the limit, as the module says.
    """

    chance: float
    cases: int
    sent: int
    wrong: int
    error: float


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Thresholds of all cases together, by type, and by type and district."""

    together: Threshold
    types: Mapping[str, Threshold]
    districts: Mapping[str, Mapping[str, Threshold]]

    def of(self, type_code: str, district: str | None) -> Threshold | None:
        """The threshold for cases of a type in a district: of both where any was measured there, else of the type.

        None where too few were measured, of the type or altogether, to send anything.
        """
        of_type = self.types.get(type_code)
        if self.together.chance == NOTHING or of_type is None or of_type.cases < FEWEST_OF_TYPE:
            return None
        return self.districts.get(type_code, {}).get(district or "", of_type)

    def sends(self, type_code: str, district: str | None, chance: float) -> bool:
        """Whether a case is sent without a person, when the likeliest department has this chance."""
        threshold = self.of(type_code, district)
        return threshold is not None and chance >= threshold.chance


def thresholds(measured: Sequence[Measured], most: float) -> Thresholds:
    """The lowest thresholds at which at most this share of what is sent goes wrong."""
    chances = np.array([one.chance for one in measured])
    asked = np.unique(chances)
    whole = _Group(measured)

    def limit(at: Numbers) -> Numbers:
        sent, wrong = whole.counts(at)
        right = np.maximum(sent - wrong, 1e-9)
        found: Numbers = np.where(sent == wrong, 1.0, betaincinv(wrong + 1, right, _CONFIDENCE))
        return found

    by_type: dict[str, list[Measured]] = defaultdict(list)
    by_district: dict[str, dict[str, list[Measured]]] = defaultdict(lambda: defaultdict(list))
    for one in measured:
        by_type[one.type_code].append(one)
        by_district[one.type_code][one.district or ""].append(one)
    types, districts = {}, {}
    for type_code, its in by_type.items():
        group = _Group(its)
        of_type = group.beside(limit)
        types[type_code] = group.threshold(asked, of_type, most)
        districts[type_code] = {
            district: (inner := _Group(cases)).threshold(asked, inner.beside(of_type), most)
            for district, cases in by_district[type_code].items()
        }
    return Thresholds(whole.threshold(asked, limit, most), types, districts)


class _Group:
    """Cases that were measured, by chance."""

    def __init__(self, measured: Iterable[Measured]) -> None:
        ordered = sorted(measured, key=lambda one: -one.chance)
        self._below = np.array([-one.chance for one in ordered])
        self._wrong = np.concatenate([[0], np.cumsum([not one.right for one in ordered])])

    def counts(self, at: Numbers) -> tuple[Numbers, Numbers]:
        """How many have at least each of these chances, and how many of them are wrong."""
        sent = np.searchsorted(self._below, -at, side="right")
        return sent.astype(np.float64), self._wrong[sent].astype(np.float64)

    def beside(self, wider: Callable[[Numbers], Numbers]) -> Callable[[Numbers], Numbers]:
        """The share of errors at each chance, what is known of the wider group counted in."""

        def error(at: Numbers) -> Numbers:
            sent, wrong = self.counts(at)
            found: Numbers = (wrong + _WEIGHT_OF_WIDER * wider(at)) / (sent + _WEIGHT_OF_WIDER)
            return found

        return error

    def threshold(self, asked: Numbers, error: Callable[[Numbers], Numbers], most: float) -> Threshold:
        """The lowest of the chances asked about at which no more than this share goes wrong."""
        errors = error(asked)
        good = np.flatnonzero(errors <= most)
        cases = len(self._below)
        if not len(good):
            return Threshold(NOTHING, cases, 0, 0, 1.0)
        at = asked[good[:1]]
        [sent], [wrong] = self.counts(at)
        return Threshold(float(at[0]), cases, int(sent), int(wrong), float(errors[good[0]]))
