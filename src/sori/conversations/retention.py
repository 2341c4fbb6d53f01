"""How long what is kept of conversations is kept."""

from sori.conversations.store import retention as store
from sori.platform.retention import Kind

KINDS = (
    Kind("contents", 365, 1, store.contents_before, store.forget_contents),
    Kind("devices", 365, 1, store.devices_before, store.delete_devices),
    Kind("unsent_files", 7, 1, store.unsent_before, store.delete_unsent),
    Kind("estimates", 400, 30, store.estimates_before, store.delete_estimates),
    Kind("notices", 400, 30, store.notices_before, store.delete_notices),
    Kind("alerts", 400, 30, store.alerts_before, store.delete_alerts),
    Kind("floor_notes", 90, 1, store.floor_notes_before, store.delete_floor_notes),
)
"""`contents` are messages, attachments, notes, whispers and comments of contacts, counted from a contact's end.
`devices` count from when they were last seen; without its device a citizen is a number that leads to nobody."""
