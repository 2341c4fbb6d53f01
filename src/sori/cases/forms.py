"""Complaint forms as data: what is asked, in which order, and what counts as an answer to it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from sori.cases.deadline import Period, PeriodUnit
from sori.language import hangul
from sori.platform.problem import Wrong
from sori.platform.translation import Language, Text


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


class PublicPhotos(StrEnum):
    """What everybody may see of the photos of a public type, faces and number plates being covered.

    Not all of them are found: nothing is shown before a person has looked at it, unless a form says `covered`, for what
    neither people nor cars are the matter of.
    """

    REVIEWED = "reviewed"
    COVERED = "covered"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class FormQuestion:
    """One thing that is asked; `choices` only where one of them is wanted. A choice is kept by its Korean words."""

    code: str
    ask: Text
    kind: QuestionKind
    required: bool
    choices: tuple[Text, ...] = ()

    def shown(self, answer: str, language: Language) -> str:
        """A kept answer as it is told: a choice in the reader's language, other words as they were said."""
        chosen = next((one for one in self.choices if one.ko == answer), None)
        return answer if chosen is None else str(getattr(chosen, language))


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of complaint: its questions in order, the photo's among them, and ways in which citizens put it."""

    code: str
    name: Text
    questions: tuple[FormQuestion, ...]
    public: bool
    department: str
    phrasings: tuple[str, ...] = ()
    group: Text | None = None
    """Under which heading it stands in a list of all."""
    period: Period | None = None
    """How long the law gives; None: what the office gives field complaints."""
    public_photos: PublicPhotos = PublicPhotos.REVIEWED

    def question(self, code: str) -> FormQuestion:
        """The question of this code; KeyError where there is none."""
        for question in self.questions:
            if question.code == code:
                return question
        raise KeyError(code)


@dataclass(frozen=True, slots=True)
class CaseType:
    """A form with whether it is offered to citizens."""

    form: Form
    offered: bool = True


@dataclass(frozen=True, slots=True)
class FaultyForm:
    """A form that cannot be used: where in the file's list it stands, from 0, what it calls itself, what is wrong."""

    at: int
    code: str
    wrong: Sequence[Wrong]


class FormFaulty(Exception):
    """A file with a form that cannot be used."""


def read(tables: Mapping[str, Any]) -> tuple[list[CaseType], list[FaultyForm]]:
    """The types of a parsed file (`[[form]]` and `[[group]]` tables), and those that can't be used."""
    groups = _groups(tables.get("group", []))
    found, faulty, seen = [], [], set[str]()
    tables_of_forms = tables.get("form", [])
    for at, table in enumerate(tables_of_forms if isinstance(tables_of_forms, list) else []):
        form = _Table(table if isinstance(table, dict) else {}, _FIELDS)
        type_ = _type(form, groups)
        if type_.form.code in seen:
            form.wrong.append(Wrong("code", "form_twice"))
        seen.add(type_.form.code)
        if form.wrong:
            faulty.append(FaultyForm(at, type_.form.code or "?", form.wrong))
        else:
            found.append(type_)
    return found, faulty


def forms_of(tables: Mapping[str, Any]) -> list[Form]:
    """The forms of a parsed file that are offered. Raises FormFaulty where one of them cannot be asked."""
    found, faulty = read(tables)
    for one in faulty:
        raise FormFaulty(f"form {one.code}: {', '.join(f'{wrong.place}: {wrong.code}' for wrong in one.wrong)}")
    return [type_.form for type_ in found if type_.offered]


_FIELDS = (
    "code",
    "name",
    "group",
    "questions",
    "photo",
    "public",
    "department",
    "phrasings",
    "offered",
    "period",
    "public_photos",
)
_QUESTION_FIELDS = ("code", "ask", "kind", "required", "choices")
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_LONGEST_NAME, _LONGEST_ASK, _LONGEST_CHOICE, _LONGEST_PHRASING = 100, 300, 100, 300
_MOST_QUESTIONS, _MOST_CHOICES, _MOST_PHRASINGS = 20, 20, 100
Enumerated = TypeVar("Enumerated", bound=StrEnum)


