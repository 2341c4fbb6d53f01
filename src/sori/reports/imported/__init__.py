"""Reading files of contacts and counts: what is in them, what is wrong with it, and what of it is loaded."""
