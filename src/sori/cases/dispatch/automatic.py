"""Use cases of dispatch that is learned: learning from closed cases, sending where that is sure enough."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
import structlog

from sori.cases import place, places
from sori.cases.deadline import WorkingTime
from sori.cases.dispatch import rules, store
from sori.cases.dispatch.learning import FEWEST, ClosedCase, LearningSetting, Model, Trial, foretold, model_of
from sori.cases.dispatch.opened import Opened
from sori.cases.dispatch.rules import Decision, Ground, Rule, Situation, Sureness
from sori.cases.dispatch.store import OpenedCase
from sori.cases.forms import QuestionKind
from sori.cases.life.working_time import working_time
from sori.cases.model import point_of
from sori.geo.atlas import Atlas
from sori.people import service as people
from sori.people.model import Actor, Role
from sori.platform.database import Database, Transaction
from sori.platform.log import cause
from sori.platform.problem import Problem
from sori.platform.rounds import Afterwards
from sori.platform.translation import Text

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


@dataclass(frozen=True, slots=True)
class LearnedType:
    """Of a type so many cases were measured; from a chance on (None: never) so many would be sent, so many wrongly."""

    code: str
    name: Text
    cases: int
    from_chance: float | None
    sent: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Learned:
    """How learning is set and what was learned when: of how many cases, how it was tried, by type.

    Without `trial` there was too little to learn from; it takes `fewest` cases.
    """

    automatic: bool
    most_errors: float
    fewest: int
    learned_at: datetime | None
    cases: int
    trial: Trial | None
    calibration_error: float | None
    types: list[LearnedType]


async def learned(transaction: Transaction) -> Learned:
    """How it is set, and what was learned last."""
    setting = await store.learning_setting(transaction)
    model = await store.model(transaction)
    if model is None:
        return Learned(setting.automatic, setting.most_errors, FEWEST, None, 0, None, None, [])
    names = await store.type_names(transaction)
    types = []
    for code, of_type in model.thresholds.types.items():
        sends = of_type.sent > 0 and model.thresholds.sends(code, None, of_type.chance)
        counts = (of_type.chance, of_type.sent, of_type.wrong) if sends else (None, 0, 0)
        types.append(LearnedType(code, names[code], of_type.cases, *counts))
    return Learned(
        setting.automatic,
        setting.most_errors,
        FEWEST,
        await store.learned_at(transaction),
        model.cases,
        model.trial,
        model.calibration_error,
        sorted(types, key=lambda one: (-one.sent, -one.cases, one.code)),
    )


async def learn_daily(transaction: Transaction, now: datetime) -> Afterwards | None:
    """Learns anew where that was not done for a day; what people put right since then is in it.

    What is read here is learned from afterwards, with no transaction open meanwhile. Two workers may both do it; they
    find the same.
    """
    last = await store.learned_at(transaction)
    if last is not None and now - last < _LEARNS_EVERY:
        return None
    known = await _known(transaction, now)

    async def afterwards(database: Database) -> None:
        await _learn(database, known, now)

    return afterwards


async def learn(database: Database, now: datetime) -> LearningReport:
    """Learns from the cases of a year that departments took on, and keeps it; beside the loop, seconds to a minute."""
    async with database.transaction() as transaction:
        known = await _known(transaction, now)
    return await _learn(database, known, now)


async def set_learning(database: Database, actor: Actor, kept: LearningSetting, now: datetime) -> LearningReport:
    """Has cases be sent by what was learned, or not; learns anew by the share of errors that may be.

    Raises Problem 403 for who isn't an administrator, 422 for a share that can't be.
    """
    if not actor.has_any(Role.ADMINISTRATOR):
        raise Problem(403, "not_allowed")
    if not 0 < kept.most_errors <= _MOST_ERRORS:
        raise Problem(422, "dispatch_most_errors", field="most_errors")
    async with database.transaction() as transaction:
        await store.keep_learning_setting(transaction, kept)
        detail: dict[str, str | int] = {"automatic": str(kept.automatic).lower(), "most_errors": str(kept.most_errors)}
        await people.audit(transaction, now, actor.id, "dispatch_learning.set", {}, detail)
    return await learn(database, now)


@dataclass(frozen=True, slots=True)
class _Known:
    """What there is to learn from, as it was read at once."""

    setting: LearningSetting
    rules: list[Rule]
    working: WorkingTime
    atlas: Atlas
    cases: list[OpenedCase]

    def learned(self) -> tuple[list[ClosedCase], Model | None]:
        """The cases with what became of them, and what is learned of them; seconds to a minute of computing."""
        closed = [ClosedCase(_opened(one), str(one.department_id), self._is_left_to_people(one)) for one in self.cases]
        return closed, model_of(closed, self.setting.most_errors)

    def _is_left_to_people(self, case: OpenedCase) -> bool:
        """Whether today's rules leave it to people. What departments had to do then isn't known: as if nothing."""
        situation = Situation(
            case.type_code,
            case.district,
            place.owned_at(self.atlas, point_of(case.longitude, case.latitude)),
            case.received_at.astimezone(self.working.zone),
            self.working.closed_days,
        )
        return rules.decide(self.rules, situation, _NO_TYPE).department_id is None


async def _known(transaction: Transaction, now: datetime) -> _Known:
    return _Known(
        await store.learning_setting(transaction),
        await store.rules(transaction),
        await working_time(transaction),
        await places.atlas(transaction),
        await store.learnable(transaction, now - LEARNS_FROM, _MOST_CASES),
    )


async def _learn(database: Database, known: _Known, now: datetime) -> LearningReport:
    closed, model = await asyncio.to_thread(known.learned)
    async with database.transaction() as transaction:
        if model is None:
            await store.drop_model(transaction)
        else:
            await store.keep_model(transaction, model, now)
            log.info("dispatch.learned", cases=model.cases, measured=model.measured)
    return LearningReport(known.setting, len(closed), sum(one.left_to_people for one in closed), model)


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
