"""What a citizen's words mean, learned from the knowledge itself: see docs/chatbot.md."""

from sori.chatbot.meaning.classifier import Classifier, Item, Meaning

__all__ = ["Classifier", "Item", "Meaning"]
