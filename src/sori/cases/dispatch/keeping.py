"""Use cases of the rules themselves: what holds, checking a draft, what it would change, keeping it, files of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from sori.cases import place, places
from sori.cases.deadline import WorkingTime
from sori.cases.dispatch import rules, service, store, written
from sori.cases.dispatch.faults import FaultyRule
from sori.cases.dispatch.rules import Decision, Rule, Situation
from sori.cases.dispatch.store import DispatchChange, RecentCase
from sori.cases.dispatch.written import Named, WrittenRule
from sori.cases.life.working_time import working_time
from sori.cases.model import point_of
from sori.geo.atlas import Atlas
from sori.knowledge.importing import FileFaulty, toml
from sori.knowledge.importing.row import Row
from sori.people import service as people
from sori.people.model import Actor
from sori.people.service import departments
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.page import paged
from sori.platform.problem import Problem, Wrong
from sori.platform.translation import Language, Text, translated

_RECENT = 100
_PAGE = 20
_LONGEST_NOTE = 500
MOST_RULES = 2_000


@dataclass(frozen=True, slots=True)
class RejectedRule:
    """What is wrong with a rule: its line in a file (0: it is of none), its place from 1, the field, why in words."""

    line: int
    rule: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportedRules:
    """What came of a file: how many rules hold now, or what is wrong, and nothing changed."""

    rules: int
    rejected: list[RejectedRule]


@dataclass(frozen=True, slots=True)
class RuleChoice:
    """Something that a rule may name."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class RulesShown:
    """The rules that hold, since which change (0: none yet), and what they may name."""

    change: int
    rules: list[WrittenRule]
    types: list[RuleChoice]
    districts: list[RuleChoice]
    areas: list[RuleChoice]
    departments: list[RuleChoice]


@dataclass(frozen=True, slots=True)
class MovedCase:
    """A case that would have gone elsewhere: whose it would have been; None: people would have decided."""

    id: int
    number: str
    type_name: Text
    received_at: datetime
    before: Text | None
    after: Text | None


@dataclass(frozen=True, slots=True)
class CheckedRules:
    """What is wrong with a draft; where nothing is, what it would have done with so many of the last cases."""

    rejected: list[RejectedRule]
    cases: int
    moved: list[MovedCase]


@dataclass(frozen=True, slots=True)
class ReadRules:
    """The rules of a file to go on with, and what is wrong with them."""

    rules: list[WrittenRule]
    rejected: list[RejectedRule]


@dataclass(frozen=True, slots=True)
class TriedDispatch:
    """Whose a case would be by a draft, None: people would decide; by which rule (from 1), and because of what."""

    department: Text | None
    rule: int | None
    because: Text


class RulesFaulty(Problem):
    """Rules that can't be kept; `errors` has all that is wrong, each at `<rule from 1>.<field>`."""

    def __init__(self, faulty: Sequence[FaultyRule]) -> None:
        wrong = [Wrong(f"{one.at + 1}.{one.wrong.place}", one.wrong.code, one.wrong.values) for one in faulty]
        super().__init__(422, "dispatch_rules_faulty", errors=wrong, number=len(faulty))


async def shown(transaction: Transaction) -> RulesShown:
    """The rules that hold, and what they may name."""
    named = await _named(transaction)
    return RulesShown(
        await store.change(transaction),
        written.shown(await store.rules(transaction), named),
        _choices(named.types),
        _choices(named.districts),
        _choices(named.areas),
        _choices(dict(named.departments.values())),
    )


async def in_file(transaction: Transaction) -> str:
    """The rules that hold, as a file."""
    return written.in_file(written.shown(await store.rules(transaction), await _named(transaction)))


async def checked(transaction: Transaction, draft: Sequence[WrittenRule], language: Language) -> CheckedRules:
    """What is wrong with a draft, and otherwise which of the last hundred cases would have gone elsewhere.

    Of how much departments have to do, what is known is now.
    """
    named = await _named(transaction)
    found, faulty = written.read([_row(one) for one in draft], named, language)
    if faulty:
        return CheckedRules(_told(faulty, [0] * len(draft), language), 0, [])
    known = await store.rules(transaction)
    loads = await service.open_cases(transaction, [*known, *found])
    working, atlas = await working_time(transaction), await places.atlas(transaction)
    recent = await store.recent(transaction, _RECENT)
    moved = []
    for case in recent:
        situation = _situation(case, loads, working, atlas)
        before, after = (rules.decide(one, situation, case.of_type) for one in (known, found))
        if before.department_id != after.department_id:
            names = (_department(one, named) for one in (before, after))
            moved.append(MovedCase(case.id, case.number, case.type_name, case.received_at, *names))
    return CheckedRules([], len(recent), moved)


