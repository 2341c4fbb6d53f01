"""Who may do and see what, as one table: read from the routes, and, for what is seen by them, written down here."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sori.people.model import FLOOR_ROLES, WATCHING_ROLES, Role

_OURS_ALONE = ("/schema",)
_FRAMEWORKS_OWN = "options_handler"


@dataclass(frozen=True, slots=True)
class Rule:
    """A route with who may use it; without roles everybody may, logged in or not."""

    area: str
    method: str
    path: str
    purpose: str
    name: str
    roles: tuple[Role, ...]
    allowance: str | None
    while_owing: bool


def rules(routes: Iterable[Any]) -> list[Rule]:
    """The rule of every route of an application, by area and path; for one without roles LookupError."""
    return sorted(_rules(routes), key=lambda rule: (rule.area, rule.path, rule.method))


def _rules(routes: Iterable[Any]) -> Iterator[Rule]:
    for route in routes:
        if route.path.startswith(_OURS_ALONE):
            continue
        for method, (handler, _) in getattr(route, "route_handler_map", {}).items():
            name = handler.handler_name.rsplit(".", 1)[-1]
            if name == _FRAMEWORKS_OWN:
                continue
            named = handler.opt.get("roles")
            if not named:
                raise LookupError(f"{method} {route.path} names no roles")
            allowance = handler.opt.get("allowance")
            yield Rule(
                area=next((tag for layer in handler.ownership_layers for tag in layer.tags or ()), "pages"),
                method=method,
                path=route.path,
                purpose=(handler.fn.__doc__ or "").strip().split("\n")[0],
                name=name,
                roles=tuple(role for role in Role if role in named),
                allowance=None if allowance is None else allowance.name,
                while_owing=bool(handler.opt.get("while_owing")),
            )


class Sight(StrEnum):
    """What is seen, beyond whether a route may be used."""

    OWN_CONTACTS = "own_contacts"
    ANY_CONTACT = "any_contact"
    FIGURES = "figures"
    STATISTICS = "statistics"
    CHATBOT = "chatbot"
    CASES = "cases"
    SETUP = "setup"
    SESSIONS = "sessions"
    AUDIT = "audit"


SIGHTS = {
    Sight.OWN_CONTACTS: "words and citizen of contacts on offer or in hand, and that citizen's earlier ones",
    Sight.ANY_CONTACT: "words and citizen of any contact; each look is in the audit log",
    Sight.FIGURES: "figures of the floor and the contacts behind them, without words; each look is in the audit log",
    Sight.STATISTICS: "statistics and the contacts behind them, without words; each look is in the audit log",
    Sight.CHATBOT: "what citizens and the chatbot said, masked; each look is in the audit log",
    Sight.CASES: "cases, masked, and their photos; officers: of their departments; each look is in the audit log",
    Sight.SETUP: "the setup: queues, menu, staff with roles and skills",
    Sight.SESSIONS: "others' sessions: browser, network address, times",
    Sight.AUDIT: "the audit log; each look is in it",
}
"""Each in a few words."""

SEEN_BY: dict[Sight, Sequence[Role]] = {
    Sight.OWN_CONTACTS: (Role.COUNSELLOR,),
    Sight.ANY_CONTACT: WATCHING_ROLES,
    Sight.FIGURES: FLOOR_ROLES,
    Sight.STATISTICS: (*FLOOR_ROLES, Role.ANALYST),
    Sight.CHATBOT: (Role.KNOWLEDGE_EDITOR,),
    Sight.CASES: (Role.COUNSELLOR, Role.TEAM_LEADER, Role.OFFICER, Role.ADMINISTRATOR),
    Sight.SETUP: (Role.TEAM_LEADER, Role.ADMINISTRATOR),
    Sight.SESSIONS: (Role.ADMINISTRATOR,),
    Sight.AUDIT: (Role.ADMINISTRATOR,),
}
"""Which roles see it; a test looks at each with each role."""