class _Table:
    """A table of a file: takes its fields out, and notes what is wrong with them, under the names of the file."""

    def __init__(
        self, values: Mapping[str, Any], fields: Sequence[str], prefix: str = "", wrong: list[Wrong] | None = None
    ) -> None:
        self.values = values
        self.prefix = prefix
        self.wrong: list[Wrong] = [] if wrong is None else wrong
        for name in values:
            if name not in fields:
                self.note(str(name), "articles_field")

    def note(self, name: str, code: str, **values: object) -> None:
        """Notes what is wrong with a field."""
        self.wrong.append(Wrong(self.prefix + name, code, values))

    def text(self, name: str, longest: int) -> str:
        """A text that must be there."""
        return self.checked(name, self.values.get(name), longest)

    def checked(self, name: str, value: object, longest: int) -> str:
        """A value as a text that must be there."""
        if not isinstance(value, str) or not value.strip() or "\0" in value:
            self.note(name, "article_field_empty")
            return ""
        if len(value) > longest:
            self.note(name, "text_too_long", longest=longest)
        return value.strip()

    def named(self, name: str, value: object, longest: int) -> Text:
        """A text for screens: a table with both languages, or words that stand for both."""
        if not isinstance(value, dict):
            words = self.checked(name, value, longest)
            return Text(words, words)
        both = _Table(value, ("ko", "en"), f"{self.prefix}{name}.", self.wrong)
        return Text(both.text("ko", longest), both.text("en", longest))

    def code(self) -> str:
        """The code by which it is known."""
        code = self.text("code", 60)
        if code and not _CODE.fullmatch(code):
            self.note("code", "form_code")
        return code

    def flag(self, name: str, usual: bool | None = None) -> bool:
        """A yes or no, which must be there unless something is usual."""
        value = self.values.get(name, usual)
        if not isinstance(value, bool):
            self.note(name, "form_yes_or_no")
        return bool(value)

    def one_of(self, name: str, type_: type[Enumerated], usual: Enumerated | None = None) -> Enumerated:
        """One of several words, which must be there unless something is usual."""
        value = self.values.get(name, usual)
        found = next((one for one in type_ if one.value == value), None)
        if found is None:
            self.note(name, "form_one_of", found=str(value)[:50], possible=", ".join(one.value for one in type_))
        return found or next(iter(type_))

    def listed(self, name: str, most: int) -> Mapping[str, Any]:
        """The members of a list, which may be left out, each by the name under which its faults are told."""
        values = self.values.get(name, [])
        if not isinstance(values, list):
            self.note(name, "form_list")
            return {}
        if len(values) > most:
            self.note(name, "article_too_many", most=most)
            return {}
        return {f"{name}[{number}]": value for number, value in enumerate(values, 1)}


def _groups(tables: object) -> dict[str, Text]:
    found = {}
    for table in tables if isinstance(tables, list) else []:
        name = table.get("name") if isinstance(table, dict) else None
        if isinstance(name, dict) and isinstance(name.get("ko"), str) and isinstance(name.get("en"), str):
            found[str(table.get("code"))] = Text(name["ko"], name["en"])
    return found


def _type(table: _Table, groups: Mapping[str, Text]) -> CaseType:
    """The type that a table describes; what is wrong with it is noted, and filled up so that all of it is told."""
    names = table.values.get("name")
    name = _Table(names if isinstance(names, dict) else {}, ("ko", "en"), "name.", table.wrong)
    group = table.values.get("group")
    if group is not None and group not in groups:
        table.note("group", "form_group", found=str(group)[:50])
    photo = table.one_of("photo", Photo)
    questions = _questions(table)
    _check_photo(table, questions, photo)
    form = Form(
        code=table.code(),
        name=Text(name.text("ko", _LONGEST_NAME), name.text("en", _LONGEST_NAME)),
        questions=(*questions, *_photo_left(questions, photo)),
        public=table.flag("public"),
        department=table.text("department", 80),
        phrasings=tuple(
            table.checked(at, value, _LONGEST_PHRASING)
            for at, value in table.listed("phrasings", _MOST_PHRASINGS).items()
        ),
        group=groups.get(str(group)),
        period=_period(table),
        public_photos=table.one_of("public_photos", PublicPhotos, PublicPhotos.REVIEWED),
    )
    return CaseType(form, table.flag("offered", True))


_LONGEST_PERIOD = 1_000


def _period(table: _Table) -> Period | None:
    """How long it has, as in `period = {days = 7}`: one unit with its number."""
    if "period" not in table.values:
        return None
    given = table.values["period"]
    (unit, amount), *more = given.items() if isinstance(given, dict) and given else [("", 0)]
    units = [one.value for one in PeriodUnit]
    if more or unit not in units or type(amount) is not int or not 0 < amount <= _LONGEST_PERIOD:
        table.note("period", "form_period", possible=", ".join(units), longest=_LONGEST_PERIOD)
        return None
    return Period(amount, PeriodUnit(unit))


