"""One row as it stands in a file; and what makes an article's `Content` of it or tells what is wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sori.knowledge.importing.cell import day_of, list_of, text_of
from sori.knowledge.model import Audience, Content, Link, cleaned, code_is_acceptable, faults
from sori.platform.problem import Wrong


class FileFaulty(Exception):
    """A file of which nothing can be read; `code` names the text that tells why."""

    def __init__(self, code: str, values: Mapping[str, Any] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.values = values or {}


class Columns:
    """Our fields with the names that files give them, and those without which a table is none of this kind."""

    def __init__(self, fields: Mapping[str, tuple[str, ...]], needed: frozenset[str]) -> None:
        self.fields = fields
        self.needed = needed
        self._by_name = {_folded(name): ours for ours, names in fields.items() for name in names}

    def named(self, name: str) -> str | None:
        """Our name of a field that a file calls so, in Korean or English; None for one we don't know."""
        return self._by_name.get(_folded(name))


def _folded(name: str) -> str:
    return re.sub(r"\s+", "", name).lower()


@dataclass(frozen=True, slots=True)
class Row:
    """A row, or an article of a document: the line it begins in, and its fields by our names."""

    line: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """A row that can be kept."""

    line: int
    code: str
    content: Content


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was set aside: where, which field, which text tells why, and what the row had."""

    line: int
    wrong: list[Wrong]
    values: Mapping[str, Any] = field(default_factory=dict)


ARTICLE = Columns(
    {
        "code": ("code", "코드"),
        "question": ("question", "질문", "제목"),
        "short": ("short", "짧은 답변", "짧은답변", "요약"),
        "long": ("long", "긴 답변", "긴답변", "답변", "내용"),
        "steps": ("steps", "절차", "방법"),
        "fees": ("fees", "수수료", "비용"),
        "forms": ("forms", "서식", "구비서류"),
        "links": ("links", "링크", "누리집"),
        "department": ("department", "담당 부서", "담당부서", "부서"),
        "topics": ("topics", "상담 코드", "상담코드", "주제"),
        "audience": ("audience", "대상", "공개 범위", "공개범위"),
        "valid_from": ("valid_from", "시작일", "유효 시작"),
        "valid_to": ("valid_to", "종료일", "유효 종료"),
        "review_days": ("review_days", "review_due_days", "검토 주기", "검토주기"),
        "also": ("also", "다른 표현", "다른표현", "다른 질문"),
    },
    frozenset({"question", "short", "department"}),
)
"""The fields of an article."""
_AUDIENCES = {
    "public": Audience.PUBLIC,
    "공개": Audience.PUBLIC,
    "시민": Audience.PUBLIC,
    "counsellors": Audience.COUNSELLORS,
    "상담사": Audience.COUNSELLORS,
    "내부": Audience.COUNSELLORS,
}
_ADDRESS = re.compile(r"(?:https?://|tel:|mailto:)\S+$", re.IGNORECASE)


def article_of(row: Row, topics: list[str]) -> ReadArticle | Rejected:
    """The row as an article, or everything that is wrong with it; `topics` are the codes that there are."""
    wrong: list[Wrong] = []
    values = row.values
    for name in values:
        if name not in ARTICLE.fields:
            wrong.append(Wrong(name, "articles_field"))
    code = text_of(values.get("code"))
    if code and not code_is_acceptable(code):
        wrong.append(Wrong("code", "article_code"))
    content = cleaned(
        Content(
            question=text_of(values.get("question")),
            short=text_of(values.get("short")),
            department=text_of(values.get("department")),
            long=text_of(values.get("long")),
            steps=list_of(values.get("steps")),
            fees=text_of(values.get("fees")),
            forms=list_of(values.get("forms")),
            links=_links(values.get("links"), wrong),
            also=list_of(values.get("also")),
            topics=list_of(values.get("topics")),
            audience=_audience(values.get("audience"), wrong),
            valid_from=_date("valid_from", values, wrong),
            valid_to=_date("valid_to", values, wrong),
            review_days=_days(values.get("review_days"), wrong),
        )
    )
    wrong += faults(content, topics)
    return Rejected(row.line, wrong, values) if wrong else ReadArticle(row.line, code, content)


def _links(value: object, wrong: list[Wrong]) -> list[Link]:
    found = []
    for item in value if isinstance(value, list) else text_of(value).splitlines():
        if isinstance(item, Mapping):
            found.append(Link(text_of(item.get("title")), text_of(item.get("url"))))
        elif line := text_of(item):
            address = _ADDRESS.search(line)
            if address is None:
                wrong.append(Wrong("links", "article_link", {"url": line[:100]}))
            else:
                found.append(Link(line[: address.start()].strip(" -:|"), address[0]))
    return found


def _audience(value: object, wrong: list[Wrong]) -> Audience:
    text = text_of(value).lower()
    if text not in _AUDIENCES and text:
        wrong.append(Wrong("audience", "articles_audience", {"found": text[:40]}))
    return _AUDIENCES.get(text, Audience.COUNSELLORS)


def _date(name: str, values: Mapping[str, Any], wrong: list[Wrong]) -> date | None:
    value = values.get(name)
    if not text_of(value):
        return None
    found = day_of(value)
    if found is None:
        wrong.append(Wrong(name, "setup_date"))
    return found


def _days(value: object, wrong: list[Wrong]) -> int:
    text = text_of(value)
    if not text:
        return 180
    if not text.isdecimal():
        wrong.append(Wrong("review_days", "setup_out_of_range", {"low": 1, "high": 3650}))
        return 180
    return min(int(text), 1_000_000)
