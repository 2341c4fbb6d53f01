"""All SQL about staff, one module for each noun."""
