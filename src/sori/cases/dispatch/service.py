"""Use cases of dispatch: whose a filed case is, why in words, and the rules from a file."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from sori.cases.dispatch import automatic, rules, store
from sori.cases.dispatch.guess import GuessedDepartment, guesses
from sori.cases.dispatch.rules import Because, Decision, FaultyRule, Ground, Rule
from sori.knowledge.importing import FileFaulty, toml
from sori.knowledge.importing.row import Row
from sori.people import service as people
from sori.people.model import Actor
from sori.people.service import departments
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.problem import Problem, Wrong
from sori.platform.translation import Language, Text, translated

_LEARNS_FROM = timedelta(days=365)
log = structlog.get_logger()
_FIELDS = ("type", "districts", "department")


@dataclass(frozen=True, slots=True)
class RejectedRule:
    """What is wrong with a rule of a file: its line, its place from 1, the field, and why in words."""

    line: int
    rule: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportedRules:
    """What came of a file: how many rules hold now, or what is wrong, and nothing changed."""

    rules: int
    rejected: list[RejectedRule]


async def decide(
    transaction: Transaction, case_id: int, type_code: str, district: str | None, of_type: int
) -> tuple[Decision, Because]:
    """Whose a case that was just filed is, and why: by rules, else by what was learned; logged where people say so."""
    known = await store.rules(transaction)
    decision = rules.decide(known, type_code, district, of_type)
    sureness = None
    if decision.department_id is None:
        decision, sureness = await automatic.decide(transaction, case_id, decision)
    if decision.department_id is None:
        log.warning("dispatch.left_to_people", case=case_id, type=type_code, ground=decision.ground)
    everywhere = decision.rule is not None and known[decision.rule - 1].districts is None
    name = None if district is None else await store.district_name(transaction, district)
    return decision, Because(decision.ground, name, everywhere, sureness)


async def guessed(
    transaction: Transaction, case_ids: Sequence[int], now: datetime
) -> dict[int, list[GuessedDepartment]]:
    """Of each of these cases, which people have to dispatch, whose it may be: by who took such cases on in a year."""
    cases = await store.undispatched(transaction, case_ids)
    types = list({case.type_code for case in cases})
    taken = await store.taken_on(transaction, types, now - _LEARNS_FROM) if types else []
    names = {one.department_id: one.department for one in taken}
    anywhere: dict[str, Counter[int]] = defaultdict(Counter)
    in_district: dict[tuple[str, str | None], Counter[int]] = defaultdict(Counter)
    for one in taken:
        anywhere[one.type_code][one.department_id] += one.cases
        in_district[one.type_code, one.district][one.department_id] += one.cases
    return {
        case.id: [
            GuessedDepartment(one.department_id, names[one.department_id], one.share)
            for one in guesses(
                {} if case.district is None else in_district[case.type_code, case.district],
                anywhere[case.type_code],
                case.not_theirs,
            )
        ]
        for case in cases
    }


def told(because: Because, type_name: Text) -> Text:
    """Why a case went where it went, in words."""
    code = f"case.because_{because.ground}"
    if because.ground is Ground.RULE and (because.everywhere or because.district is None):
        code = "case.because_rule_everywhere"

    def words(language: Language) -> str:
        district = "" if because.district is None else getattr(because.district, language)
        return translated(language, code, type=getattr(type_name, language), district=district, **_figures(because))

    return Text(words(Language.KO), words(Language.EN))


def _figures(because: Because) -> dict[str, str]:
    """How sure it was, in figures."""
    if because.learned is None:
        return {}
    learned = because.learned
    return {
        "sure": f"{learned.chance * 100:.1f}",
        "cases": f"{learned.measured:,}",
        "wrong": f"{learned.wrong:,}",
    }


async def bring_in(
    transaction: Transaction, actor: Actor, content: bytes, language: Language, now: datetime
) -> ImportedRules:
    """Has the rules of a file hold, in its order, in place of those before; all of them or, where one is wrong, none.

    Raises Problem 422 for a file that can't be read.
    """
    try:
        rows = toml.items(content, "rule")
    except FileFaulty as fault:
        raise Problem(422, fault.code, field="file", errors=(), **fault.values) from fault
    if not rows:
        raise Problem(422, "articles_empty", field="file")
    await store.lock(transaction)
    offices = {one.code: one.id for one in await departments.departments(transaction)}
    types = set(await store.type_codes(transaction))
    districts = await store.district_names(transaction)
    found, faulty = _read(rows, offices, types, districts)
    if not faulty:
        faulty = rules.faults(found, {code: getattr(name, language) for code, name in districts.items()})
    if faulty:
        rejected = [
            RejectedRule(
                rows[one.at].line,
                one.at + 1,
                one.wrong.place,
                translated(language, f"problem.{one.wrong.code}", **one.wrong.values),
            )
            for one in sorted(faulty, key=lambda one: one.at)
        ]
        return ImportedRules(0, rejected)
    await store.replace(transaction, found)
    await events.append(transaction, now, "dispatch_rules.changed", {})
    await people.audit(transaction, now, actor.id, "dispatch_rules.imported", {}, {"rules": len(found)})
    return ImportedRules(len(found), [])


def _read(
    rows: Sequence[Row], offices: Mapping[str, int], types: set[str], districts: Mapping[str, Text]
) -> tuple[list[Rule], list[FaultyRule]]:
    """The rules of a file, and what is wrong with each by itself."""
    by_name = {called: code for code, name in districts.items() for called in (code, name.ko, name.en)}
    found: list[Rule] = []
    faulty: list[FaultyRule] = []
    for at, row in enumerate(rows):
        wrong = [Wrong(str(name), "articles_field") for name in row.values if name not in _FIELDS]
        type_code, given, office = row.values.get("type"), row.values.get("districts"), row.values.get("department")
        if type_code is not None and type_code not in types:
            wrong.append(Wrong("type", "dispatch_type", {"found": str(type_code)[:50]}))
        if given is not None and (not isinstance(given, list) or not given):
            wrong.append(Wrong("districts", "dispatch_districts"))
            given = []
        for one in given or []:
            if not isinstance(one, str) or one not in by_name:
                wrong.append(Wrong("districts", "dispatch_district", {"found": str(one)[:50]}))
        if not isinstance(office, str) or office not in offices:
            wrong.append(Wrong("department", "form_department", {"found": str(office or "")[:50]}))
        faulty += [FaultyRule(at, one) for one in wrong]
        if not wrong:
            codes = None if given is None else frozenset(by_name[one] for one in given)
            found.append(Rule(type_code, codes, offices[str(office)]))
    return found, faulty