def _questions(table: _Table) -> list[FormQuestion]:
    tables = table.values.get("questions")
    if not isinstance(tables, list) or not 1 <= len(tables) <= _MOST_QUESTIONS:
        table.note("questions", "form_questions", most=_MOST_QUESTIONS)
        return []
    questions: list[FormQuestion] = []
    for number, values in enumerate(tables, 1):
        inner = values if isinstance(values, dict) else {}
        asked = _Table(inner, _QUESTION_FIELDS, f"questions[{number}].", table.wrong)
        question = FormQuestion(
            code=asked.code(),
            ask=asked.named("ask", asked.values.get("ask"), _LONGEST_ASK),
            kind=asked.one_of("kind", QuestionKind),
            required=asked.flag("required"),
            choices=tuple(
                asked.named(at, value, _LONGEST_CHOICE) for at, value in asked.listed("choices", _MOST_CHOICES).items()
            ),
        )
        if (question.kind is QuestionKind.CHOICE) != (len(question.choices) > 1) or not all(
            _differ([getattr(choice, language) for choice in question.choices]) for language in Language
        ):
            asked.note("choices", "form_choices")
        if question.code in {one.code for one in questions}:
            asked.note("code", "form_question_twice")
        questions.append(question)
    return questions


def _differ(texts: Sequence[str]) -> bool:
    return len({_squeezed(text) for text in texts}) == len(texts)


def _check_photo(table: _Table, questions: Sequence[FormQuestion], photo: Photo) -> None:
    """Whether a photo is needed is said twice where a question asks for it: both must say the same."""
    asked = [question.required for question in questions if question.kind is QuestionKind.PHOTO]
    if asked and (any(asked) != (photo is Photo.REQUIRED) or photo is Photo.NONE):
        table.note("photo", "form_photo")
    if not asked and photo is not Photo.NONE and any(question.code == _PHOTO_LEFT for question in questions):
        table.note("photo", "form_photo")


_PHOTO_LEFT = "photo"
"""The code of the question for a photo where a form has none of its own."""


def _photo_left(questions: Sequence[FormQuestion], photo: Photo) -> list[FormQuestion]:
    """A last question for the photo where the form takes one and none of its questions asks for it."""
    if photo is Photo.NONE or any(question.kind is QuestionKind.PHOTO for question in questions):
        return []
    return [FormQuestion(_PHOTO_LEFT, Text("", ""), QuestionKind.PHOTO, photo is Photo.REQUIRED)]


_CLOCK = re.compile(
    r"\d|오전|오후|새벽|아침|점심|저녁|밤|낮|오늘|어제|그제|그저께|지금|방금|아까|요일|주말|매일|항상|계속|늘|주|달|월|해|년|시간"
    r"|\b(?:now|just|today|yesterday|tonight|always|daily|mornings?|noon|afternoons?|evenings?|nights?|\w+days?"
    r"|hours?|weeks?|weekends?|months?|years?|days?)\b",
    re.IGNORECASE,
)
_LAUGHTER = re.compile(r"(.)\1*")
_SHORTEST_PLACE = 2
_LONGEST = 1_000


def accepted(question: FormQuestion, text: str, photos: Sequence[str]) -> str | None:
    """What is kept as the answer, or None where this doesn't answer the question.

    A choice is taken by number or by its words in either language, spaces not counting and one wrong letter in four
    forgiven, and kept by its Korean words. Elsewhere the words are kept as they were said: only what says nothing
    (laughter, lone letters, signs) is refused.
    """
    said = text.strip()[:_LONGEST]
    if question.kind is QuestionKind.PHOTO:
        return ", ".join(photos) or None
    if question.kind is QuestionKind.CHOICE:
        at = chosen(question.choices, said)
        return None if at is None else question.choices[at].ko
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


def chosen(names: Sequence[Text], said: str) -> int | None:
    """The place of the name that is meant, in either language or by its number; None where that isn't clear."""
    if not says_something(said):
        return None
    for language in Language:
        at = _chosen([getattr(name, language) for name in names], said)
        if at is not None:
            return at
    return None


def _chosen(names: Sequence[str], said: str) -> int | None:
    number = re.fullmatch(r"\s*(\d{1,2})\s*(번|번이요|번째|번요|번 이요)?\s*[.)]?\s*", said)
    if number:
        at = int(number[1]) - 1
        return at if 0 <= at < len(names) else None
    words = _squeezed(said)
    if not words:
        return None
    squeezed = [_squeezed(name) for name in names]
    same = [at for at, name in enumerate(squeezed) if name == words]
    within = [at for at, name in enumerate(squeezed) if name in words]
    beginning = [at for at, name in enumerate(squeezed) if len(words) > 1 and words in name]
    near = [at for at, name in enumerate(squeezed) if _is_near(name, words)]
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
