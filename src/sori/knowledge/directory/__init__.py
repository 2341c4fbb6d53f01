"""The directory: posts of the city, its districts and agencies, what they handle, and who answers there now."""
