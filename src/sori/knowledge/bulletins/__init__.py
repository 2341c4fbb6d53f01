"""Bulletins: time-limited briefings that counsellors acknowledge, exchanged with other centres."""
