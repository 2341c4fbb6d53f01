"""What bench/soak.py is made of: the day played, its driver, the ledger, the centre that is killed, the verdict."""
