"""An answer phrased by a language model: what it is asked, and what of its words a citizen may be shown.

Pure. The model is not trusted: nothing of what it writes is shown before its sentence has passed the check.
"""

from sori.chatbot.phrasing.asking import Asked, Given, asked
from sori.chatbot.phrasing.checking import Check, Fault, Refused, Sentence, is_in, joined
from sori.chatbot.phrasing.sentences import Cutter

__all__ = [
    "Asked",
    "Check",
    "Cutter",
    "Fault",
    "Given",
    "Refused",
    "Sentence",
    "asked",
    "is_in",
    "joined",
]
