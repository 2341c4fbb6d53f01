"""How well the chatbot's classifier understands, beside a linear classifier, on ParaKQC's sets of ten phrasings.

    python bench/chatbot.py               one draw
    python bench/chatbot.py --draws 3     which 420 of the 500 sets are known is drawn three times

Five phrasings of a set are learned from, always the same; the other five are reported. Some of these were seen while
the classifier was designed, and figures over them before its last changes, so they don't tell how well it does on
texts that nobody has seen. Of 500 sets 420 are the knowledge; the held-back
phrasings of the other 80 are questions outside it. Sets of ParaKQC ask nearly the same now and then, so some of
those outside are answered by an item in truth; they are counted as wrong all the same. Typing errors come from
`noise.py` beside the texts, with a seed that nothing was learned from; the classifier learns from its own slips.

The linear classifier is ridge regression on tf-idf of runs of one to four characters, an output an item. "at 5 %" is
the share answered rightly where the least score answered lets 5 % of the questions outside through. The calibration
error is that of ten bins of equal count over all questions, in and out; the classifier is told how many are outside.
"""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

os.environ["OMP_NUM_THREADS"] = "1"
os.environ["OPENBLAS_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from bench import _korean
from bench._machine import percentile
from sori.chatbot.meaning import Classifier, Item
from sori.chatbot.meaning.calibration import calibration_error
from sori.chatbot.meaning.views import View
from sori.language.morphemes import KiwiAnalyser

KNOWN = 420
SETS = 500
WAYS = ("linear", "Sori")
Answered = tuple[str, float]


class Texts(NamedTuple):
    """What is learned, and what is asked inside and outside of it, each inside with its item."""

    items: list[Item]
    inside: list[tuple[str, str]]
    outside: list[str]


def main() -> None:
    parser = argparse.ArgumentParser(description="The chatbot's classifier on held-back phrasings.")
    parser.add_argument("--draws", type=int, default=1)
    parser.add_argument("--seed", type=int, default=77)
    parser.add_argument("--only", choices=WAYS, help="one of the two")
    arguments = parser.parse_args()
    if not _korean.there():
        print("The texts that this is measured on are not here.")
        return
    analyser = KiwiAnalyser()
    print(
        f"{'':10}{'':18}{'right':>8}{'at 5 %':>8}{'calibration':>13}{'p50 ms':>8}{'p99 ms':>8}{'learning, CPU s':>17}"
    )
    for draw in range(arguments.draws):
        texts = _texts(arguments.seed + draw)
        share = len(texts.outside) / (len(texts.outside) + len(texts.inside))
        for name in [arguments.only] if arguments.only else WAYS:
            began = time.process_time()
            answer = linear(texts.items) if name == "linear" else _ours(texts.items, analyser, share)
            learning = time.process_time() - began
            for noise, spoil in _korean.noise(arguments.seed + draw, 0.05).items():
                if noise != "typos, wrong spaces":
                    _report(name, noise, learning, texts, answer, spoil)


def _texts(seed: int) -> Texts:
    sets = _korean.phrasings(0, SETS)
    known = sorted(Random(seed).sample(range(SETS), KNOWN))
    learned, held = zip(*(_halves(number, texts) for number, texts in enumerate(sets)), strict=True)
    items = [Item(str(number), learned[number]) for number in known]
    inside = [(text, str(number)) for number in known for text in held[number]]
    return Texts(items, inside, [text for number in set(range(SETS)) - set(known) for text in held[number]])


def _halves(number: int, texts: Sequence[str]) -> tuple[list[str], list[str]]:
    """The five phrasings of a set that may be learned from, and the five that are only reported."""
    order = Random(1000 + number).sample(range(len(texts)), len(texts))
    return [texts[at] for at in order[:5]], [texts[at] for at in order[5:]]


def _ours(items: list[Item], analyser: KiwiAnalyser, outside: float) -> Callable[[str], Answered]:
    classifier = Classifier(items, analyser, outside_share=outside)

    def answer(text: str) -> Answered:
        first = classifier.meanings(text)[0]
        return first.key, first.chance

    return answer


def linear(items: list[Item]) -> Callable[[str], Answered]:
    """The linear classifier, learned from the items' phrasings."""

    def terms(text: str) -> Counter[str]:
        whole = "".join(text.split())
        return Counter(whole[at : at + long] for long in (1, 2, 3, 4) for at in range(len(whole) - long + 1))

    texts = [terms(text) for item in items for text in item.phrasings]
    keys = [item.key for item in items for _ in item.phrasings]
    names = sorted(set(keys))
    view = View(texts)
    learned = view.weigh(texts).weights
    goals = np.array([[key == name for name in names] for key in keys], float)
    outputs = np.linalg.solve((learned @ learned.T).toarray() + 0.3 * np.eye(len(keys)), goals)
    weights = learned.T @ outputs

    def answer(text: str) -> Answered:
        worth = (view.weigh([terms(text)]).weights @ weights)[0]
        best = int(worth.argmax())
        return names[best], float(worth[best])

    return answer


def _report(
    name: str,
    noise: str,
    learning: float,
    texts: Texts,
    answer: Callable[[str], Answered],
    spoil: Callable[[str], str],
) -> None:
    took, inside = [], []
    for text, key in texts.inside:
        asked = spoil(text)
        began = time.perf_counter()
        found, chance = answer(asked)
        took.append(time.perf_counter() - began)
        inside.append((found == key, chance))
    outside = [answer(spoil(text))[1] for text in texts.outside]
    least = float(np.quantile(outside, 0.95))
    right = np.mean([correct for correct, _ in inside])
    at_five = np.mean([correct and chance > least for correct, chance in inside])
    stated = [chance for _, chance in inside] + outside
    error = calibration_error(stated, [correct for correct, _ in inside] + [False] * len(outside))
    calibration = f"{error:13.3f}" if name == "Sori" else f"{'-':>13}"
    print(
        f"{name:10}{noise:18}{right:8.3f}{at_five:8.3f}{calibration}"
        f"{percentile(took, 50):8.1f}{percentile(took, 99):8.1f}{learning:17.1f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
