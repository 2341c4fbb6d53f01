"""Articles, departments and synonyms as TOML: `[[article]]`, `[[department]]`, `[[group]]`.

`basis`, said once for a file, stands at the end of every long answer in it.
"""

import re
import tomllib
from typing import Any

from sori.knowledge.importing.row import ARTICLE, FileFaulty, Row
from sori.knowledge.importing.table import decoded
from sori.platform.translation import Text


def articles(content: bytes) -> list[Row]:
    """The articles of a file, with the lines in which they begin."""
    basis = _parsed(content).get("basis")
    found = []
    for row in items(content, "article"):
        values = {ARTICLE.named(name) or name: value for name, value in row.values.items()}
        if isinstance(basis, str):
            values["long"] = f"{str(values.get('long', '')).rstrip()}\n\n{basis}"
        found.append(Row(row.line, values))
    return found


def departments(content: bytes) -> dict[str, Text]:
    """The departments of a file by code, each with its names."""
    return {
        str(row.values.get("code", "")): Text(str(row.values.get("ko", "")), str(row.values.get("en", "")))
        for row in items(content, "department")
    }


def synonyms(content: bytes) -> list[list[str]]:
    """The groups of synonyms of a file."""
    return [
        [str(term) for term in terms]
        for row in items(content, "group")
        if isinstance(terms := row.values.get("terms"), list)
    ]


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(decoded(content))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise FileFaulty("articles_line", {"line": found[1] if found else "?", "reason": str(error)}) from error


def items(content: bytes, name: str) -> list[Row]:
    """The tables of an array (`[[name]]`), each with the line in which it begins and its fields by the file's names."""
    found = _parsed(content).get(name, [])
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise FileFaulty("articles_toml", {"name": name})
    head = re.compile(rf"\s*\[\[\s*{name}\s*\]\]")
    lines = [number for number, line in enumerate(decoded(content).splitlines(), 1) if head.match(line)]
    if len(lines) != len(found):  # written inline, or a line within a text looks like a head
        lines = [0] * len(found)
    return [Row(line, item) for line, item in zip(lines, found, strict=True)]