async def tried(
    transaction: Transaction,
    draft: Sequence[WrittenRule],
    type_code: str,
    district: str | None,
    area: str | None,
    at: datetime,
    language: Language,
) -> TriedDispatch:
    """Whose such a case would be by a draft, were it to come then.

    Raises `RulesFaulty`, Problem 422 for a type, district or area that isn't there.
    """
    named = await _named(transaction)
    found, faulty = written.read([_row(one) for one in draft], named, language)
    if faulty:
        raise RulesFaulty(faulty)
    of_type = await store.department_of(transaction, type_code)
    if of_type is None:
        raise Problem(422, "dispatch_type", field="type", found=type_code[:50])
    for field, code, known in (("district", district, named.districts), ("area", area, named.areas)):
        if code is not None and code not in known:
            raise Problem(422, f"dispatch_{field}", field=field, found=code[:50])
    working = await working_time(transaction)
    situation = Situation(
        type_code,
        district,
        frozenset() if area is None else frozenset({area}),
        at.astimezone(working.zone),
        working.closed_days,
        await service.open_cases(transaction, found),
    )
    decision = rules.decide(found, situation, of_type)
    rule = None if decision.rule is None else found[decision.rule - 1]
    because = await service.because(transaction, decision, rule, situation)
    return TriedDispatch(_department(decision, named), decision.rule, service.told(because, named.types[type_code]))


async def keep(
    transaction: Transaction,
    actor: Actor,
    draft: Sequence[WrittenRule],
    note: str,
    seen: int,
    language: Language,
    now: datetime,
) -> RulesShown:
    """Has the rules of a draft hold in place of those before.

    Raises `RulesFaulty`, Problem 412 where the rules were changed since `seen`, 422 for too many.
    """
    await store.lock(transaction)
    if seen != await store.change(transaction):
        raise Problem(412, "setup_changed_meanwhile")
    found, faulty = written.read([_row(one) for one in draft], await _named(transaction), language)
    if faulty:
        raise RulesFaulty(faulty)
    await _replace(transaction, actor, found, note, now)
    await people.audit(transaction, now, actor.id, "dispatch_rules.kept", {}, {"rules": len(found)})
    return await shown(transaction)


async def changes(transaction: Transaction, before: int | None) -> tuple[list[DispatchChange], int | None]:
    """A page of changes of the rules, the newest first, and before which id the next one begins."""
    return paged(await store.changes(transaction, before, _PAGE + 1), _PAGE)


async def read_file(transaction: Transaction, content: bytes, language: Language) -> ReadRules:
    """The rules of a file, to go on with; nothing is changed. Raises Problem 422 for one that can't be read."""
    rows = _rows(content)
    named = await _named(transaction)
    found, faulty = written.read([row.values for row in rows], named, language)
    return ReadRules(written.shown(found, named), _told(faulty, [row.line for row in rows], language))


async def bring_in(
    transaction: Transaction, actor: Actor, content: bytes, language: Language, now: datetime
) -> ImportedRules:
    """Has the rules of a file hold, in its order, in place of those before; all of them or, where one is wrong, none.

    Raises Problem 422 for a file that can't be read.
    """
    rows = _rows(content)
    await store.lock(transaction)
    found, faulty = written.read([row.values for row in rows], await _named(transaction), language)
    if faulty:
        return ImportedRules(0, _told(faulty, [row.line for row in rows], language))
    await _replace(transaction, actor, found, "", now)
    await people.audit(transaction, now, actor.id, "dispatch_rules.imported", {}, {"rules": len(found)})
    return ImportedRules(len(found), [])


async def _replace(transaction: Transaction, actor: Actor, found: Sequence[Rule], note: str, now: datetime) -> None:
    if len(found) > MOST_RULES:
        raise Problem(422, "article_too_many", field="rules", most=MOST_RULES)
    await store.replace(transaction, found)
    kept = written.shown(found, await _named(transaction))
    await store.add_change(transaction, actor.id, note.replace("\0", "").strip()[:_LONGEST_NOTE], kept, now)
    await events.append(transaction, now, "dispatch_rules.changed", {})


def _rows(content: bytes) -> list[Row]:
    try:
        rows = toml.items(content, "rule")
    except FileFaulty as fault:
        raise Problem(422, fault.code, field="file", errors=(), **fault.values) from fault
    if not rows:
        raise Problem(422, "articles_empty", field="file")
    return rows


async def _named(transaction: Transaction) -> Named:
    """What rules may name."""
    boundaries = await store.boundary_names(transaction)
    offices = {one.id: (one.code, one.name) for one in await departments.departments(transaction)}
    return Named(offices, await store.type_names(transaction), boundaries.districts, boundaries.areas)


def _row(rule: WrittenRule) -> Mapping[str, Any]:
    """A rule as a file's row has it."""
    given: dict[str, Any] = msgspec.to_builtins(rule)
    return {name: value for name, value in given.items() if value is not None}


def _told(faulty: Sequence[FaultyRule], lines: Sequence[int], language: Language) -> list[RejectedRule]:
    """What is wrong with rules that begin in these lines, in words."""
    return [
        RejectedRule(
            lines[one.at],
            one.at + 1,
            one.wrong.place,
            translated(language, f"problem.{one.wrong.code}", **one.wrong.values),
        )
        for one in faulty
    ]


def _situation(case: RecentCase, loads: Mapping[int, int], working: WorkingTime, atlas: Atlas) -> Situation:
    return Situation(
        case.type_code,
        case.district,
        place.owned_at(atlas, point_of(case.longitude, case.latitude)),
        case.received_at.astimezone(working.zone),
        working.closed_days,
        loads,
    )


def _department(decision: Decision, named: Named) -> Text | None:
    return None if decision.department_id is None else named.departments[decision.department_id][1]


def _choices(named: Mapping[str, Text]) -> list[RuleChoice]:
    return [RuleChoice(code, name) for code, name in named.items()]
