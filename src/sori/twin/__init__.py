"""The digital twin, the same centre in virtual time (docs/twin.md). What others call is `run`."""
