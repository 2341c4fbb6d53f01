"""Whose a case is by rules, in order, and why: by type, place, time, and who has how much to do. Pure."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cache

from sori.calendar import written_hours
from sori.platform.translation import Text


class Ground(StrEnum):
    """On what a case went to its department, or to people who say whose it is."""

    TYPE = "type"
    """No rule speaks of the type: its own department has it."""
    RULE = "rule"
    UNPLACED = "unplaced"
    """The rules of its type go by district, and where it is isn't certain: people decide."""
    UNRULED = "unruled"
    """The rules of its type go by more, and none is for a case such as this one: people decide."""
    LEARNED = "learned"
    """Rules left it to people, and what was learned from closed cases was sure enough."""
    FAILED = "failed"
    """Rules left it to people, and what was learned could not be asked: people decide, and the log says why."""


@dataclass(frozen=True, slots=True)
class Situation:
    """A case when it comes, as rules look at it.

    `district` is None where that isn't certain; `areas` are those of the city's own in which it lies. `local` is a time
    in the city's zone, `holidays` the days that are none to work on, `open_cases` how many each department has.
    """

    type_code: str
    district: str | None
    areas: frozenset[str]
    local: datetime
    holidays: Container[date] = ()
    open_cases: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """Such cases are these departments', of whom the one with the fewest open cases has each; none: the type's own.

    None of a type, of districts, of areas or hours holds for any, known or not. A department that has `fewer_than` open
    cases no more is out; where all are, the rule doesn't apply.
    """

    type_code: str | None = None
    districts: frozenset[str] | None = None
    areas: frozenset[str] | None = None
    hours: str | None = None
    departments: tuple[int, ...] = ()
    fewer_than: int | None = None

    def speaks_of(self, type_code: str) -> bool:
        """Whether it is of cases of this type."""
        return self.type_code is None or self.type_code == type_code

    def whose(self, situation: Situation, of_type: int) -> int | None:
        """Whose a case is by this rule; None where it doesn't apply. `of_type` is its type's own department."""
        applies = (
            self.speaks_of(situation.type_code)
            and (self.districts is None or situation.district in self.districts)
            and (self.areas is None or not self.areas.isdisjoint(situation.areas))
            and (self.hours is None or _read(self.hours).is_on(situation.local, situation.holidays))
        )
        if not applies:
            return None
        if not self.departments:
            return of_type
        loads = [(situation.open_cases.get(one, 0), at) for at, one in enumerate(self.departments)]
        load, at = min(loads)
        return self.departments[at] if self.fewer_than is None or load < self.fewer_than else None

    @property
    def goes_by_load(self) -> bool:
        """Whether it matters how many open cases its departments have."""
        return len(self.departments) > 1 or self.fewer_than is not None


_read = cache(written_hours.read)


@dataclass(frozen=True, slots=True)
class Decision:
    """Whose a case is, None where people say so; and why: which rule (from 1) where it was one."""

    department_id: int | None
    ground: Ground
    rule: int | None = None


def decide(rules: Sequence[Rule], situation: Situation, of_type: int) -> Decision:
    """The first rule that applies decides; `of_type` is the department of a type that no rule speaks of."""
    for number, rule in enumerate(rules, 1):
        whose = rule.whose(situation, of_type)
        if whose is not None:
            return Decision(whose, Ground.RULE, number)
    if not any(rule.speaks_of(situation.type_code) for rule in rules):
        return Decision(of_type, Ground.TYPE)
    return Decision(None, Ground.UNPLACED if situation.district is None else Ground.UNRULED)


@dataclass(frozen=True, slots=True)
class Sureness:
    """How sure it was of what was learned: the chance, and of how many cases as sure, held back, it was wrong."""

    chance: float
    measured: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Because:
    """Why a case went where it went, as it was called then; kept in its history."""

    ground: Ground
    district: Text | None = None
    everywhere: bool = False
    """Whether the rule holds for all districts."""
    learned: Sureness | None = None
    area: Text | None = None
    """The area of the city's own that the rule is of."""
    hours: str | None = None
    """When the rule holds, where it doesn't always."""
    open_cases: int | None = None
    """How many open cases the department had, where the rule goes by that."""
    fewer_than: int | None = None
    of_type: bool = False
    """Whether the rule gives it to the type's own department."""
