"""Whose a case is by rules, in order; why; and what is wrong with rules before they are kept. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sori.platform.problem import Wrong
from sori.platform.translation import Text


class Ground(StrEnum):
    """On what a case went to its department, or to people who say whose it is."""

    TYPE = "type"
    """No rule speaks of the type: its own department has it."""
    RULE = "rule"
    UNPLACED = "unplaced"
    """The rules of its type go by district, and where it is isn't certain: people decide."""
    UNRULED = "unruled"
    """The rules of its type go by district, and none names the one where it is: people decide."""
    LEARNED = "learned"
    """Rules left it to people, and what was learned from closed cases was sure enough."""
    FAILED = "failed"
    """Rules left it to people, and what was learned could not be asked: people decide, and the log says why."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Cases of a type (None: any) in one of these districts (None: wherever, known or not) are a department's."""

    type_code: str | None
    districts: frozenset[str] | None
    department_id: int

    def speaks_of(self, type_code: str) -> bool:
        """Whether it is of cases of this type."""
        return self.type_code is None or self.type_code == type_code

    def applies(self, type_code: str, district: str | None) -> bool:
        """Whether it decides whose a case of this type there is; None where that isn't certain."""
        return self.speaks_of(type_code) and (self.districts is None or district in self.districts)


@dataclass(frozen=True, slots=True)
class Decision:
    """Whose a case is, None where people say so; and why: which rule (from 1) where it was one."""

    department_id: int | None
    ground: Ground
    rule: int | None = None


def decide(rules: Sequence[Rule], type_code: str, district: str | None, of_type: int) -> Decision:
    """The first rule that applies decides; `of_type` is the department of a type that no rule speaks of."""
    for number, rule in enumerate(rules, 1):
        if rule.applies(type_code, district):
            return Decision(rule.department_id, Ground.RULE, number)
    if not any(rule.speaks_of(type_code) for rule in rules):
        return Decision(of_type, Ground.TYPE)
    return Decision(None, Ground.UNPLACED if district is None else Ground.UNRULED)


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


@dataclass(frozen=True, slots=True)
class FaultyRule:
    """A rule that can't be kept: its place in the list, from 0, and what is wrong with it."""

    at: int
    wrong: Wrong


def faults(rules: Sequence[Rule], districts: Mapping[str, str]) -> list[FaultyRule]:
    """What is wrong with rules as a whole; `districts` are the city's, name by code.

    A rule that can never apply, since those before it have all that it is of; and rules by district that leave a
    district of a type to none.
    """
    found = [
        FaultyRule(at, Wrong("type", "dispatch_rule_covered", {"rules": ", ".join(str(one + 1) for one in covering)}))
        for at in range(len(rules))
        if (covering := _covering(rules, at)) is not None
    ]
    for type_code in dict.fromkeys(rule.type_code for rule in rules):
        missing = _missing(rules, type_code, districts)
        last = max(at for at, rule in enumerate(rules) if rule.type_code == type_code)
        if missing:
            names = ", ".join(districts[code] for code in missing)
            found.append(FaultyRule(last, Wrong("districts", "dispatch_districts_missing", {"districts": names})))
    return found


def _covering(rules: Sequence[Rule], at: int) -> list[int] | None:
    """The rules that have before it all that a rule is of; None where something is left to it."""
    rule = rules[at]
    before = [one for one in range(at) if rules[one].type_code in (None, rule.type_code)]
    for one in before:
        if rules[one].districts is None:
            return [one]
    if rule.districts is None:
        return None
    left, used = set(rule.districts), []
    for one in before:
        has = left & (rules[one].districts or frozenset())
        if has:
            used.append(one)
            left -= has
    return None if left else used


def _missing(rules: Sequence[Rule], type_code: str | None, districts: Collection[str]) -> list[str]:
    """The districts in which no rule is for cases of a type; None: of a type that no rule names."""
    left = set(districts)
    for rule in rules:
        if rule.type_code in (None, type_code):
            if rule.districts is None:
                return []
            left -= rule.districts
    return [code for code in districts if code in left]
