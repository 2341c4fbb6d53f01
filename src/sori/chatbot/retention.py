"""How long what was said to the chatbot is kept; the conversations stay, to be counted."""

from sori.chatbot.store import review as store
from sori.platform.retention import Kind

KINDS = (Kind("chatbot_words", 365, 1, store.forgettable, store.forget),)
