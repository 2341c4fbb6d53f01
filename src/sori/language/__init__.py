"""What is understood of Korean text without any model: pure functions on strings."""
