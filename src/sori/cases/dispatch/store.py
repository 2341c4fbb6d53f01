"""SQL of the rules by which cases are dispatched, and of what is learned beside them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import numpy as np
from psycopg.types.json import Jsonb

from sori.cases.dispatch.learned import Numbers
from sori.cases.dispatch.learning import LearningSetting, Model
from sori.cases.dispatch.rules import Rule
from sori.cases.dispatch.written import WrittenRule
from sori.cases.forms import QuestionKind
from sori.cases.model import IN_HAND, TO_ACCEPT, CaseState
from sori.conversations.model import Channel
from sori.geo.boundaries import Level
from sori.platform.database import Transaction
from sori.platform.translation import Text

IN_CARE = (*TO_ACCEPT, *IN_HAND, CaseState.NEEDS_INFORMATION)
"""Lying before a department, which has to do with them."""


@dataclass(frozen=True, slots=True)
class _Named:
    code: str
    name: Text


async def lock(transaction: Transaction) -> None:
    """Has whoever changes the rules wait for one another."""
    await transaction.execute("lock table dispatch_rule in share row exclusive mode")


async def rules(transaction: Transaction) -> list[Rule]:
    """All rules, in order."""
    return await transaction.all(
        Rule,
        "select type_code, districts, areas, hours, departments, fewer_than from dispatch_rule order by place",
    )


async def replace(transaction: Transaction, rules: Sequence[Rule]) -> None:
    """Has these be the rules, in this order."""
    await transaction.execute("delete from dispatch_rule")
    await transaction.execute_many(
        """insert into dispatch_rule (place, type_code, districts, areas, hours, departments, fewer_than)
           values (%s, %s, %s, %s, %s, %s, %s)""",
        [
            (
                *(place, one.type_code, _listed(one.districts), _listed(one.areas), one.hours),
                *(list(one.departments), one.fewer_than),
            )
            for place, one in enumerate(rules, 1)
        ],
    )


def _listed(codes: frozenset[str] | None) -> list[str] | None:
    return None if codes is None else sorted(codes)


async def change(transaction: Transaction) -> int:
    """The last change of the rules; 0 where there was none."""
    return await transaction.value(int, "select id from dispatch_change order by id desc limit 1") or 0


async def add_change(
    transaction: Transaction, staff_id: int, note: str, rules: Sequence[WrittenRule], now: datetime
) -> None:
    """Keeps a change of the rules."""
    await transaction.execute(
        "insert into dispatch_change (made_at, made_by, note, rules) values (%s, %s, %s, %s)",
        (now, staff_id, note, Jsonb(msgspec.to_builtins(rules))),
    )


@dataclass(frozen=True, slots=True)
class DispatchChange:
    """A change of the rules: by whom, why, and the rules since, as they were written then."""

    id: int
    made_at: datetime
    made_by: str
    note: str
    rules: list[WrittenRule]


async def changes(transaction: Transaction, before: int | None, limit: int) -> list[DispatchChange]:
    """Changes of the rules, the newest first."""
    return await transaction.all(
        DispatchChange,
        """select dispatch_change.id, made_at, staff.display_name as made_by, note, rules
           from dispatch_change join staff on staff.id = made_by
           where %(before)s::bigint is null or dispatch_change.id < %(before)s
           order by dispatch_change.id desc limit %(limit)s""",
        {"before": before, "limit": limit},
    )


@dataclass(frozen=True, slots=True)
class RecentCase:
    """A case as rules look at it; `of_type` is its type's department."""

    id: int
    number: str
    type_code: str
    type_name: Text
    of_type: int
    district: str | None
    longitude: float | None
    latitude: float | None
    received_at: datetime


async def recent(transaction: Transaction, limit: int) -> list[RecentCase]:
    """The newest cases."""
    return await transaction.all(
        RecentCase,
        """select field_case.id, number, type_code, type_name, case_type.department_id as of_type, district, longitude,
                  latitude, received_at
           from field_case join case_type on case_type.code = type_code order by field_case.id desc limit %s""",
        (limit,),
    )


async def department_of(transaction: Transaction, type_code: str) -> int | None:
    """The department of a type; None where there is no such type."""
    return await transaction.value(int, "select department_id from case_type where code = %s", (type_code,))


async def open_cases(transaction: Transaction, department_ids: Collection[int]) -> dict[int, int]:
    """How many open cases each of these departments has."""
    found = await transaction.all(
        _Load,
        """select department_id, count(*) as cases from field_case
           where department_id = any(%s) and finished_at is null and state = any(%s) group by 1""",
        (list(department_ids), list(IN_CARE)),
    )
    return {one.department_id: one.cases for one in found}


@dataclass(frozen=True, slots=True)
class _Load:
    department_id: int
    cases: int


async def type_names(transaction: Transaction) -> dict[str, Text]:
    """The names of all types by code."""
    found = await transaction.all(_Named, "select code, form -> 'name' as name from case_type order by code")
    return {one.code: one.name for one in found}


@dataclass(frozen=True, slots=True)
class BoundaryNames:
    """The names of the districts, and of the areas that the city owns itself, by code."""

    districts: dict[str, Text]
    areas: dict[str, Text]


async def boundary_names(transaction: Transaction, codes: Collection[str] | None = None) -> BoundaryNames:
    """What they are called, or those with these codes."""
    found = await transaction.all(
        _NamedBoundary,
        """select level, code, name from boundary
           where level <> 'neighbourhood' and (%(codes)s::text[] is null or code = any(%(codes)s)) order by code""",
        {"codes": None if codes is None else list(codes)},
    )
    names = BoundaryNames({}, {})
    for one in found:
        (names.districts if one.level is Level.DISTRICT else names.areas)[one.code] = one.name
    return names


