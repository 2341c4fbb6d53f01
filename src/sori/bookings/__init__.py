"""Public services that citizens book: the catalogue, who has booked, who waits for a place."""
