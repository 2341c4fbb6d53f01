"""Simulated citizens and counsellors who drive a running centre through its public API, and nothing else of it."""
