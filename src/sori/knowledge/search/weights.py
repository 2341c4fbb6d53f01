"""What each thing that ranking looks at counts; learned by bench/search_weights.py, the boosts set by hand."""

import numpy as np

LETTERS = 0.03
MORPHEMES = [0.06, 0.05, 0.05, 0.03, 0.05, 1.0, 0.02]  # in the order of ranking.FEATURES
PAIRS = [0.06, 0.05, 0.05, 0.03, 0.05, 1.0, 0.02]
WEIGHTS = np.array([LETTERS, *MORPHEMES, *PAIRS])
USE, FRESHNESS = 0.3, 0.2
INITIALS = 2.0
