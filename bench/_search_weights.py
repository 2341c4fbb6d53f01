"""Learns what ranking's numbers count and prints them for sori/knowledge/search/weights.py.

    python bench/_search_weights.py

From half of KorQuAD's questions, typed well and badly, and from sets of ParaKQC's phrasings; bench/search.py reports
the other half. The right document's chance among the candidates, a softmax of their worth, is made as high as can be.
"""

import sys
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import _korean
from sori.knowledge.search import Document, Index
from sori.knowledge.search.ranking import FEATURES
from sori.language.morphemes import KiwiAnalyser

RIDGE = 1e-3
SEED = 20
Case = tuple[NDArray[np.float64], int]


def main() -> None:
    """Prints the weights."""
    analyser = KiwiAnalyser()
    cases = [*_of_paragraphs(analyser), *_of_phrasings(analyser)]
    weights = _learn(cases)
    print(f"{len(cases):,} questions")
    print("LETTERS =", round(float(weights[0]), 4))
    for name, part in (("MORPHEMES", weights[1 : 1 + len(FEATURES)]), ("PAIRS", weights[1 + len(FEATURES) :])):
        print(name, "=", [round(float(weight), 4) for weight in part])


def _of_paragraphs(analyser: KiwiAnalyser) -> list[Case]:
    texts, questions, _ = _korean.paragraphs()
    index = Index(analyser)
    index.add(Document(str(number), title, text) for number, (title, text) in enumerate(texts))
    return _cases(index, [(question.text, str(question.paragraph)) for question in questions])


def _of_phrasings(analyser: KiwiAnalyser) -> list[Case]:
    sets = _korean.phrasings(0, 250)
    index = Index(analyser)
    index.add(Document(str(number), ways[0], phrasings=ways[1:3]) for number, ways in enumerate(sets))
    return _cases(index, [(way, str(number)) for number, ways in enumerate(sets) for way in ways[3:6]])


def _cases(index: Index, asked: list[tuple[str, str]]) -> list[Case]:
    """For each question the numbers of its candidates, and which is right; typed as it is or badly, by turns."""
    spoilt = list(_korean.noise(SEED, 0.07).values())
    chance = Random(SEED)
    cases = []
    for text, right in asked:
        keys, numbers = index.numbers(chance.choice(spoilt)(text))
        if right in keys:
            cases.append((numbers, keys.index(right)))
    return cases


def _learn(cases: list[Case]) -> NDArray[np.float64]:
    spread = np.concatenate([numbers for numbers, _ in cases]).std(axis=0) + 1e-9

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = RIDGE * float(weights @ weights), 2 * RIDGE * weights
        for numbers, right in cases:
            scaled = numbers / spread
            worth = scaled @ weights
            chances = np.exp(worth - worth.max())
            chances /= chances.sum()
            total -= np.log(chances[right] + 1e-12) / len(cases)
            slope = slope + (chances @ scaled - scaled[right]) / len(cases)
        return total, slope

    found = minimize(loss, np.zeros(len(spread)), jac=True, method="L-BFGS-B", options={"maxiter": 100})
    weights: NDArray[np.float64] = found.x / spread
    return weights


if __name__ == "__main__":
    main()
