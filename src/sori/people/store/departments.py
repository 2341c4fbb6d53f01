"""SQL of the city's departments and of who speaks for them."""

from collections.abc import Mapping, Sequence

from psycopg.types.json import Jsonb

from sori.people.model import Department
from sori.platform.database import Transaction
from sori.platform.translation import Text


async def departments(transaction: Transaction) -> list[Department]:
    """All departments by name."""
    return await transaction.all(
        Department,
        """select id, code, name, array(select login from staff_department join staff on staff.id = staff_id
                                  where department_id = department.id and active order by login) as officers
           from department order by name ->> 'ko'""",
    )


async def departments_of(transaction: Transaction, staff_id: int) -> list[int]:
    """The ids of the departments that somebody speaks for."""
    return await transaction.values(
        int, "select department_id from staff_department where staff_id = %s order by 1", (staff_id,)
    )


async def put_departments(transaction: Transaction, departments: Mapping[str, Text], *, rename: bool) -> None:
    """Has departments of these codes; those that are there keep their names unless they are to be renamed."""
    await transaction.execute_many(
        "insert into department (code, name) values (%s, %s) "
        "on conflict (code) do update set name = excluded.name where %s",
        [(code, Jsonb({"ko": name.ko, "en": name.en}), rename) for code, name in departments.items()],
    )


async def rename_department(transaction: Transaction, department_id: int, name: Text) -> bool:
    """Gives a department another name; gives whether there is such a department."""
    return (
        await transaction.execute(
            "update department set name = %s where id = %s",
            (Jsonb({"ko": name.ko, "en": name.en}), department_id),
        )
        > 0
    )


async def set_officers(transaction: Transaction, department_id: int, logins: Sequence[str]) -> list[str]:
    """Has these officers, and nobody else, speak for a department; gives the log-ins of those who do."""
    await transaction.execute("delete from staff_department where department_id = %s", (department_id,))
    return await transaction.values(
        str,
        """with added as (
               insert into staff_department (staff_id, department_id)
               select staff.id, department.id from staff, department
               where login = any(%s) and active and department.id = %s
                 and exists (select from staff_role where staff_id = staff.id and role = 'officer')
               returning staff_id)
           select login from staff join added on added.staff_id = staff.id""",
        (list(logins), department_id),
    )