@dataclass(frozen=True, slots=True)
class _NamedBoundary:
    level: Level
    code: str
    name: Text


# What guesses are made from


@dataclass(frozen=True, slots=True)
class Undispatched:
    """A case that people have to dispatch, and the departments that gave it back."""

    id: int
    type_code: str
    district: str | None
    not_theirs: list[int]


async def undispatched(transaction: Transaction, case_ids: Sequence[int]) -> list[Undispatched]:
    """These cases."""
    return await transaction.all(
        Undispatched,
        """select id, type_code, district,
                  array(select department_id from case_history
                        where case_id = field_case.id and move = 'returned') as not_theirs
           from field_case where id = any(%s)""",
        (list(case_ids),),
    )


@dataclass(frozen=True, slots=True)
class TakenOn:
    """How many cases of a type in a district (None: not known where) a department took on."""

    type_code: str
    district: str | None
    department_id: int
    department: Text
    cases: int


_TAKEN_ON = (
    CaseState.ACCEPTED,
    CaseState.IN_PROGRESS,
    CaseState.NEEDS_INFORMATION,
    CaseState.DONE,
    CaseState.REJECTED,
)
"""States in which a case is whose it was said to be: the department accepted it."""
_IS_TAKEN_ON = """(state = any(%(states)s)
    or (state = 'closed' and exists (select from case_history where case_id = field_case.id and move = 'accepted')))"""


async def taken_on(transaction: Transaction, type_codes: Sequence[str], since: datetime) -> list[TakenOn]:
    """Which departments took cases of these types on that were received since then, whoever they were sent to first."""
    return await transaction.all(
        TakenOn,
        f"""select type_code, district, department_id, department.name as department, count(*) as cases
           from field_case join department on department.id = department_id
           where type_code = any(%(types)s) and received_at >= %(since)s and {_IS_TAKEN_ON}
           group by type_code, district, department_id, department.name""",
        {"types": list(type_codes), "since": since, "states": list(_TAKEN_ON)},
    )


# What is learned


async def learning_setting(transaction: Transaction) -> LearningSetting:
    """How it is set."""
    return await transaction.one(LearningSetting, "select automatic, most_errors from dispatch_learning")


async def keep_learning_setting(transaction: Transaction, kept: LearningSetting) -> None:
    """Has it be set otherwise."""
    await transaction.execute(
        "update dispatch_learning set automatic = %s, most_errors = %s", (kept.automatic, kept.most_errors)
    )


@dataclass(frozen=True, slots=True)
class OpenedAnswer:
    """An answer of a case."""

    question: str
    kind: QuestionKind
    value: str


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """A case as it was opened, and whose it is now."""

    type_code: str
    district: str | None
    neighbourhood: str | None
    longitude: float | None
    latitude: float | None
    channel: Channel
    department_id: int
    received_at: datetime
    answers: list[OpenedAnswer]


_OPENED = """select type_code, district, neighbourhood, longitude, latitude, channel, department_id, received_at,
        coalesce((select jsonb_agg(jsonb_build_object('question', question, 'kind', kind, 'value', value)
                                   order by place)
                  from case_answer where case_id = field_case.id and value is not null), '[]') as answers
    from field_case """


async def opened(transaction: Transaction, case_id: int) -> OpenedCase:
    """A case."""
    return await transaction.one(OpenedCase, _OPENED + "where id = %s", (case_id,))


async def learnable(transaction: Transaction, since: datetime, most: int) -> list[OpenedCase]:
    """The newest cases that departments took on, as `taken_on` has it, received since then, in the order they came."""
    found = await transaction.all(
        OpenedCase,
        _OPENED
        + f"""where received_at >= %(since)s and forgotten_at is null and {_IS_TAKEN_ON}
             order by received_at desc, id desc limit %(most)s""",
        {"since": since, "states": list(_TAKEN_ON), "most": most},
    )
    return found[::-1]


@dataclass(frozen=True, slots=True)
class _Kept:
    id: int
    packed: bytes


async def keep_model(transaction: Transaction, model: Model, now: datetime) -> None:
    """Keeps what was learned, in place of what was learned before."""
    packed = msgspec.msgpack.encode(model, enc_hook=_as_bytes)
    await drop_model(transaction)
    await transaction.execute("insert into dispatch_model (learned_at, packed) values (%s, %s)", (now, packed))


async def drop_model(transaction: Transaction) -> None:
    """Has nothing be learned."""
    await transaction.execute("delete from dispatch_model")


async def learned_at(transaction: Transaction) -> datetime | None:
    """When it was learned last."""
    return await transaction.value(datetime, "select learned_at from dispatch_model order by id desc limit 1")


async def model(transaction: Transaction) -> Model | None:
    """What was learned last; this process keeps it until something else is."""
    known: tuple[int, Model] | None = transaction.cache.get("dispatch_model")
    newest = await transaction.value(int, "select id from dispatch_model order by id desc limit 1")
    if newest is None or (known is not None and known[0] == newest):
        return None if newest is None or known is None else known[1]
    found = await transaction.all(_Kept, "select id, packed from dispatch_model order by id desc limit 1", binary=True)
    if not found:  # dropped just now
        return None
    [kept] = found
    made = msgspec.msgpack.decode(kept.packed, type=Model, dec_hook=_as_weights)
    transaction.cache["dispatch_model"] = (kept.id, made)
    return made


def _as_bytes(weights: object) -> object:
    if not isinstance(weights, np.ndarray):
        raise NotImplementedError(type(weights))
    return weights.shape, weights.tobytes()


def _as_weights(_: type, kept: Any) -> Numbers:
    shape, content = kept
    return np.frombuffer(content, np.float32).reshape(shape)
