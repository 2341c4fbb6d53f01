"""The knowledge as the chatbot has it: what the classifier learns from, and what the dialogue answers from."""

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sori.cases.forms import Form, forms_of
from sori.chatbot.meaning import Classifier, Item
from sori.chatbot.model import About, Answer, Knowledge, Reading, Understood
from sori.chatbot.small_talk import SMALL_TALK
from sori.knowledge.importing import toml
from sori.knowledge.model import Audience
from sori.knowledge.plain_text import plain
from sori.knowledge.search.terms import Synonyms
from sori.language.morphemes import Analyser
from sori.platform.translation import Text

_REPORTED = ("신고할게요", "신고합니다", "신고하려고요", "신고는 어떻게 하나요", "어디에 신고해야 하나요")


@dataclass(frozen=True, slots=True)
class Known:
    """What may be answered from, and the items that words can mean."""

    knowledge: Knowledge
    items: list[Item]


def article_item(code: str, question: str, also: Sequence[str], texts: Iterable[str], synonyms: Synonyms) -> Item:
    """An article to be learned: its question and other ways to put it; its answer, and words that mean the same."""
    phrasings = [question, *also]
    others = synonyms.of(" ".join(phrasings))
    return Item(f"{About.ARTICLE}:{code}", phrasings, [" ".join([*texts, *others])], About.ARTICLE)


def form_item(form: Form, synonyms: Synonyms) -> Item:
    """A complaint form to be learned: its name and phrasings; what it asks, and words that mean the same.

    Who says of something that they report it, or asks how, may mean its form as well as an article about it.
    """
    phrasings = [form.name.ko, *(f"{form.name.ko} {said}" for said in _REPORTED), *form.phrasings]
    asked = [text.ko for question in form.questions for text in (question.ask, *question.choices)]
    told = " ".join([*asked, *synonyms.of(" ".join(phrasings))])
    return Item(f"{About.FORM}:{form.code}", phrasings, [told], About.FORM)


def understanding(items: Sequence[Item], analyser: Analyser | None) -> Callable[[str], Understood]:
    """Learns the items; gives what tells the meaning of words."""
    classifier = Classifier(items, analyser, small_talk=SMALL_TALK)

    def understand(text: str) -> Understood:
        readings = []
        for meaning in classifier.meanings(text):
            about, _, code = meaning.key.partition(":")
            readings.append(Reading(About(about), code, meaning.chance))
        return Understood(tuple(readings))

    return understand


def from_files(folder: Path, published_on: date) -> Known:
    """The knowledge of a folder of TOML files, as `sori import knowledge` takes them and complaint forms, published."""
    contents = {path.name: path.read_bytes() for path in sorted(folder.glob("*.toml"))}
    groups = [group for content in contents.values() for group in toml.synonyms(content) if group]
    synonyms = Synonyms(groups)
    departments = {code: name for content in contents.values() for code, name in toml.departments(content).items()}
    answers, items, forms = {}, [], []
    for content in contents.values():
        for row in toml.articles(content):
            values = row.values
            answer = _answer(values, departments, published_on)
            if not answer.public:
                continue
            answers[answer.code] = answer
            also = [str(text) for text in values.get("also", [])]
            texts = [answer.short, plain(str(values.get("long", "")))]
            items.append(article_item(answer.code, answer.question, also, texts, synonyms))
        forms += forms_of(tomllib.loads(content.decode()))
    items += [form_item(form, synonyms) for form in forms]
    return Known(Knowledge(answers, {form.code: form for form in forms}), items)


def _answer(values: Mapping[str, Any], departments: dict[str, Text], published_on: date) -> Answer:
    department = str(values.get("department", ""))
    return Answer(
        code=str(values["code"]),
        version=1,
        question=str(values["question"]),
        short=str(values["short"]),
        department=departments.get(department, Text(department, department)),
        public=values.get("audience", "") == Audience.PUBLIC,
        published_on=published_on,
        valid_from=values.get("valid_from"),
        valid_to=values.get("valid_to"),
        topics=tuple(map(str, values.get("topics", ()))),
    )
