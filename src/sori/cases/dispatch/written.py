"""Rules as they are written, in a file or on the page for them: read, checked one by one, and written again. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import tomlkit

from sori.calendar import written_hours
from sori.cases.dispatch.faults import FaultyRule, faults
from sori.cases.dispatch.rules import Rule
from sori.platform.problem import Wrong
from sori.platform.translation import Language, Text

LONGEST_HOURS = 200
_MOST_OPEN = 100_000
_FIELDS = ("type", "districts", "areas", "hours", "department", "fewer_than")
_HEAD = "Whose cases are: the first rule that applies decides. sori import dispatch-rules FILE --as LOGIN"


@dataclass(frozen=True, slots=True)
class Named:
    """What rules may name: departments by id with code and name, types, districts and the city's own areas by code."""

    departments: Mapping[int, tuple[str, Text]]
    types: Mapping[str, Text]
    districts: Mapping[str, Text]
    areas: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class WrittenRule:
    """A rule by codes; what is None holds for any, and no department is the type's own."""

    type: str | None = None
    districts: list[str] | None = None
    areas: list[str] | None = None
    hours: str | None = None
    department: list[str] | None = None
    fewer_than: int | None = None


def read(rows: Sequence[Mapping[str, Any]], named: Named, language: Language) -> tuple[list[Rule], list[FaultyRule]]:
    """The rules, and all that is wrong: with each by itself, else with them as a whole."""
    offices = {code: id_ for id_, (code, _) in named.departments.items()}
    districts, areas = _by_name(named.districts), _by_name(named.areas)
    found: list[Rule] = []
    faulty: list[FaultyRule] = []
    for at, row in enumerate(rows):
        wrong = [Wrong(str(name), "articles_field") for name in row if name not in _FIELDS]
        rule = Rule(
            _type(row, named.types, wrong),
            _codes(row, "districts", districts, "dispatch_district", wrong),
            _codes(row, "areas", areas, "dispatch_area", wrong),
            _hours(row, wrong),
            _departments(row, offices, wrong),
            _limit(row, wrong),
        )
        faulty += [FaultyRule(at, one) for one in wrong]
        found.append(rule)
    if not faulty:
        faulty = faults(found, {code: getattr(name, language) for code, name in named.districts.items()})
    return found, sorted(faulty, key=lambda one: one.at)


def shown(rules: Sequence[Rule], named: Named) -> list[WrittenRule]:
    """The rules by codes."""
    return [
        WrittenRule(
            rule.type_code,
            None if rule.districts is None else sorted(rule.districts),
            None if rule.areas is None else sorted(rule.areas),
            rule.hours,
            [named.departments[one][0] for one in rule.departments] or None,
            rule.fewer_than,
        )
        for rule in rules
    ]


def in_file(rules: Sequence[WrittenRule]) -> str:
    """The rules as a file that can be brought in again."""
    document = tomlkit.document()
    document.add(tomlkit.comment(_HEAD))
    tables = tomlkit.aot()
    for rule in rules:
        table = tomlkit.table()
        for name in _FIELDS:
            value = getattr(rule, name)
            if name == "department" and value is not None and len(value) == 1:
                [value] = value
            if value is not None:
                table.add(name, value)
        tables.append(table)
    document.add("rule", tables)
    return tomlkit.dumps(document)


def _by_name(named: Mapping[str, Text]) -> Callable[[object], str | None]:
    """What finds a code by itself or by a name."""
    found = {name: code for code, text in named.items() for name in (text.en, text.ko)} | {code: code for code in named}
    return lambda said: found.get(said) if isinstance(said, str) else None


def _type(row: Mapping[str, Any], types: Mapping[str, Text], wrong: list[Wrong]) -> str | None:
    said = row.get("type")
    if said is None or (isinstance(said, str) and said in types):
        return said
    wrong.append(Wrong("type", "dispatch_type", {"found": str(said)[:50]}))
    return None


def _codes(
    row: Mapping[str, Any], field: str, known: Callable[[object], str | None], fault: str, wrong: list[Wrong]
) -> frozenset[str] | None:
    given = row.get(field)
    if given is None:
        return None
    if not isinstance(given, list) or not given:
        wrong.append(Wrong(field, "dispatch_list"))
        return None
    wrong += [Wrong(field, fault, {"found": str(one)[:50]}) for one in given if known(one) is None]
    return frozenset(code for one in given if (code := known(one)) is not None)


def _hours(row: Mapping[str, Any], wrong: list[Wrong]) -> str | None:
    said = row.get("hours")
    if said is None:
        return None
    try:
        if not isinstance(said, str) or len(said) > LONGEST_HOURS or "\0" in said:
            raise written_hours.HoursUnreadable(str(said)[:50])
        written_hours.read(said)
    except written_hours.HoursUnreadable as error:
        wrong.append(Wrong("hours", "dispatch_hours", {"part": error.part}))
        return None
    return said.strip()


def _departments(row: Mapping[str, Any], offices: Mapping[str, int], wrong: list[Wrong]) -> tuple[int, ...]:
    said = row.get("department")
    given = [] if said is None else said if isinstance(said, list) else [said]
    if said is not None and not given:
        wrong.append(Wrong("department", "dispatch_list"))
    unknown = [one for one in given if not isinstance(one, str) or one not in offices]
    wrong += [Wrong("department", "form_department", {"found": str(one)[:50]}) for one in unknown]
    return tuple(dict.fromkeys(offices[one] for one in given if one not in unknown))


def _limit(row: Mapping[str, Any], wrong: list[Wrong]) -> int | None:
    said = row.get("fewer_than")
    if said is None:
        return None
    if isinstance(said, bool) or not isinstance(said, int) or not 0 < said <= _MOST_OPEN:
        wrong.append(Wrong("fewer_than", "dispatch_limit", {"most": _MOST_OPEN}))
    elif row.get("department") is None:
        wrong.append(Wrong("fewer_than", "dispatch_limit_of_none"))
    else:
        return said
    return None
