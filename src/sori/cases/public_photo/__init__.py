"""What everybody may see of a case's photos."""
