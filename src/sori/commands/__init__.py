"""What the commands of `sori` do, apart from running the centre."""
