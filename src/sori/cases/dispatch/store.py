"""SQL of the rules by which cases are dispatched."""

from collections.abc import Sequence
from dataclasses import dataclass

from sori.cases.dispatch.rules import Rule
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
