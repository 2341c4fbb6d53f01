"""The chat on the city's web page."""
