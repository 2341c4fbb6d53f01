"""All SQL about how the centre is set up: as the running centre reads it, and as its administrator writes it."""
