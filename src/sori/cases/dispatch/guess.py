"""Whose a case may be, guessed from who took such cases on: what people who dispatch choose from. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sori.platform.translation import Text

GUESSES = 2
_WEIGHT_OF_TYPE = 5.0
"""As many cases of a district count as what is known of the type in the whole city."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A department and the share of such cases that it took on, 0 to 1."""

    department_id: int
    share: float


@dataclass(frozen=True, slots=True)
class GuessedDepartment:
    """A department that a case may be of, and the share of such cases that it took on, 0 to 1."""

    department_id: int
    department: Text
    share: float


def guesses(
    in_district: Mapping[int, int], anywhere: Mapping[int, int], not_theirs: Collection[int]
) -> Sequence[Guess]:
    """The departments that such a case is likeliest of, at most two, the likeliest first.

    Both count how many cases of its type each department took on, in its district and in the whole city, which is what
    is expected of a district of which little is known: the m-estimate (Cestnik 1990, "Estimating probabilities").
    Those that gave the case back (`not_theirs`) are out of the question.
    """
    asked = {one: count for one, count in anywhere.items() if one not in not_theirs}
    of_all = sum(asked.values())
    if not of_all:
        return []
    known = {one: in_district.get(one, 0) for one in asked}
    weight = sum(known.values()) + _WEIGHT_OF_TYPE
    shares = [
        Guess(one, (known[one] + _WEIGHT_OF_TYPE * count / of_all) / weight) for one, count in asked.items() if count
    ]
    return sorted(shares, key=lambda one: (-one.share, one.department_id))[:GUESSES]
