"""Email: the outbox's is handed to a mail server."""
