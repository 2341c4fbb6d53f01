"""Draws the state tables of the code into the docs, between their markers.

Run it after changing a table: `.venv/bin/python scripts/state_tables.py`. A test fails while a page is out of date.
"""

import re
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from sori.bookings.model import BOOKING_LIFE
from sori.calls.callback import CALLBACK_MOVES, CallbackState
from sori.cases.model import CASE_MOVES
from sori.conversations.model import CONTACT_MOVES, DUTY_MOVES, Outcome
from sori.conversations.outbox.model import OUTGOING_MOVES, OutgoingState
from sori.knowledge.bulletins.model import BULLETIN_MOVES, BulletinState
from sori.knowledge.model import ARTICLE_MOVES, State

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGES = {
    DOCS / "architecture.md": ("contact", "offer", "duty"),
    DOCS / "knowledge.md": ("article",),
    DOCS / "bulletins.md": ("bulletin",),
    DOCS / "cases.md": ("case",),
    DOCS / "calls.md": ("callback",),
    DOCS / "bookings.md": ("booking",),
    DOCS / "outbox.md": ("outgoing",),
}
"""Which page has which drawings."""
# Keys are state and event, of each table its own; the state None is before there was one.
Moves = Mapping[tuple[Any, Any], StrEnum]


def diagram(moves: Moves, start: StrEnum | None = None) -> str:
    """A table of moves as a Mermaid state diagram; events that lead from the same state to the same are joined."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for (state, event), target in moves.items():
        arrows.setdefault(("[*]" if state is None else state.value, target.value), []).append(event.value)
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    [*] --> {start.value}"] if start else []
    lines += [f"    {source} --> {target}: {', '.join(events)}" for (source, target), events in arrows.items()]
    return "\n".join([*lines, "```"])


def table(moves: Moves) -> str:
    """A table of moves as rows of states by columns of events; an empty cell is refused."""
    states = list(dict.fromkeys([state for state, _ in moves] + list(moves.values())))
    events = list(dict.fromkeys(event for _, event in moves))
    rows = ["| state | " + " | ".join(event.value for event in events) + " |", "|---" * (len(events) + 1) + "|"]
    for state in states:
        cells = [moves[state, event].value if (state, event) in moves else "" for event in events]
        rows.append(f"| **{state.value}** | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def drawn() -> dict[str, str]:
    """Every drawing by its marker's name."""
    first = next(iter(CONTACT_MOVES))[0]
    outcomes = "\n".join(f"    live --> {outcome.value}" for outcome in Outcome)
    return {
        "contact": f"{diagram(CONTACT_MOVES, first)}\n\n{table(CONTACT_MOVES)}",
        "offer": f"```mermaid\nstateDiagram-v2\n    [*] --> live\n{outcomes}\n```",
        "duty": table(DUTY_MOVES),
        "article": f"{diagram(ARTICLE_MOVES, State.DRAFT)}\n\n{table(ARTICLE_MOVES)}",
        "case": diagram(CASE_MOVES),
        "bulletin": f"{diagram(BULLETIN_MOVES, BulletinState.DRAFT)}\n\n{table(BULLETIN_MOVES)}",
        "callback": diagram(CALLBACK_MOVES, CallbackState.PLACED),
        "booking": table(BOOKING_LIFE),
        "outgoing": f"{diagram(OUTGOING_MOVES, OutgoingState.WAITING)}\n\n{table(OUTGOING_MOVES)}",
    }


def with_drawings(path: Path) -> str:
    """A page with every drawing of it as the code has it now."""
    page = path.read_text("utf-8")
    drawings = drawn()
    for name in PAGES[path]:
        drawing = drawings[name]
        pattern = rf"(<!-- {name}: drawn from the code -->\n).*?(<!-- /{name} -->)"
        page, found = re.subn(pattern, lambda m, d=drawing: f"{m[1]}{d}\n{m[2]}", page, flags=re.DOTALL)
        if found != 1:
            raise SystemExit(f"{path.name} has no place for the drawing '{name}'.")
    return page


if __name__ == "__main__":
    for path in PAGES:
        new = with_drawings(path)
        if "--check" in sys.argv and new != path.read_text("utf-8"):
            raise SystemExit(f"{path.name} is out of date: run .venv/bin/python scripts/state_tables.py")
        path.write_text(new, "utf-8")
