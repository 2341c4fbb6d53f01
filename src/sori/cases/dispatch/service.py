"""Use cases of dispatch: whose a filed case is, why in words, and whose it may be where people say so."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from sori.cases import places
from sori.cases.deadline import WorkingTime
from sori.cases.dispatch import automatic, rules, store
from sori.cases.dispatch.guess import GuessedDepartment, guesses
from sori.cases.dispatch.rules import Because, Decision, Ground, Rule, Situation
from sori.cases.model import Place
from sori.platform.database import Transaction
from sori.platform.translation import Language, Text, translated

_LEARNS_FROM = timedelta(days=365)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class FiledCase:
    """A case as whose it is follows from it; `of_type` is its type's own department."""

    id: int
    type_code: str
    place: Place
    of_type: int
    received_at: datetime


async def decide(transaction: Transaction, case: FiledCase, working: WorkingTime) -> tuple[Decision, Because]:
    """Whose a case that was just filed is, and why: by rules, else by what was learned; logged where people say so."""
    known = await store.rules(transaction)
    loads = await open_cases(transaction, [one for one in known if one.speaks_of(case.type_code)])
    situation = Situation(
        case.type_code,
        case.place.district,
        await places.owned_at(transaction, case.place.point),
        case.received_at.astimezone(working.zone),
        working.closed_days,
        loads,
    )
    decision = rules.decide(known, situation, case.of_type)
    sureness = None
    if decision.department_id is None:
        decision, sureness = await automatic.decide(transaction, case.id, decision)
    if decision.department_id is None:
        log.warning("dispatch.left_to_people", case=case.id, type=case.type_code, ground=decision.ground)
    rule = None if decision.rule is None else known[decision.rule - 1]
    return decision, replace(await because(transaction, decision, rule, situation), learned=sureness)


async def open_cases(transaction: Transaction, known: Sequence[Rule]) -> dict[int, int]:
    """How many open cases each department has, of those whose rules go by that."""
    asked = {one for rule in known if rule.goes_by_load for one in rule.departments}
    return await store.open_cases(transaction, asked) if asked else {}


async def because(transaction: Transaction, decision: Decision, rule: Rule | None, situation: Situation) -> Because:
    """Why a case is whose it is, as all that is called now; `rule` is the one that decided."""
    codes = {situation.district or "", *situation.areas}
    named = await store.boundary_names(transaction, codes)
    district = named.districts.get(situation.district or "")
    if rule is None or decision.department_id is None:
        return Because(decision.ground, district)
    within = sorted((rule.areas or frozenset()) & situation.areas)
    return Because(
        decision.ground,
        district,
        everywhere=rule.districts is None,
        area=named.areas[within[0]] if within else None,
        hours=rule.hours,
        open_cases=situation.open_cases.get(decision.department_id, 0) if rule.goes_by_load else None,
        fewer_than=rule.fewer_than,
        of_type=not rule.departments,
    )


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
    return Text(_words(because, type_name, Language.KO), _words(because, type_name, Language.EN))


def _words(because: Because, type_name: Text, language: Language) -> str:
    code = f"because_{because.ground}"
    if because.ground is Ground.RULE and because.of_type:
        code = "because_rule_of_type"
    elif because.ground is Ground.RULE and (because.everywhere or because.district is None):
        code = "because_rule_everywhere"
    sentences = [code]
    if because.area is not None:
        sentences.append("because_area")
    if because.hours is not None:
        sentences.append("because_hours")
    if because.open_cases is not None:
        sentences.append("because_fewest" if because.fewer_than is None else "because_limit")
    values = {
        "type": getattr(type_name, language),
        "district": "" if because.district is None else getattr(because.district, language),
        "area": "" if because.area is None else getattr(because.area, language),
        "hours": because.hours,
        "open": because.open_cases,
        "limit": because.fewer_than,
        **_figures(because),
    }
    return " ".join(translated(language, f"case.{one}", **values) for one in sentences)


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
