"""How long it is kept to whom messages went, and what they said."""

from sori.conversations.outbox import store
from sori.platform.retention import Kind

KINDS = (Kind("outgoing", 90, 1, store.contents_before, store.forget_contents),)
"""Recipients and texts of messages with which nothing more is to be done, counted from when they were put in."""
