"""How long what belongs to cases is kept; the cases themselves stay, to be counted."""

from sori.cases import store
from sori.platform.retention import Kind

KINDS = (
    Kind("case_words", 1_825, 30, store.forgettable, store.forget),
    Kind("unfiled_photos", 7, 1, store.unfiled_photos_before, store.delete_unfiled_photos),
)
"""`case_words` are answers and photos of cases, counted from when they were received. `unfiled_photos` were sent to
the chatbot and became part of no case: a form was not finished, or another photo took their place."""
