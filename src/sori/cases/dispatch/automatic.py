"""Use cases of dispatch that is learned: learning from closed cases, sending where that is sure enough."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
import structlog

from sori.cases.dispatch import rules, store
from sori.cases.dispatch.learning import ClosedCase, LearningSetting, Model, foretold, model_of
from sori.cases.dispatch.opened import Opened
from sori.cases.dispatch.rules import Decision, Ground, Rule, Sureness
from sori.cases.dispatch.store import OpenedCase
from sori.cases.forms import QuestionKind
from sori.cases.model import point_of
from sori.people import service as people
from sori.people.model import Actor, Role
from sori.platform.database import Transaction
from sori.platform.log import cause
from sori.platform.problem import Problem

LEARNS_FROM = timedelta(days=365)
EVERY_S = 600.0
_LEARNS_EVERY = timedelta(days=1)
_MOST_CASES = 50_000
_MOST_ERRORS = 0.2
_NO_TYPE = 0
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class LearningReport:
    """What can be sent by what was learned: how it is set, the cases there are, and what was measured (None: too few).

    `left_to_people` is of how many of the cases today's rules leave the decision to people.
    """

    setting: LearningSetting
    cases: int
    left_to_people: int
    model: Model | None


async def decide(transaction: Transaction, case_id: int, by_rules: Decision) -> tuple[Decision, Sureness | None]:
    """Whose a case is that rules left to people, where it is set so and what was learned is sure enough.

    A model that can't be asked never costs the case: people decide, and the log and the case's history tell it.
    """
    setting = await store.learning_setting(transaction)
    if not setting.automatic:
        return by_rules, None
    try:
        model = await store.model(transaction)
        if model is None or model.most > setting.most_errors:
            return by_rules, None
        opened = _opened(await store.opened(transaction, case_id))
        found = foretold(model, opened)
    except (ArithmeticError, LookupError, ValueError, msgspec.MsgspecError) as error:
        log.error("dispatch.model_failed", case=case_id, **cause(error))
        return Decision(None, Ground.FAILED), None
    threshold = model.thresholds.of(opened.type_code, opened.district)
    if threshold is None or not found.sends:
        return by_rules, None
    return Decision(int(found.whose), Ground.LEARNED), Sureness(found.chance, threshold.sent, threshold.wrong)


async def learn_daily(transaction: Transaction, now: datetime) -> None:
    """Learns anew where that was not done for a day; what people put right since then is in it."""
    last = await store.learned_at(transaction)
    if last is None or now - last >= _LEARNS_EVERY:
        await learn(transaction, now)


async def learn(transaction: Transaction, now: datetime) -> LearningReport:
    """Learns from the cases of a year that departments took on, and keeps it; beside the loop, seconds to a minute."""
    setting = await store.learning_setting(transaction)
    known = await store.rules(transaction)
    cases = await store.learnable(transaction, now - LEARNS_FROM, _MOST_CASES)
    closed = [ClosedCase(_opened(case), str(case.department_id)) for case in cases]
    model = await asyncio.to_thread(
        model_of, closed, lambda opened: _left_to_people(known, opened), setting.most_errors
    )
    if model is None:
        await store.drop_model(transaction)
    else:
        await store.keep_model(transaction, model, now)
        log.info("dispatch.learned", cases=model.cases, measured=model.measured)
    left = sum(_left_to_people(known, one.opened) for one in closed)
    return LearningReport(setting, len(closed), left, model)


async def set_learning(transaction: Transaction, actor: Actor, kept: LearningSetting, now: datetime) -> LearningReport:
    """Has cases be sent by what was learned, or not; learns anew by the share of errors that may be.

    Raises Problem 403 for who isn't an administrator, 422 for a share that can't be.
    """
    if not actor.has_any(Role.ADMINISTRATOR):
        raise Problem(403, "not_allowed")
    if not 0 < kept.most_errors <= _MOST_ERRORS:
        raise Problem(422, "dispatch_most_errors", field="most_errors")
    await store.keep_learning_setting(transaction, kept)
    detail: dict[str, str | int] = {"automatic": str(kept.automatic).lower(), "most_errors": str(kept.most_errors)}
    await people.audit(transaction, now, actor.id, "dispatch_learning.set", {}, detail)
    return await learn(transaction, now)


def _left_to_people(known: Sequence[Rule], opened: Opened) -> bool:
    return rules.decide(known, opened.type_code, opened.district, _NO_TYPE).department_id is None


def _opened(case: OpenedCase) -> Opened:
    """A case as what is learned looks at it: choices by their question, words as words."""
    chosen = {one.question: one.value for one in case.answers if one.kind is QuestionKind.CHOICE}
    return Opened(
        case.type_code,
        case.district,
        case.neighbourhood,
        point_of(case.longitude, case.latitude),
        {"channel": case.channel.value, **chosen},
        [one.value for one in case.answers if one.kind is QuestionKind.PLACE],
        [one.value for one in case.answers if one.kind is QuestionKind.TEXT],
    )
