"""Use cases of conversations, the only thing other packages call: one module for each side of a contact."""
