"""The life of a case: its moves, its due date, the officer's desk and the citizen's page."""
