"""Korean texts to measure search on, from beside the project where they are, and typing noise for queries."""

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from types import ModuleType
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parents[2] / "shared/data/korean_text"


class Question(NamedTuple):
    """A question and the number of the paragraph that answers it."""

    text: str
    paragraph: int


def there() -> bool:
    """Whether the texts are here."""
    return (FOLDER / "korquad").is_dir()


def paragraphs() -> tuple[list[tuple[str, str]], list[Question], list[Question]]:
    """KorQuAD's paragraphs, each with its article's title, and its questions: those to learn from, those to report.

    No article is on both sides.
    """
    articles = json.loads((FOLDER / "korquad/KorQuAD_v1.0_dev.json").read_text())["data"]
    learning = set(Random(11).sample(range(len(articles)), len(articles) // 2))
    texts: list[tuple[str, str]] = []
    sides: tuple[list[Question], list[Question]] = ([], [])
    for number, article in enumerate(articles):
        for paragraph in article["paragraphs"]:
            side = sides[0 if number in learning else 1]
            side.extend(Question(asked["question"], len(texts)) for asked in paragraph["qas"])
            texts.append((article["title"], paragraph["context"]))
    return texts, *sides


def phrasings(first: int, last: int) -> list[list[str]]:
    """ParaKQC's sets of ten ways to ask one thing, from one number until before another: ten lines a set, in order.

    The first two columns are a topic and an act, not the set.
    """
    lines = (FOLDER / "parakqc/sets_000_499.tsv").read_text().splitlines()
    texts = [line.split("\t")[2] for line in lines]
    return [texts[at : at + 10] for at in range(0, len(texts), 10)][first:last]


def noise(seed: int, rate: float) -> dict[str, Callable[[str], str]]:
    """Ways in which queries get spoilt, by name; `rate` is typing errors a syllable, at least one a query."""
    module = _module()
    chance = Random(seed)
    return {
        "as typed": lambda text: text,
        "typos, no spaces": lambda text: str(module.nospace(module.typos(text, rate, chance))),
        "typos, wrong spaces": lambda text: str(module.badspace(module.typos(text, rate, chance), chance)),
    }


def _module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("noise", FOLDER / "noise.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
