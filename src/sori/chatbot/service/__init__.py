"""The chatbot's use cases: what others call."""
