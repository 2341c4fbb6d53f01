"""Complaint forms from a file: what is taken, and what is told of a form that isn't."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from case_files import FORMS
from sori.cases.forms import Form, FormFaulty, FormQuestion, QuestionKind, forms_of, read
from sori.cases.model import CaseMove, CaseState, answers_of, case_number, moved
from sori.platform.translation import Text


def faults(change: dict[str, Any], question: dict[str, Any] | None = None) -> list[tuple[str, str]]:
    """What is wrong with the first form of the file after a change of it, and of its first question."""
    tables = tomllib.loads(FORMS)
    tables["form"][0].update(change)
    if question is not None:
        tables["form"][0]["questions"][0].update(question)
    found, faulty = read(tables)
    assert len(found) + len(faulty) == 2, "the other form is taken all the same"
    return [(wrong.place, wrong.code) for one in faulty for wrong in one.wrong]


def test_a_form_that_takes_a_photo_asks_for_it_last_unless_a_question_does() -> None:
    parking, bay = forms_of(tomllib.loads(FORMS))
    assert [question.code for question in parking.questions] == ["place", "zone", "more", "photo"]
    assert not parking.question("photo").required
    assert [question.kind for question in bay.questions] == [QuestionKind.PLACE, QuestionKind.PHOTO]
    assert bay.group == Text("주정차", "Cars")


@pytest.mark.parametrize(
    ("change", "question", "expected"),
    [
        ({"code": "Parking!"}, None, ("code", "form_code")),
        ({"code": "bay"}, None, ("code", "form_twice")),
        ({"name": {"ko": "주차"}}, None, ("name.en", "article_field_empty")),
        ({"group": "boats"}, None, ("group", "form_group")),
        ({"photo": "perhaps"}, None, ("photo", "form_one_of")),
        ({"public": "yes"}, None, ("public", "form_yes_or_no")),
        ({"offered": 1}, None, ("offered", "form_yes_or_no")),
        ({"department": ""}, None, ("department", "article_field_empty")),
        ({"phrasings": "차"}, None, ("phrasings", "form_list")),
        ({"phrasings": [3]}, None, ("phrasings[1]", "article_field_empty")),
        ({"questions": []}, None, ("questions", "form_questions")),
        ({"colour": "red"}, None, ("colour", "articles_field")),
        ({}, {"kind": "colour"}, ("questions[1].kind", "form_one_of")),
        ({}, {"code": "zone"}, ("questions[2].code", "form_question_twice")),
        ({}, {"code": "photo"}, ("photo", "form_photo")),
        ({}, {"ask": "가" * 301}, ("questions[1].ask", "text_too_long")),
        ({}, {"choices": ["하나", "둘"]}, ("questions[1].choices", "form_choices")),
        ({}, {"kind": "choice", "choices": ["하나", "하나 "]}, ("questions[1].choices", "form_choices")),
        ({"photo": "none"}, {"kind": "photo"}, ("photo", "form_photo")),
        ({}, {"ask": {"ko": "어디인가요?"}}, ("questions[1].ask.en", "article_field_empty")),
        ({}, {"ask": {"ko": "어디인가요?", "en": "Where?", "fr": "Où ?"}}, ("questions[1].ask.fr", "articles_field")),
        (
            {},
            {"kind": "choice", "choices": [{"ko": "하나", "en": "One"}, {"ko": "둘", "en": "one"}]},
            ("questions[1].choices", "form_choices"),
        ),
        (
            {},
            {"kind": "choice", "choices": ["하나", {"ko": "", "en": "Two"}]},
            ("questions[1].choices[2].ko", "article_field_empty"),
        ),
        ({}, {"must": True}, ("questions[1].must", "articles_field")),
    ],
)
def test_what_is_wrong_with_a_form_is_told_with_its_field(
    change: dict[str, Any], question: dict[str, Any] | None, expected: tuple[str, str]
) -> None:
    assert expected in faults(change, question)


def test_a_form_that_is_no_table_or_has_nothing_right_is_set_aside_with_all_of_it() -> None:
    found, [faulty] = read({"form": [{"code": 3, "questions": [7]}]})
    assert found == []
    places = {wrong.place for wrong in faulty.wrong}
    assert {"code", "name.ko", "photo", "public", "department", "questions[1].ask"} <= places
    with pytest.raises(FormFaulty):
        forms_of({"form": [{"code": 3}]})


def test_a_form_that_is_not_offered_is_read_and_not_among_the_offered() -> None:
    tables = tomllib.loads(FORMS)
    tables["form"][0]["offered"] = False
    assert [type_.offered for type_ in read(tables)[0]] == [False, True]
    assert [form.code for form in forms_of(tables)] == ["bay"]


_QUESTIONS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from(QuestionKind), st.text(max_size=5)),
    max_size=6,
    unique_by=lambda one: one[0],
)


@given(_QUESTIONS, st.dictionaries(st.sampled_from("abcdefgh"), st.text(min_size=1, max_size=5)))
def test_whatever_was_answered_is_kept_with_each_question_as_it_was_asked(
    asked: list[tuple[str, QuestionKind, str]], given_: dict[str, str]
) -> None:
    questions = tuple(FormQuestion(code, Text(ask, f"{ask}?"), kind, True) for code, kind, ask in asked)
    form = Form("x", Text("x", "x"), questions, True, "works")
    kept = answers_of(form, given_)
    shown = [question for question in questions if question.kind is not QuestionKind.PHOTO]
    assert [(one.question, one.ask, one.kind) for one in kept[: len(shown)]] == [
        (question.code, question.ask.ko, question.kind) for question in shown
    ]
    photos = {question.code for question in questions if question.kind is QuestionKind.PHOTO}
    assert {one.question: one.value for one in kept if one.value is not None} == {
        code: value for code, value in given_.items() if code not in photos
    }
    assert len({one.question for one in kept}) == len(kept)


def test_a_case_begins_received_once() -> None:
    assert moved(None, CaseMove.FILED) is CaseState.RECEIVED
    with pytest.raises(LookupError):
        moved(CaseState.RECEIVED, CaseMove.FILED)


@given(st.integers(1970, 9999), st.integers(1, 10_000_000))
def test_numbers_of_a_year_sort_as_they_were_given_until_a_million(year: int, nth: int) -> None:
    number = case_number(year, nth)
    assert number.split("-") == [f"{year}", f"{nth:06}"]
