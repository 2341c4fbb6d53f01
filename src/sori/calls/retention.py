"""How long it is kept who called when."""

from sori.calls.store import calls as store
from sori.platform.retention import Kind

KINDS = (Kind("calls", 365, 1, store.calls_before, store.delete_calls),)
"""Counted from the end of the call; what was said of it in the queue is its contact's."""
