"""What each thing that ranking looks at counts; learned by bench/search_weights.py, the boosts set by hand."""

import numpy as np

# In the order of ranking.FEATURES: of morphemes, of pairs of syllables, of runs of letters.
WEIGHTS = np.array(
    [
        [0.06, 0.05, 0.05, 0.03, 0.05, 1.0, 0.02],
        [0.06, 0.05, 0.05, 0.03, 0.05, 1.0, 0.02],
        [0.02, 0.00, 0.00, 0.00, 0.00, 1.0, 0.00],
    ]
).ravel()
USE, FRESHNESS = 0.3, 0.2
INITIALS = 2.0
