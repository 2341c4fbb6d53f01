"""The demo city's 60 forms for field complaints, read from their file."""

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import sori.demo

KNOWLEDGE = Path(sori.demo.__file__).parent / "knowledge"
FILE = tomllib.loads((KNOWLEDGE / "forms.toml").read_text("utf-8"))
FORMS: list[dict[str, Any]] = FILE["form"]
GROUPS = [group["code"] for group in FILE["group"]]
DEPARTMENTS = {
    department["code"]
    for department in tomllib.loads((KNOWLEDGE / "departments.toml").read_text("utf-8"))["department"]
}
KINDS = {"text", "choice", "place", "photo", "time"}
KEYS = {"code", "name", "group", "questions", "photo", "public", "department", "phrasings"}


def test_there_are_60_forms_in_about_a_dozen_groups() -> None:
    assert len({form["code"] for form in FORMS}) == len(FORMS) == 60
    assert {form["group"] for form in FORMS} == set(GROUPS)
    assert len(GROUPS) == 12


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form["code"])
def test_a_form_is_whole(form: dict[str, Any]) -> None:
    assert form.keys() - {"period"} == KEYS
    assert form["name"]["ko"]
    assert form["name"]["en"]
    assert form["department"] in DEPARTMENTS
    assert form["photo"] in ("required", "optional", "none")
    assert isinstance(form["public"], bool)
    codes = [question["code"] for question in form["questions"]]
    assert 2 <= len(codes) == len(set(codes))
    assert form["questions"][0]["required"]
    for question in form["questions"]:
        assert question["kind"] in KINDS
        texts = [question["ask"], *question.get("choices", [])]
        assert all(text.keys() == {"ko", "en"} and text["ko"] and text["en"] for text in texts)
        assert all(words.endswith(("?", ".")) for words in question["ask"].values())
        assert ("choices" in question) == (question["kind"] == "choice")
        assert len(question.get("choices", [0, 0])) >= 2


def test_a_photo_is_asked_for_where_it_is_required() -> None:
    for form in FORMS:
        asked = [question["required"] for question in form["questions"] if question["kind"] == "photo"]
        assert (True in asked) == (form["photo"] == "required"), form["code"]
        assert not asked or form["photo"] != "none", form["code"]


def test_every_form_has_seventy_phrasings_or_more_and_none_is_used_twice() -> None:
    assert all(len(form["phrasings"]) >= 70 for form in FORMS)
    said = [re.sub(r"[^\w]", "", phrasing) for form in FORMS for phrasing in form["phrasings"]]
    assert not [phrasing for phrasing, count in Counter(said).items() if count > 1]
