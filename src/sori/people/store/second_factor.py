"""Second factors: their sealed secrets, recovery codes, and the roles that need one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sori.people.model import Role, SecondFactor
from sori.platform.database import Transaction


@dataclass(frozen=True, slots=True)
class Kept:
    """A second factor as it is kept; the secret is sealed."""

    secret: bytes
    confirmed_at: datetime | None
    last_step: int


async def kept(transaction: Transaction, staff_id: int) -> Kept | None:
    """Somebody's second factor, in force or only begun, locked until the transaction ends."""
    return await transaction.maybe(
        Kept,
        "select secret, confirmed_at, last_step from second_factor where staff_id = %s for update",
        (staff_id,),
    )


async def second_factor(transaction: Transaction, staff_id: int) -> SecondFactor | None:
    """Somebody's second factor that is in force."""
    return await transaction.maybe(
        SecondFactor,
        """select confirmed_at as since,
                  (select count(*) from recovery_code where recovery_code.staff_id = second_factor.staff_id)
                      as recovery_codes
           from second_factor where staff_id = %s and confirmed_at is not null""",
        (staff_id,),
    )


async def begin(transaction: Transaction, staff_id: int, secret: bytes) -> bool:
    """Keeps a secret that comes into force with its first code; gives False where one is in force already."""
    kept = await transaction.execute(
        """insert into second_factor (staff_id, secret) values (%s, %s)
           on conflict (staff_id) do update set secret = excluded.secret, last_step = 0
               where second_factor.confirmed_at is null""",
        (staff_id, secret),
    )
    return kept > 0


async def confirm(transaction: Transaction, staff_id: int, now: datetime) -> None:
    """Puts a second factor in force."""
    await transaction.execute(
        "update second_factor set confirmed_at = %s where staff_id = %s and confirmed_at is null", (now, staff_id)
    )


async def take_step(transaction: Transaction, staff_id: int, step: int) -> None:
    """Notes that the code of a time step was taken."""
    await transaction.execute("update second_factor set last_step = %s where staff_id = %s", (step, staff_id))


async def put_recovery_codes(transaction: Transaction, staff_id: int, code_hashes: Sequence[bytes]) -> None:
    """Gives somebody these recovery codes in place of those they had."""
    await transaction.execute("delete from recovery_code where staff_id = %s", (staff_id,))
    await transaction.execute_many(
        "insert into recovery_code (staff_id, code_hash) values (%s, %s)", [(staff_id, one) for one in code_hashes]
    )


async def use_recovery_code(transaction: Transaction, staff_id: int, code_hash: bytes) -> bool:
    """Takes a recovery code, which is gone then; gives whether it was one."""
    used = await transaction.execute(
        "delete from recovery_code where staff_id = %s and code_hash = %s", (staff_id, code_hash)
    )
    return used > 0


async def remove(transaction: Transaction, staff_id: int) -> bool:
    """Takes somebody's second factor away with its recovery codes; gives whether there was any."""
    await transaction.execute("delete from recovery_code where staff_id = %s", (staff_id,))
    return await transaction.execute("delete from second_factor where staff_id = %s", (staff_id,)) > 0


async def needed_by(transaction: Transaction, staff_id: int) -> bool:
    """Whether one of somebody's roles needs a second factor."""
    return (
        await transaction.value(
            bool,
            "select exists (select from staff_role join second_factor_policy using (role) where staff_id = %s)",
            (staff_id,),
        )
        or False
    )


async def policy(transaction: Transaction) -> list[Role]:
    """The roles that need a second factor."""
    return await transaction.values(Role, "select role from second_factor_policy order by role")


async def put_policy(transaction: Transaction, roles: Sequence[Role]) -> None:
    """Has these roles need a second factor, and no others."""
    await transaction.execute("delete from second_factor_policy")
    await transaction.execute_many("insert into second_factor_policy (role) values (%s)", [(role,) for role in roles])
