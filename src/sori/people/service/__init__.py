"""Use cases about staff, the only thing other packages call. The modules here are for the routes of this package."""

from sori.people.service.access import reset_second_factor
from sori.people.service.audit_log import audit
from sori.people.service.staff import (
    actor_named,
    anybody,
    deactivate,
    put_skill,
    put_staff,
    retire_skill,
    set_one_password,
    set_password,
    skills,
    staff,
    with_password,
)

__all__ = [
    "actor_named",
    "anybody",
    "audit",
    "deactivate",
    "put_skill",
    "put_staff",
    "reset_second_factor",
    "retire_skill",
    "set_one_password",
    "set_password",
    "skills",
    "staff",
    "with_password",
]
