"""A model of whose cases are, made of closed ones: what was learned, and how sure it must be to send. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from sori.cases.dispatch.learned import Learned, learn
from sori.cases.dispatch.opened import Opened, terms
from sori.cases.dispatch.sureness import Measured, Thresholds, thresholds

_PARTS = 4
_HELD_BACK = (2, 3)
"""Of four parts in time the third is foretold from the first two, and the fourth from the first three."""
FEWEST = 400
"""Closed cases below which nothing is learned: held back would be too few to measure an error on."""
_BINS = 10


@dataclass(frozen=True, slots=True)
class LearningSetting:
    """Whether cases are sent by what was learned, and the share of them that may go wrong."""

    automatic: bool
    most_errors: float


@dataclass(frozen=True, slots=True)
class ClosedCase:
    """A case as it was opened, whose it was in the end, as a key, and whether rules would leave it to people.

    Those alone are sent by what is learned, so on those alone errors are measured.
    """

    opened: Opened
    whose: str
    left_to_people: bool = True


@dataclass(frozen=True, slots=True)
class Trial:
    """How sending would have gone: thresholds set on earlier cases, tried on `cases` later ones.

    Of these so many would have been sent, so many of them wrongly; `right` is of how many the likeliest was right.
    """

    cases: int
    right: int
    sent: int
    sent_wrongly: int


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned of so many cases, and how sure it must be, by what was `measured` on cases held back."""

    learned: Learned
    thresholds: Thresholds
    cases: int
    measured: int
    trial: Trial
    calibration_error: float
    most: float
    """The share of errors that was aimed at."""


@dataclass(frozen=True, slots=True)
class Foretold:
    """Whose a case is likeliest, with the chance, and whether it is sent without a person."""

    whose: str
    chance: float
    sends: bool


def model_of(closed: Sequence[ClosedCase], most: float) -> Model | None:
    """Learns from closed cases in order of time, for this share of errors at most; None where they are too few."""
    if len(closed) < FEWEST:
        return None
    known = [terms(one.opened) for one in closed]
    ends = [round(len(closed) * part / _PARTS) for part in range(_PARTS + 1)]
    stated = [_stated(closed, known, ends[part], ends[part + 1]) for part in _HELD_BACK]
    warmth = _warmth([one for part in stated for one in part])
    earlier, later = ([_measured(one, warmth) for one in part] for part in stated)
    if not earlier or not later:
        return None
    tried = thresholds(earlier, most)
    sent = [one for one in later if tried.sends(one.type_code, one.district, one.chance)]
    return Model(
        learned=replace(_learned(closed, known, len(closed)), warmth=warmth),
        thresholds=thresholds([*earlier, *later], most),
        cases=len(closed),
        measured=len(earlier) + len(later),
        trial=Trial(len(later), sum(one.right for one in later), len(sent), sum(not one.right for one in sent)),
        calibration_error=_calibration_error([*earlier, *later]),
        most=most,
    )


def foretold(model: Model, opened: Opened) -> Foretold:
    """Whose a case is likeliest, and whether that is sure enough."""
    chances = model.learned.chances(terms(opened))
    best = int(chances.argmax())
    chance = float(chances[best])
    sends = model.thresholds.sends(opened.type_code, opened.district, chance)
    return Foretold(model.learned.keys[best], chance, sends)


_Stated = tuple[ClosedCase, Sequence[str], NDArray[np.float64]]
"""A case held back, the keys that were known, and the chance of each."""


def _stated(closed: Sequence[ClosedCase], known: Sequence[Sequence[str]], begin: int, end: int) -> list[_Stated]:
    """What is foretold of the cases of a part from those before it."""
    held = [at for at in range(begin, end) if closed[at].left_to_people]
    if not held:
        return []
    learned = _learned(closed, known, begin)
    return [(closed[at], learned.keys, learned.chances(known[at])) for at in held]


def _learned(closed: Sequence[ClosedCase], known: Sequence[Sequence[str]], until: int) -> Learned:
    return learn(known[:until], [one.whose for one in closed[:until]])


def _warmth(stated: Sequence[_Stated]) -> float:
    """By what worths are divided so that chances come true: temperature scaling (Guo and others 2017)."""
    known = [(_worth(chances), keys.index(case.whose)) for case, keys, chances in stated if case.whose in keys]

    def missed(warmth: float) -> float:
        return float(sum(np.log(np.exp((one - one[at]) / warmth).sum()) for one, at in known))

    return float(minimize_scalar(missed, bounds=(0.25, 4.0), method="bounded", options={"xatol": 0.01}).x)


def _worth(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = np.log(np.maximum(chances, 1e-12))
    return found


def _measured(stated: _Stated, warmth: float) -> Measured:
    case, keys, chances = stated
    shares = np.exp(_worth(chances) / warmth)
    best = int(chances.argmax())
    chance = float(shares[best] / shares.sum())
    return Measured(case.opened.type_code, case.opened.district, chance, keys[best] == case.whose)


def _calibration_error(measured: Sequence[Measured]) -> float:
    """The expected calibration error in bins of equal count (Nguyen and O'Connor 2015)."""
    ordered = sorted(measured, key=lambda one: one.chance)
    parts = [part for part in np.array_split(np.arange(len(ordered)), _BINS) if len(part)]
    gaps = [abs(sum(ordered[at].chance - ordered[at].right for at in part)) for part in parts]
    return float(sum(gaps)) / len(ordered)
