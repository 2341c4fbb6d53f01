"""All SQL of the chatbot."""
