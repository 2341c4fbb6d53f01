"""The demo city: a centre to look at, its log-ins, and the switch of its simulation."""
