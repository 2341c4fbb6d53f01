"""Bringing types of cases in from a file: good forms are kept, bad ones set aside with what is wrong."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import tomlkit

from sori.cases import store
from sori.cases.forms import FaultyForm, read
from sori.knowledge.importing import FileFaulty, toml
from sori.knowledge.importing.table import decoded
from sori.people import service as people
from sori.people.model import Actor
from sori.people.service import departments
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.problem import Problem, Wrong
from sori.platform.translation import Language, translated

LARGEST_FILE = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class RejectedForm:
    """A form that was set aside: the line in which it begins, its code, in which field, and why, in words."""

    line: int
    code: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportedTypes:
    """What came of a file. `set_aside` is a file of the rejected forms, to be put right and brought in again."""

    added: int
    changed: int
    unchanged: int
    rejected: list[RejectedForm]
    set_aside: str


async def is_any(transaction: Transaction) -> bool:
    """Whether there is any type of case."""
    return await store.is_any_type(transaction)


async def bring_in(
    transaction: Transaction, actor: Actor, content: bytes, language: Language, now: datetime
) -> ImportedTypes:
    """Keeps the forms of a file; one whose code is there takes its place, unless nothing differs.

    Forms that the file doesn't have stay as they are. Raises Problem 422 for a file of which nothing can be read, 413
    for one that is too large.
    """
    if len(content) > LARGEST_FILE:
        raise Problem(413, "file_too_large", field="file", limit_mb=LARGEST_FILE // 1024 // 1024)
    try:
        rows = toml.items(content, "form")
    except FileFaulty as fault:
        raise Problem(422, fault.code, field="file", errors=(), **fault.values) from fault
    if not rows:
        raise Problem(422, "articles_empty", field="file")
    tables = tomllib.loads(decoded(content))
    types, faulty = read(tables)
    await store.lock_types(transaction)
    known = {department.code: department.id for department in await departments.departments(transaction)}
    places = {table.get("code"): at for at, table in enumerate(tables["form"])}
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    for type_ in types:
        code = type_.form.code
        department = type_.form.department
        if department not in known:
            wrong = Wrong("department", "form_department", {"found": department})
            faulty.append(FaultyForm(places[code], code, [wrong]))
            continue
        before = await store.type_of(transaction, code)
        if before == type_:
            counts["unchanged"] += 1
            continue
        await store.put_type(transaction, type_, known[department], actor.id, now)
        counts["added" if before is None else "changed"] += 1
    if counts["added"] or counts["changed"]:
        await events.append(transaction, now, "case_types.changed", {})
    faulty.sort(key=lambda one: one.at)
    detail = {"added": counts["added"], "changed": counts["changed"], "rejected": len(faulty)}
    await people.audit(transaction, now, actor.id, "case_types.imported", {}, detail)
    rejected = [
        RejectedForm(
            rows[one.at].line, one.code, wrong.place, translated(language, f"problem.{wrong.code}", **wrong.values)
        )
        for one in faulty
        for wrong in one.wrong
    ]
    aside = _set_aside(tables, faulty, rejected) if faulty else ""
    return ImportedTypes(counts["added"], counts["changed"], counts["unchanged"], rejected, aside)


def _set_aside(tables: dict[str, Any], faulty: Sequence[FaultyForm], rejected: Sequence[RejectedForm]) -> str:
    """The rejected forms as a file of its own, each reason above them, with the headings that they may name."""
    said = [" ".join(f"# {one.code}: {one.field}: {one.reason}".split()) for one in rejected]
    forms = [tables["form"][one.at] for one in faulty]
    kept = {"group": tables["group"], "form": forms} if isinstance(tables.get("group"), list) else {"form": forms}
    return "\n".join([*said, "", tomlkit.dumps(kept)])
