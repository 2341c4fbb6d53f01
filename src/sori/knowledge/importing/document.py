"""Articles in a document: a heading of the first level is a question, what follows is its answer until the next one.

Within an article a heading of the second level or a "name: value" line that names one of our fields begins that field;
what stands in no field is the long answer.
"""

import io
import re
from dataclasses import dataclass, field
from typing import Any

import mammoth
from bs4 import BeautifulSoup, Tag
from markdownify import markdownify

from sori.knowledge.importing.row import ARTICLE, FileFaulty, Row
from sori.knowledge.importing.table import decoded, refuse_bomb

_LISTS = ("steps", "forms", "also", "topics", "links")
_LINE = re.compile(r"^\s*([^:：\n]{1,20})[:：]\s*(.+)$", re.DOTALL)


@dataclass
class _Article:
    line: int
    question: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    at: str = "long"

    def add(self, name: str, text: str) -> None:
        if text.strip():
            self.fields.setdefault(name, []).append(text.strip())

    def row(self) -> Row:
        values: dict[str, Any] = {"question": self.question}
        for name, texts in self.fields.items():
            joined = "\n\n".join(texts) if name == "long" else "\n".join(texts)
            values[name] = joined if name not in _LISTS or len(texts) == 1 else texts
        return Row(self.line, values)


def of_docx(content: bytes) -> list[Row]:
    """The articles of a Word document. Their "line" is the number of the article in the document."""
    refuse_bomb(content)
    try:
        html: str = mammoth.convert_to_html(
            io.BytesIO(content), convert_image=mammoth.images.img_element(_no_image)
        ).value
    except (KeyError, ValueError, OSError) as error:
        raise FileFaulty("articles_damaged") from error
    return [Row(number, row.values) for number, row in enumerate(_articles(html), 1)]


def of_html(content: bytes) -> list[Row]:
    """The articles of an HTML page, with the line in which the heading of each stands."""
    return _articles(decoded(content))


def _no_image(_: object) -> dict[str, str]:
    return {"src": ""}


def _articles(html: str) -> list[Row]:
    page = BeautifulSoup(html, "html.parser")
    for gone in page.find_all(["script", "style", "head", "nav", "img"]):
        gone.decompose()
    articles: list[_Article] = []
    for block in _blocks(page.body or page):
        text = block.get_text(" ", strip=True)
        if block.name == "h1":
            articles.append(_Article(block.sourceline or len(articles) + 1, text))
        elif articles:
            _take(articles[-1], block, text)
    if not articles:
        raise FileFaulty("articles_headings")
    return [article.row() for article in articles]


def _blocks(parent: Tag) -> list[Tag]:
    """The headings, paragraphs, lists and tables of a page, in order, whatever they are wrapped in."""
    found: list[Tag] = []
    for child in parent.find_all(True, recursive=False):
        if child.name in ("div", "section", "article", "main", "header", "body", "html"):
            found += _blocks(child)
        else:
            found.append(child)
    return found


def _take(article: _Article, block: Tag, text: str) -> None:
    heading = re.fullmatch(r"h[2-6]", block.name)
    if heading and (name := ARTICLE.named(text)):
        article.at = name
        return
    if heading:
        article.at = "long"
    named = _LINE.match(text) if block.name == "p" else None
    if named and (name := ARTICLE.named(named[1])) and name != "question":
        article.add(name, named[2])
    elif article.at in _LISTS:
        for item in block.find_all("li") or [block]:
            article.add(article.at, _item(article.at, item))
    elif article.at == "long":
        article.add("long", markdownify(str(block), heading_style="ATX"))
    else:
        article.add(article.at, text)


def _item(name: str, item: Tag) -> str:
    text = item.get_text(" ", strip=True)
    link = item.find("a", href=True)
    return f"{text} {link['href']}" if name == "links" and isinstance(link, Tag) else text
