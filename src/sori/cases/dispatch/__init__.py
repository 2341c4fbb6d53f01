"""Whose a case is: rules kept as data, and why a case went where it went."""
