"""How long the record of what was sent is kept."""

from sori.platform.retention import Kind
from sori.webhooks import store

KINDS = (Kind("webhook_deliveries", 30, 3, store.deliveries_before, store.delete_deliveries),)
"""Deliveries that were made or given up, counted from their event; what waits to be sent stays."""
