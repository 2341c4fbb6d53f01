"""Calls on telephone lines: legs of the call flow over an Asterisk, which has the lines."""
