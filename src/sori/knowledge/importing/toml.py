"""Articles, departments and synonyms as TOML: `[[article]]`, `[[department]]`, `[[group]]`.

`basis`, said once for a file, stands at the end of every long answer in it.
"""

import re
import tomllib
from typing import Any

from sori.knowledge.importing.row import FileFaulty, Row, field_named
from sori.knowledge.importing.table import decoded
from sori.platform.translation import Text


def articles(content: bytes) -> list[Row]:
    """The articles of a file, with the lines in which they begin."""
    tables = _parsed(content)
    basis = tables.get("basis")
    found = []
    for row in _items(content, tables, "article"):
        values = {field_named(name) or name: value for name, value in row.values.items()}
        if isinstance(basis, str):
            values["long"] = f"{str(values.get('long', '')).rstrip()}\n\n{basis}"
        found.append(Row(row.line, values))
    return found


def departments(content: bytes) -> dict[str, Text]:
    """The departments of a file by code, each with its names."""
    return {
        str(row.values.get("code", "")): Text(str(row.values.get("ko", "")), str(row.values.get("en", "")))
        for row in _items(content, _parsed(content), "department")
    }


def synonyms(content: bytes) -> list[list[str]]:
    """The groups of synonyms of a file."""
    return [
        [str(term) for term in terms]
        for row in _items(content, _parsed(content), "group")
        if isinstance(terms := row.values.get("terms"), list)
    ]


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(decoded(content))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise FileFaulty("articles_line", {"line": found[1] if found else "?", "reason": str(error)}) from error


def _items(content: bytes, tables: dict[str, Any], name: str) -> list[Row]:
    items = tables.get(name, [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise FileFaulty("articles_toml", {"name": name})
    head = re.compile(rf"\s*\[\[\s*{name}\s*\]\]")
    lines = [number for number, line in enumerate(decoded(content).splitlines(), 1) if head.match(line)]
    if len(lines) != len(items):  # written inline, or a line within a text looks like a head
        lines = [0] * len(items)
    return [Row(line, item) for line, item in zip(lines, items, strict=True)]
