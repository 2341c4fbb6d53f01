"""What each thing that ranking looks at counts; learned by bench/_search_weights.py, the last four set by hand."""

import numpy as np

LETTERS = 0.0149
MORPHEMES = [0.0525, 0.362, 0.1372, 0.0737, -0.0761, 0.0341, 1.2943, 0.1114]  # in the order of ranking.FEATURES
PAIRS = [0.0198, 0.2027, 0.0299, 0.0678, 0.0684, 0.0018, 2.0314, 0.0139]
WEIGHTS = np.array([LETTERS, *MORPHEMES, *PAIRS])
USE, FRESHNESS = 0.3, 0.2  # of the most used, and the freshest
INITIALS = 2.0  # where words of initial consonants are found in the title
MEANING = 6.0  # of what is surely meant, whatever its words
