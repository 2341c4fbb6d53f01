"""The docs tell what the code does."""

import importlib.util
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_the_state_tables_in_the_docs_are_those_of_the_code() -> None:
    spec = importlib.util.spec_from_file_location("state_tables", ROOT / "scripts" / "state_tables.py")
    assert spec is not None
    assert spec.loader is not None
    state_tables = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(state_tables)
    for path in state_tables.PAGES:
        assert state_tables.with_drawings(path) == path.read_text("utf-8")


def test_the_tables_of_access_in_the_docs_are_those_of_the_code() -> None:
    spec = importlib.util.spec_from_file_location("access_table", ROOT / "scripts" / "access_table.py")
    assert spec is not None
    assert spec.loader is not None
    access_table = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(access_table)
    page = (ROOT / "docs" / "access.md").read_text("utf-8")
    assert access_table.with_drawings(page) == page, "run .venv/bin/python scripts/access_table.py"


def test_every_relative_link_in_the_docs_leads_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.md"), ROOT / "web/DESIGN.md"]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} points to {target}"
