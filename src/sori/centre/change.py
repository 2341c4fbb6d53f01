"""Changes to the setup: what was before and what is after, part by part; how they are made, undone and compared."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, cast

import msgspec

from sori.centre.setup import TYPES, AnnouncementSetup, Entities, Kind, Setup, entities
from sori.people.model import Role, StaffSetup


@dataclass(frozen=True, slots=True)
class Edit:
    """One part of the setup before and after; None where there is none."""

    kind: Kind
    code: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a part of a setup. `problem` names its text, as a Problem's code does."""

    kind: Kind
    code: str
    field: str
    problem: str
    values: dict[str, Any] = dataclasses.field(default_factory=dict)


class ChangeState(StrEnum):
    """Where a change stands: it waits for its moment, holds, was called off before, or could not be made."""

    SCHEDULED = "scheduled"
    APPLIED = "applied"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Change:
    """A change to the setup: by whom, when, why, from what to what."""

    id: int
    made_at: datetime
    made_by: str | None
    note: str
    effective_at: datetime
    state: ChangeState
    settled_at: datetime | None
    edits: list[Edit]
    faults: list[Fault]
    undoes_id: int | None
    undone_by_id: int | None


def differences(old: Mapping[tuple[Kind, str], Any], new: Mapping[tuple[Kind, str], Any]) -> list[Edit]:
    """The edits that make `new` of `old`, in the order of the kinds."""
    order = list(Kind)
    both = sorted(old.keys() | new.keys(), key=lambda part: (order.index(part[0]), part[1]))
    return [
        Edit(kind, code, old.get((kind, code)), new.get((kind, code)))
        for kind, code in both
        if old.get((kind, code)) != new.get((kind, code))
    ]


def inverse(edits: Iterable[Edit]) -> list[Edit]:
    """The edits that undo these."""
    return [Edit(edit.kind, edit.code, edit.after, edit.before) for edit in edits]


def collisions(present: Entities, edits: Iterable[Edit]) -> list[Fault]:
    """The edits whose `before` is not what is there: somebody else changed it meanwhile."""
    return [
        Fault(edit.kind, edit.code, "", "setup_changed_meanwhile")
        for edit in edits
        if present.get((edit.kind, edit.code)) != edit.before
    ]


def changed(present: Entities, edits: Iterable[Edit]) -> Entities:
    """The parts after the edits."""
    after = dict(present)
    for edit in edits:
        if edit.after is None:
            after.pop((edit.kind, edit.code), None)
        else:
            after[edit.kind, edit.code] = edit.after
    return after


def read_part(kind: Kind, part: object) -> Any:
    """A part as its type has it; ValidationError (msgspec) for what doesn't fit."""
    return msgspec.convert(part, TYPES[kind])


def read(parts: Entities) -> tuple[Setup | None, list[Fault]]:
    """The setup of these parts, or what doesn't fit into one: every part that can't be read is told."""
    found: dict[str, Any] = {kind.value: {} for kind in Kind}
    faults = []
    for (kind, code), part in parts.items():
        try:
            found[kind][code] = read_part(kind, part)
        except msgspec.ValidationError as error:
            reason, _, place = str(error).partition(" - at `$")
            faults.append(Fault(kind, code, place.strip("`.") or "", "setup_unreadable", {"reason": reason}))
    if Kind.CENTRE not in {kind for kind, _ in parts}:
        faults.append(Fault(Kind.CENTRE, "", "", "setup_without_centre"))
    if faults:
        return None, faults
    found["centre"] = found["centre"][""]
    found["emergency"] = found["emergency"].get("")
    return Setup(**found), []


def normal(edit: Edit) -> Edit:
    """The edit with everything spelt out in `after` that was left to its default."""
    if edit.after is None:
        return edit
    try:
        part = standard(read_part(edit.kind, edit.after))
    except msgspec.ValidationError:
        return edit
    return Edit(edit.kind, edit.code, edit.before, cast(dict[str, Any], msgspec.to_builtins(part)))


def standard(part: Any) -> Any:
    """The part with what can be written in several ways (times of any zone, roles in any order) in one."""
    if isinstance(part, AnnouncementSetup):
        return AnnouncementSetup(part.body, in_utc(part.shown_from), in_utc(part.shown_until))
    return replace(part, roles=sorted(set(part.roles))) if isinstance(part, StaffSetup) else part


def in_utc(moment: datetime | None) -> datetime | None:
    """The same moment in UTC; one without a zone is of UTC."""
    if moment is None or moment.tzinfo is None:
        return moment and moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC)


EVERYTHING = frozenset(Kind)
_TEAM_LEADERS = frozenset(
    {Kind.HOLIDAYS, Kind.ANNOUNCEMENTS, Kind.PHRASES, Kind.TOPICS, Kind.ALERTS, Kind.DUTIES, Kind.STAFF}
)
_OF_STAFF_BY_TEAM_LEADERS = frozenset({"skills", "chat_capacity", "takes_calls"})
KINDS_EDITED_BY: dict[Role, frozenset[Kind]] = {Role.ADMINISTRATOR: EVERYTHING, Role.TEAM_LEADER: _TEAM_LEADERS}
"""Who may change what; of staff, team leaders change what people can take, not who they are."""


def may_make(edit: Edit, roles: Iterable[Role]) -> bool:
    """Whether somebody with these roles may make the edit."""
    held = set(roles)
    if Role.ADMINISTRATOR in held:
        return True
    if not any(edit.kind in KINDS_EDITED_BY.get(role, ()) for role in held):
        return False
    if edit.kind is not Kind.STAFF:
        return True
    if edit.before is None or edit.after is None:
        return False
    names = edit.before.keys() | edit.after.keys()
    return all(edit.before.get(name) == edit.after.get(name) for name in names - _OF_STAFF_BY_TEAM_LEADERS)


def parts_of(setup: Setup | None) -> Entities:
    """The parts of a setup; none of None."""
    return {} if setup is None else entities(setup)


def in_order(edits: Sequence[Edit]) -> list[Edit]:
    """The edits in an order in which each can be written: what is named before what names it, removals last."""
    order = list(Kind)
    depth = _topic_depths(edits)
    puts = sorted(
        (edit for edit in edits if edit.after is not None),
        key=lambda edit: (
            # The centre itself names a queue.
            edit.kind is Kind.CENTRE,
            order.index(edit.kind),
            depth.get(edit.code, 0) if edit.kind is Kind.TOPICS else 0,
        ),
    )
    removals = sorted((edit for edit in edits if edit.after is None), key=lambda edit: -order.index(edit.kind))
    return [*puts, *removals]


def _topic_depths(edits: Iterable[Edit]) -> dict[str, int]:
    parents = {
        edit.code: edit.after.get("parent") for edit in edits if edit.kind is Kind.TOPICS and edit.after is not None
    }

    def depth(code: str | None, left: int = 4) -> int:
        return 0 if code not in parents or left == 0 else 1 + depth(parents[code], left - 1)

    return {code: depth(code) for code in parents}
