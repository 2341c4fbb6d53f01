"""How well the chatbot understands which of the demo's 60 complaint forms is meant, on phrasings by somebody else.

    python bench/complaints.py

`complaints.tsv` holds 20 phrasings of each form by a writer who was given the forms' names and choices, and had seen
neither the program nor what it learns from; none of them is learned from. Asked is once who knows the forms alone, and
once who knows the demo's articles too, some of which tell about the very same thing.
"""

import os
import sys
import time
import tomllib
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"
os.environ["OPENBLAS_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.chatbot import linear
from sori.cases.forms import forms_of
from sori.chatbot.known import form_item, from_files
from sori.chatbot.meaning import Classifier, Item
from sori.chatbot.model import About
from sori.chatbot.small_talk import SMALL_TALK
from sori.demo.articles import FOLDER
from sori.knowledge.search.terms import Synonyms
from sori.language.morphemes import KiwiAnalyser

_SURE = 0.6
"""The chance from which on the dialogue begins a form."""
_WRITTEN = date(2026, 1, 1)


def main() -> None:
    lines = (Path(__file__).parent / "complaints.tsv").read_text("utf-8").splitlines()
    asked = [(f"{About.FORM}:{code}", text) for code, _, text in (line.partition("\t") for line in lines)]
    analyser = KiwiAnalyser()
    forms = [
        form_item(form, Synonyms()) for form in forms_of(tomllib.loads((FOLDER / "forms.toml").read_text("utf-8")))
    ]
    demo = from_files(FOLDER, _WRITTEN).items
    print(f"{len(asked):,} phrasings of {len(forms)} forms")
    print(f"{'':26}{'right first':>12}{'among 3':>9}{'begun':>8}{'rightly':>9}{'learning, CPU s':>17}")
    for name, items in (("forms alone", forms), (f"with {len(demo) - len(forms)} articles", demo)):
        _report(f"Sori, {name}", asked, lambda items=items: _ours(items, analyser))
    _report("linear, forms alone", asked, lambda: _linear(forms))


def _ours(items: Sequence[Item], analyser: KiwiAnalyser) -> Callable[[str], list[tuple[str, float]]]:
    classifier = Classifier(items, analyser, small_talk=SMALL_TALK)
    return lambda text: [(meaning.key, meaning.chance) for meaning in classifier.meanings(text)]


def _linear(items: list[Item]) -> Callable[[str], list[tuple[str, float]]]:
    answer = linear(items)
    return lambda text: [answer(text)]


def _report(
    name: str, asked: Sequence[tuple[str, str]], learn: Callable[[], Callable[[str], list[tuple[str, float]]]]
) -> None:
    began = time.process_time()
    answer = learn()
    learning = time.process_time() - began
    found = [answer(text) for _, text in asked]
    first = [answers[0][0] == key for (key, _), answers in zip(asked, found, strict=True)]
    three = [key in [one for one, _ in answers[:3]] for (key, _), answers in zip(asked, found, strict=True)]
    begun = [right for right, answers in zip(first, found, strict=True) if answers[0][1] >= _SURE]
    alone = len(found[0]) == 1
    print(
        f"{name:26}{sum(first) / len(asked):12.3f}"
        + (f"{'':26}" if alone else f"{sum(three) / len(asked):9.3f}{len(begun) / len(asked):8.3f}")
        + ("" if alone else f"{sum(begun) / max(len(begun), 1):9.3f}")
        + f"{learning:17.1f}"
    )


if __name__ == "__main__":
    main()
