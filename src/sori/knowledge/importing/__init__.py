"""Reading articles from files: tables (CSV, XLSX), documents (DOCX, HTML) and TOML, a row an article."""

from pathlib import PurePath

from sori.knowledge.importing import document, table, toml
from sori.knowledge.importing.row import FileFaulty, Row

READERS = {
    ".csv": table.of_csv,
    ".tsv": table.of_csv,
    ".xlsx": table.of_xlsx,
    ".docx": document.of_docx,
    ".html": document.of_html,
    ".htm": document.of_html,
    ".toml": toml.articles,
}
"""What reads a file, by the ending of its name."""


def read(name: str, content: bytes, *, may_be_empty: bool = False) -> list[Row]:
    """The rows of a file. Raises FileFaulty for one that can't be read as what its name says."""
    reader = READERS.get(PurePath(name).suffix.lower())
    if reader is None:
        raise FileFaulty("articles_kind", {"kinds": ", ".join(READERS)})
    rows = reader(content)
    if not rows and not may_be_empty:
        raise FileFaulty("articles_empty")
    return rows


__all__ = ["READERS", "FileFaulty", "Row", "read"]
