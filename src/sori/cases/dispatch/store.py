"""SQL of the rules by which cases are dispatched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sori.cases.dispatch.rules import Rule
from sori.cases.model import CaseState
from sori.platform.database import Transaction
from sori.platform.translation import Text


@dataclass(frozen=True, slots=True)
class _Named:
    code: str
    name: Text


async def lock(transaction: Transaction) -> None:
    """Has whoever changes the rules wait for one another."""
    await transaction.execute("lock table dispatch_rule in share row exclusive mode")


async def rules(transaction: Transaction) -> list[Rule]:
    """All rules, in order."""
    return await transaction.all(Rule, "select type_code, districts, department_id from dispatch_rule order by place")


async def replace(transaction: Transaction, rules: Sequence[Rule]) -> None:
    """Has these be the rules, in this order."""
    await transaction.execute("delete from dispatch_rule")
    await transaction.execute_many(
        "insert into dispatch_rule (place, type_code, districts, department_id) values (%s, %s, %s, %s)",
        [
            (place, one.type_code, None if one.districts is None else sorted(one.districts), one.department_id)
            for place, one in enumerate(rules, 1)
        ],
    )


async def type_codes(transaction: Transaction) -> list[str]:
    """The codes of all types."""
    return await transaction.values(str, "select code from case_type")


async def district_name(transaction: Transaction, code: str) -> Text | None:
    """What a district is called."""
    found = await transaction.maybe(
        _Named, "select code, name from boundary where level = 'district' and code = %s", (code,)
    )
    return None if found is None else found.name


async def district_names(transaction: Transaction) -> dict[str, Text]:
    """The names of all districts by code."""
    found = await transaction.all(_Named, "select code, name from boundary where level = 'district' order by code")
    return {one.code: one.name for one in found}


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


async def taken_on(transaction: Transaction, type_codes: Sequence[str], since: datetime) -> list[TakenOn]:
    """Which departments took cases of these types on that were received since then, whoever they were sent to first."""
    return await transaction.all(
        TakenOn,
        """select type_code, district, department_id, department.name as department, count(*) as cases
           from field_case join department on department.id = department_id
           where type_code = any(%(types)s) and received_at >= %(since)s
             and (state = any(%(states)s)
                  or (state = 'closed' and exists (select from case_history where case_id = field_case.id
                                                   and move = 'accepted')))
           group by type_code, district, department_id, department.name""",
        {"types": list(type_codes), "since": since, "states": list(_TAKEN_ON)},
    )
