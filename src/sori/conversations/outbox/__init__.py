"""The outgoing-message outbox: text messages and emails, put in with what they tell of, sent after its commit."""
