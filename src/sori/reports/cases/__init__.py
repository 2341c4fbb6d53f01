"""Figures of cases: the centre's own, and those of years before that files told."""
