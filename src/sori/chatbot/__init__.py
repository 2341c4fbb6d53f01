"""The chatbot's decisions: what a citizen's words mean, and what to say to them. No input or output of its own."""
