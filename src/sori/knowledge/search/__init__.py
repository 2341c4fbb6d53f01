"""Search: documents in, hits out. Everything in memory, no database; see docs/search.md."""

from sori.knowledge.search.index import Index
from sori.knowledge.search.model import Document, Filter, Hit, Span

__all__ = ["Document", "Filter", "Hit", "Index", "Span"]
