"""What is wrong with rules as a whole, before they are kept: those that never apply, and what is left to none. Pure.

Both are found exactly. Of what a rule is of, it is enough to look at the cases that the fewest other rules apply to: in
one of its districts (where the rule names none: in one that isn't known), in one of its areas alone (else in none),
with one of its departments at its limit and every other one full. A rule that applies to these applies to all others
that the first is of. Time is looked at minute by minute, through each weekday as a holiday or not after a day that was
one or not.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

from sori.calendar import written_hours
from sori.cases.dispatch.rules import Rule
from sori.platform.problem import Wrong

_DAY = 24 * 60
_HOLIDAY = 7
_DAYS = list(product(range(7), (False, True), (False, True)))
"""Each weekday (Monday is 0), whether it is a holiday, and whether the day before was one."""
_CALLED = ("월 (Mon)", "화 (Tue)", "수 (Wed)", "목 (Thu)", "금 (Fri)", "토 (Sat)", "일 (Sun)", "공휴일 (holiday)")
_ALWAYS = (1 << len(_DAYS) * _DAY) - 1


@dataclass(frozen=True, slots=True)
class FaultyRule:
    """A rule that can't be kept: its place in the list, from 0, and what is wrong with it."""

    at: int
    wrong: Wrong


def faults(rules: Sequence[Rule], districts: Mapping[str, str]) -> list[FaultyRule]:
    """What is wrong with rules as a whole; `districts` are the city's, name by code.

    A rule that can never apply, since those before it have all that it is of; and rules of a type that leave what is in
    a district of the city to none, always or at some time, outside of the city's own areas or when all are full.
    """
    found = [
        FaultyRule(at, Wrong("type", "dispatch_rule_covered", {"rules": ", ".join(str(one + 1) for one in covering)}))
        for at in range(len(rules))
        if (covering := _covering(rules, at)) is not None
    ]
    for type_code in dict.fromkeys(rule.type_code for rule in rules):
        missing = _missing([rule for rule in rules if rule.type_code in (None, type_code)], districts)
        if missing is not None:
            last = max(at for at, rule in enumerate(rules) if rule.type_code == type_code)
            found.append(FaultyRule(last, missing))
    return found


@dataclass(frozen=True, slots=True)
class _Corner:
    """Cases that the fewest rules apply to, of those that a rule is of: where, and who isn't full at how many cases."""

    district: str | None
    area: str | None = None
    free: tuple[int, int] | None = None


def _corners(rule: Rule) -> Iterator[_Corner]:
    free = [None] if rule.fewer_than is None else [(one, rule.fewer_than - 1) for one in rule.departments]
    for parts in product(rule.districts or [None], rule.areas or [None], free):
        yield _Corner(*parts)


def _takes(rule: Rule, corner: _Corner) -> bool:
    """Whether a rule applies in a corner, at its hours."""
    return (
        (rule.districts is None or corner.district in rule.districts)
        and (rule.areas is None or corner.area in rule.areas)
        and (rule.fewer_than is None or _has_room(rule.departments, rule.fewer_than, corner.free))
    )


def _has_room(departments: Sequence[int], fewer_than: int, free: tuple[int, int] | None) -> bool:
    return free is not None and free[0] in departments and free[1] < fewer_than


def _covering(rules: Sequence[Rule], at: int) -> list[int] | None:
    """The rules that have before it all that a rule is of; None where something is left to it."""
    rule = rules[at]
    before = [one for one in range(at) if rules[one].type_code in (None, rule.type_code)]
    used = set[int]()
    for corner in _corners(rule):
        left = _moments(rule.hours)
        for one in before:
            has = _moments(rules[one].hours) & left if _takes(rules[one], corner) else 0
            if has:
                used.add(one)
                left &= ~has
        if left:
            return None
    return sorted(used)


def _missing(rules: Sequence[Rule], districts: Mapping[str, str]) -> Wrong | None:
    """What of the cases that these rules speak of they leave to none, by what the next rule would have to be of."""
    left = {code: _left(rules, code, lambda _: True) for code in districts}
    unruled = [code for code, moments in left.items() if moments == _ALWAYS]
    if unruled:
        return Wrong("districts", "dispatch_districts_missing", {"districts": _named(unruled, districts)})
    at_times = [code for code, moments in left.items() if moments]
    if at_times:
        when = _told(left[at_times[0]])
        return Wrong("hours", "dispatch_hours_missing", {"districts": _named(at_times, districts), "when": when})
    outside = [code for code in districts if _left(rules, code, lambda rule: rule.areas is None)]
    if outside:
        return Wrong("areas", "dispatch_areas_missing", {"districts": _named(outside, districts)})
    full = [
        code for code in districts if _left(rules, code, lambda rule: rule.areas is None and rule.fewer_than is None)
    ]
    if full:
        return Wrong("fewer_than", "dispatch_load_missing", {"districts": _named(full, districts)})
    return None


def _left(rules: Iterable[Rule], district: str, counts: Callable[[Rule], bool]) -> int:
    """The moments at which none of the rules that count is for a district."""
    left = _ALWAYS
    for rule in rules:
        if counts(rule) and (rule.districts is None or district in rule.districts):
            left &= ~_moments(rule.hours)
    return left


def _named(codes: Iterable[str], districts: Mapping[str, str]) -> str:
    return ", ".join(districts[code] for code in codes)


@cache
def _moments(hours: str | None) -> int:
    """The minutes of all sorts of days at which hours hold, a bit each; None: always."""
    if hours is None:
        return _ALWAYS
    days = written_hours.read(hours).days
    found = 0
    for place, (weekday, holiday, after_holiday) in enumerate(_DAYS):
        today = days[_HOLIDAY if holiday else weekday]
        yesterday = days[_HOLIDAY if after_holiday else (weekday - 1) % 7]
        spans = [(one.opens_minute, one.closes_minute) for one in today]
        spans += [(one.opens_minute - _DAY, one.closes_minute - _DAY) for one in yesterday]
        for opens, closes in spans:
            begin, end = max(opens, 0), min(closes, _DAY)
            if begin < end:
                found |= ((1 << (end - begin)) - 1) << (place * _DAY + begin)
    return found


def _told(moments: int) -> str:
    """The first of these moments, as hours are written."""
    place, minute = divmod((moments & -moments).bit_length() - 1, _DAY)
    weekday, holiday, _ = _DAYS[place]
    return f"{_CALLED[_HOLIDAY if holiday else weekday]} {minute // 60:02}:{minute % 60:02}"
