"""How long who booked what is kept."""

from sori.bookings import store
from sori.platform.retention import Kind

KINDS = (
    Kind("bookings", 365, 1, store.bookings_before, store.delete_bookings),
    Kind("booking_numbers", 7, 1, store.numbers_before, store.forget_numbers),
)
"""Counted from the time that was booked."""
