"""Text messages: the outbox's are sent through a provider's SMPP server."""
