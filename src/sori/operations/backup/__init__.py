"""Backups: one file with everything the database keeps, checked before anything is put back from it."""
