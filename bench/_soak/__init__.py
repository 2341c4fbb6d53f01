"""What bench/soak.py is made of: the day that is played, its driver, the ledger, the centre that is killed, the verdict."""
