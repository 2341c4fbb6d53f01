"""Posts in files: which columns there are, and what makes a post's content of a row or tells what is wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from sori.knowledge.directory.model import PostContent, PostNumber, cleaned, faults
from sori.knowledge.importing import FileFaulty, Row, table, toml
from sori.knowledge.importing.cell import list_of, text_of
from sori.knowledge.importing.row import Columns, Rejected
from sori.platform.problem import Wrong
from sori.platform.translation import Text

POST = Columns(
    {
        "office": ("office", "기관"),
        "title": ("title", "post", "직위", "담당"),
        "department": ("department", "담당 부서", "부서"),
        "district": ("district", "자치구", "구"),
        "duties": ("duties", "담당 업무", "업무"),
        "numbers": ("numbers", "phone", "전화번호", "전화"),
        "hours": ("hours", "근무 시간", "시간"),
        "substitutes": ("substitutes", "substitute", "업무 대행", "대행", "대행자"),
        "emergency": ("emergency", "비상연락망", "비상"),
    },
    frozenset({"office", "title", "department", "numbers", "hours"}),
)
"""The columns of a table of posts."""
_YES = ("true", "1", "y", "yes", "o", "예", "✓", "○")
_NO = ("", "false", "0", "n", "no", "x", "아니요", "아니오")
_READERS = (".csv", ".tsv", ".xlsx", ".toml")


@dataclass(frozen=True, slots=True)
class ReadPost:
    """A row that can be kept."""

    line: int
    content: PostContent


def read(name: str, content: bytes) -> list[Row]:
    """The rows of a file. Raises FileFaulty for one that can't be read as what its name says."""
    ending = PurePath(name).suffix.lower()
    if ending not in _READERS:
        raise FileFaulty("articles_kind", {"kinds": ", ".join(_READERS)})
    if ending == ".toml":
        rows = [
            Row(row.line, {POST.named(name) or name: value for name, value in row.values.items()})
            for row in toml.items(content, "entry")
        ]
    else:
        rows = table.of_xlsx(content, POST) if ending == ".xlsx" else table.of_csv(content, POST)
    if not rows:
        raise FileFaulty("articles_empty")
    return rows


def districts(name: str, content: bytes) -> dict[str, Text]:
    """The districts that a TOML file names, by code."""
    if PurePath(name).suffix.lower() != ".toml":
        return {}
    found = {}
    for row in toml.items(content, "district"):
        names = row.values.get("name")
        code = str(row.values.get("code", "")).strip()
        if not code or not isinstance(names, Mapping) or not (names.get("ko") and names.get("en")):
            raise FileFaulty("post_district", {"line": row.line})
        found[code] = Text(str(names["ko"]), str(names["en"]))
    return found


def post_of(row: Row, departments: Mapping[str, str], districts: Mapping[str, str]) -> ReadPost | Rejected:
    """The row as a post, or everything that is wrong with it; both mappings give codes by names."""
    values = row.values
    wrong = [Wrong(name, "articles_field") for name in values if name not in POST.fields]
    department, district = text_of(values.get("department")), text_of(values.get("district"))
    content = cleaned(
        PostContent(
            office=text_of(values.get("office")),
            title=text_of(values.get("title")),
            department=departments.get(department, department),
            numbers=_numbers(values.get("numbers")),
            hours=text_of(values.get("hours")),
            district=districts.get(district, district),
            duties=list_of(values.get("duties")),
            substitutes=list_of(values.get("substitutes")),
            emergency=_is_set(values.get("emergency"), wrong),
        )
    )
    wrong += faults(content)
    return Rejected(row.line, wrong, values) if wrong else ReadPost(row.line, content)


def _numbers(value: Any) -> list[PostNumber]:
    """Numbers, each with its label before it: "야간 02-000-1234"."""
    found = []
    for item in list_of(value):
        if parts := re.fullmatch(r"(.*?)[\s:]*(\+?[0-9][0-9 \-]*)", item, re.DOTALL):
            found.append(PostNumber(parts[2], parts[1]))
        elif item:
            found.append(PostNumber(item))
    return found


def _is_set(value: Any, wrong: list[Wrong]) -> bool:
    text = text_of(value).lower()
    if text not in (*_YES, *_NO):
        wrong.append(Wrong("emergency", "post_yes_or_no", {"found": text[:40]}))
    return text in _YES
