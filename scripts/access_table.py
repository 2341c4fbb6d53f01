"""Draws who may do and see what, from the routes, into docs/access.md, between its markers.

Run it after adding a route: `.venv/bin/python scripts/access_table.py`. A test fails while the page is out of date.
"""

import re
import secrets
import sys
from itertools import groupby
from pathlib import Path

from sori.people.access import SEEN_BY, SIGHTS, Rule, rules
from sori.people.model import Role
from sori.platform.settings import Settings
from sori.server import create_app

PAGE = Path(__file__).resolve().parents[1] / "docs" / "access.md"
_COLUMNS = {
    Role.COUNSELLOR: "couns.",
    Role.TEAM_LEADER: "leader",
    Role.KNOWLEDGE_EDITOR: "editor",
    Role.QUALITY_ANALYST: "QAA",
    Role.PLANNER: "planner",
    Role.ANALYST: "analyst",
    Role.OFFICER: "officer",
    Role.MANAGER: "manager",
    Role.ADMINISTRATOR: "admin.",
}


def row(first: str, roles: tuple[Role, ...]) -> str:
    """A row of a table with a mark for each role."""
    return f"| {first} | " + " | ".join("●" if role in roles else "" for role in _COLUMNS) + " |"


def head(first: str) -> list[str]:
    """The head of a table with a column for each role."""
    return [f"| {first} | " + " | ".join(_COLUMNS.values()) + " |", "|---" + "|:-:" * len(_COLUMNS) + "|"]


def routes(every: list[Rule]) -> str:
    """The routes that ask for a log-in, by area."""
    lines: list[str] = []
    for area, found in groupby((rule for rule in every if rule.roles), lambda rule: rule.area):
        lines += [f"**{area}**", "", *head("route")]
        lines += [row(f"`{rule.method} {rule.path}` {rule.purpose}", rule.roles) for rule in found]
        lines.append("")
    return "\n".join(lines).rstrip()


def public(every: list[Rule]) -> str:
    """The routes that ask for no log-in, with what limits them."""
    lines = ["| route | limited as |", "|---|---|"]
    lines += [
        f"| `{rule.method} {rule.path}` {rule.purpose} | {rule.allowance or ''} |" for rule in every if not rule.roles
    ]
    return "\n".join(lines)


def seen() -> str:
    """What is seen beyond that a route may be used."""
    return "\n".join([*head("what"), *(row(SIGHTS[sight], tuple(roles)) for sight, roles in SEEN_BY.items())])


def drawn() -> dict[str, str]:
    """Every drawing by its marker's name."""
    app = create_app(Settings("postgresql://", "127.0.0.1", 0, secrets.token_hex(), False, None))
    every = rules(app.routes)
    return {"seen": seen(), "routes": routes(every), "public": public(every)}


def with_drawings(page: str) -> str:
    """The page with every drawing as the code has it now."""
    for name, drawing in drawn().items():
        pattern = rf"(<!-- {name}: drawn from the code -->\n).*?(<!-- /{name} -->)"
        page, found = re.subn(pattern, lambda m, d=drawing: f"{m[1]}{d}\n{m[2]}", page, flags=re.DOTALL)
        if found != 1:
            raise SystemExit(f"{PAGE.name} has no place for the drawing '{name}'.")
    return page


if __name__ == "__main__":
    text = PAGE.read_text("utf-8")
    new = with_drawings(text)
    if "--check" in sys.argv and new != text:
        raise SystemExit(f"{PAGE.name} is out of date: run .venv/bin/python scripts/access_table.py")
    PAGE.write_text(new, "utf-8")
