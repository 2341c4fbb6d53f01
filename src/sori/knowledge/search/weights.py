"""What each thing that ranking looks at counts; learned by bench/_search_weights.py, the last three set by hand."""

import numpy as np

LETTERS = 0.0578
MORPHEMES = [0.0777, 0.2161, -0.0287, 0.0368, 0.1659, 0.0207, 1.048, 0.1655]  # in the order of ranking.FEATURES
PAIRS = [0.0017, 0.1458, 0.0442, 0.0667, 0.0283, 0.0736, 1.627, 0.2091]
WEIGHTS = np.array([LETTERS, *MORPHEMES, *PAIRS])
USE, FRESHNESS = 0.3, 0.2  # of the most used, and the freshest
INITIALS = 2.0  # where words of initial consonants are found in the title
