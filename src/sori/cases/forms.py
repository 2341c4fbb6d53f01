"""Complaint forms as data: what is asked, in which order, and what counts as an answer to it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sori.language import hangul
from sori.platform.translation import Text


class QuestionKind(StrEnum):
    """What kind of answer a question wants."""

    TEXT = "text"
    CHOICE = "choice"
    PLACE = "place"
    TIME = "time"
    PHOTO = "photo"


class Photo(StrEnum):
    """Whether a complaint needs a photo."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class FormQuestion:
    """One thing that is asked; `choices` only where one of them is wanted."""

    code: str
    ask: str
    kind: QuestionKind
    required: bool
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of complaint: its questions in order, the photo's among them, and ways in which citizens put it."""

    code: str
    name: Text
    questions: tuple[FormQuestion, ...]
    public: bool
    department: str
    phrasings: tuple[str, ...] = ()

    def question(self, code: str) -> FormQuestion:
        """The question of this code; KeyError where there is none."""
        for question in self.questions:
            if question.code == code:
                return question
        raise KeyError(code)


class FormFaulty(Exception):
    """A form that cannot be used, with the reason in English."""


def forms_of(tables: dict[str, Any]) -> list[Form]:
    """The forms of a parsed file: `[[form]]` tables. Raises FormFaulty for what cannot be asked."""
    return [_form(table) for table in tables.get("form", [])]


def _form(table: dict[str, Any]) -> Form:
    code = str(table.get("code", "?"))
    try:
        photo = Photo(table["photo"])
        questions = [_question(question) for question in table["questions"]]
        form = Form(
            code,
            Text(**table["name"]),
            tuple(questions + _photo_left(questions, photo)),
            bool(table["public"]),
            table["department"],
            tuple(table.get("phrasings", ())),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise FormFaulty(f"form {code}: {error!r}") from error
    codes = [question.code for question in form.questions]
    if not codes or len(set(codes)) < len(codes):
        raise FormFaulty(f"form {code}: each question needs a code of its own, and there must be one")
    return form


def _question(table: dict[str, Any]) -> FormQuestion:
    question = FormQuestion(
        table["code"],
        table["ask"],
        QuestionKind(table["kind"]),
        bool(table["required"]),
        tuple(table.get("choices", ())),
    )
    if (question.kind is QuestionKind.CHOICE) != (len(question.choices) > 1):
        raise ValueError(f"question {question.code}: choices belong to kind choice, two at least")
    return question


def _photo_left(questions: Sequence[FormQuestion], photo: Photo) -> list[FormQuestion]:
    """A last question for the photo where the form takes one and none of its questions asks for it."""
    if photo is Photo.NONE or any(question.kind is QuestionKind.PHOTO for question in questions):
        return []
    return [FormQuestion("photo", "", QuestionKind.PHOTO, photo is Photo.REQUIRED)]


_CLOCK = re.compile(
    r"\d|오전|오후|새벽|아침|점심|저녁|밤|낮|오늘|어제|그제|그저께|지금|방금|아까|요일|주말|매일|항상|계속|늘|주|달|월|해|년|시간"
)
_LAUGHTER = re.compile(r"(.)\1*")
_SHORTEST_PLACE = 2
_LONGEST = 1_000


def accepted(question: FormQuestion, text: str, photos: Sequence[str]) -> str | None:
    """What is kept as the answer, or None where this doesn't answer the question.

    A choice is taken by number or by its words, spaces not counting and one wrong letter in four forgiven. Elsewhere
    the words are kept as they were said: only what says nothing (laughter, lone letters, signs) is refused.
    """
    said = text.strip()[:_LONGEST]
    if question.kind is QuestionKind.PHOTO:
        return ", ".join(photos) or None
    if question.kind is QuestionKind.CHOICE:
        return chosen(question.choices, said)
    if not says_something(said):
        return None
    if question.kind is QuestionKind.PLACE and len(_squeezed(said)) < _SHORTEST_PLACE:
        return None
    if question.kind is QuestionKind.TIME and not _CLOCK.search(said):
        return None
    return said


def says_something(text: str) -> bool:
    """Whether there is a word in it: a whole syllable, a number or Latin, and not the same one again and again."""
    squeezed = _squeezed(text)
    if not any(hangul.is_syllable(character) or character.isascii() for character in squeezed):
        return False
    return len(squeezed) < 3 or not _LAUGHTER.fullmatch(squeezed)


def chosen(choices: Sequence[str], said: str) -> str | None:
    """Which of the choices is meant, or None where that isn't clear."""
    number = re.fullmatch(r"\s*(\d{1,2})\s*(번|번이요|번째|번요|번 이요)?\s*[.)]?\s*", said)
    if number:
        at = int(number[1])
        return choices[at - 1] if 1 <= at <= len(choices) else None
    words = _squeezed(said)
    if not words:
        return None
    same = [choice for choice in choices if _squeezed(choice) == words]
    within = [choice for choice in choices if _squeezed(choice) in words]
    beginning = [choice for choice in choices if len(words) > 1 and words in _squeezed(choice)]
    near = [choice for choice in choices if _is_near(_squeezed(choice), words)]
    for found in (same, within, beginning, near):
        if len(found) == 1:
            return found[0]
    return None


def _squeezed(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


def _is_near(one: str, other: str) -> bool:
    """Whether at most a quarter of the letters differ, by Levenshtein's distance (1966) over letters (jamo)."""
    first, second = hangul.letters(one), hangul.letters(other)
    most = max(len(first), len(second)) // 4
    if abs(len(first) - len(second)) > most:
        return False
    row = list(range(len(second) + 1))
    for at, letter in enumerate(first, 1):
        above = row
        row = [at]
        for place, against in enumerate(second, 1):
            row.append(min(above[place] + 1, row[-1] + 1, above[place - 1] + (letter != against)))
    return row[-1] <= most
