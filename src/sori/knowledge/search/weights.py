"""What each thing that ranking looks at counts; learned by bench/_search_weights.py, the last three set by hand."""

import numpy as np

LETTERS = 0.0404
MORPHEMES = [0.0948, 0.1, 0.0803, 0.1381, -0.0185, 0.0426, 0.0022, 0.1831]  # in the order of ranking.FEATURES
PAIRS = [0.0663, 0.08, 0.0296, 0.0806, 0.0642, 0.0476, 4.8385, 0.2742]
WEIGHTS = np.array([LETTERS, *MORPHEMES, *PAIRS])
USE, FRESHNESS = 0.3, 0.2  # of the most used, and the freshest
INITIALS = 2.0  # where words of initial consonants are found in the title
