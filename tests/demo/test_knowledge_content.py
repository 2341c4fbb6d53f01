"""The demo city's knowledge, read from its files: what every article, post and group of synonyms must be."""

import re
import tomllib
from collections import Counter
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

import sori.demo
from sori.demo import bulletins
from sori.demo.city import CITY
from sori.knowledge.bulletins.model import Known, Urgency, faults

KNOWLEDGE = Path(sori.demo.__file__).parent / "knowledge"
NOT_ARTICLES = {"bulletins", "departments", "directory", "synonyms", "forms"}
FILES = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(KNOWLEDGE.glob("*.toml"))}
FIELDS = {name: file for name, file in FILES.items() if name not in NOT_ARTICLES}
ARTICLES: list[dict[str, Any]] = [article for file in FIELDS.values() for article in file["article"]]
DEPARTMENTS = {department["code"] for department in FILES["departments"]["department"]}
DIRECTORY = FILES["directory"]
ENTRIES: list[dict[str, Any]] = DIRECTORY["entry"]
GROUPS: list[list[str]] = [group["terms"] for group in FILES["synonyms"]["group"]]

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
PHONE = re.compile(r"1[0-9]{2}|02-000-[0-9]{4}")
"""Three digits that serve the whole country, or an exchange that doesn't exist."""
PHONE_LIKE = re.compile(r"(?<![0-9])0[0-9]{1,2}-[0-9]{3,4}-[0-9]{4}")
NOW = datetime(2026, 3, 4, tzinfo=UTC)
KEYS = {
    *("code", "question", "short", "long", "steps", "fees", "forms", "links", "department", "topics"),
    *("audience", "review_due_days", "also"),
}


def normal(text: str) -> str:
    """The text without spaces and marks, to compare by."""
    return re.sub(r"[^\w]", "", text).lower()


def pairs(text: str) -> set[str]:
    """The pairs of neighbouring syllables of a text."""
    plain = normal(text)
    return {plain[at : at + 2] for at in range(len(plain) - 1)}


def alike(one: set[str], other: set[str]) -> float:
    """How much of two sets of pairs is the same: 1 for equal texts, 0 for nothing in common."""
    return len(one & other) / len(one | other)


def repeated(values: list[str]) -> list[str]:
    """What stands in a list more than once."""
    return [value for value, count in Counter(values).items() if count > 1]


def test_there_are_about_420_articles_over_all_fields() -> None:
    assert 400 <= len(ARTICLES) <= 450
    assert len(FIELDS) >= 20
    assert min(len(file["article"]) for file in FIELDS.values()) >= 9
    assert 25 <= sum(article["audience"] == "counsellors" for article in ARTICLES) <= 35


def test_every_file_says_that_its_figures_are_the_demos() -> None:
    assert all("데모" in file["basis"] for file in [*FIELDS.values(), DIRECTORY])


def test_codes_and_questions_are_unique() -> None:
    assert not repeated([article["code"] for article in ARTICLES])
    assert not repeated([normal(article["question"]) for article in ARTICLES])


@pytest.mark.parametrize("field", FIELDS)
def test_every_article_of_a_field_is_whole(field: str) -> None:
    for article in FIELDS[field]["article"]:
        code = article["code"]
        assert article.keys() == KEYS, code
        assert CODE.fullmatch(code), code
        assert article["question"].endswith(("?", "요")), code
        assert article["short"].endswith("."), code
        assert 15 <= len(article["short"]) <= 150, f"{code}: short enough to be read aloud"
        said = [line for line in article["long"].splitlines() if line]
        assert 3 <= sum(max(1, len(re.findall(r"[다오]\.", line))) for line in said) <= 10, code
        assert len(article["steps"]) <= 5, code
        assert all(entry.strip() for entry in [*article["steps"], *article["forms"]]), code
        assert all(link["url"].startswith("https://example.org/") and link["title"] for link in article["links"]), code
        assert article["department"] in DEPARTMENTS, code
        assert article["topics"], code
        assert not repeated(article["topics"]), code
        assert all(topic in CITY.topics and "." in topic for topic in article["topics"]), code
        assert article["audience"] in ("public", "counsellors"), code
        assert 30 <= article["review_due_days"] <= 365, code
        assert len(article["also"]) == 5, code


def test_fees_with_a_figure_say_that_they_are_the_demos() -> None:
    assert not [a["code"] for a in ARTICLES if re.search(r"[0-9]", a["fees"]) and not a["fees"].endswith("(데모 기준)")]


def test_no_phrasing_is_repeated_within_or_across_articles() -> None:
    assert not repeated([normal(text) for article in ARTICLES for text in [article["question"], *article["also"]]])


def test_no_two_questions_are_nearly_equal() -> None:
    questions = [(article["code"], pairs(article["question"])) for article in ARTICLES]
    near = [(one, other) for (one, a), (other, b) in combinations(questions, 2) if alike(a, b) > 0.55]
    assert not near


def test_phrasings_of_an_article_differ_in_their_words() -> None:
    near = [
        (article["code"], one, other)
        for article in ARTICLES
        for one, other in combinations([article["question"], *article["also"]], 2)
        if alike(pairs(one), pairs(other)) > 0.65
    ]
    assert not near


def test_telephone_numbers_in_the_texts_reach_nobody() -> None:
    for article in ARTICLES:
        text = " ".join([article["short"], article["long"], *article["steps"]])
        assert all(PHONE.fullmatch(number) for number in PHONE_LIKE.findall(text)), article["code"]


def test_numbers_named_in_articles_stand_in_the_directory() -> None:
    known = {entry["phone"] for entry in ENTRIES}
    for article in ARTICLES:
        named = set(PHONE_LIKE.findall(" ".join([article["short"], article["long"]])))
        assert named <= known, article["code"]


def test_departments_have_both_names_and_unique_codes() -> None:
    departments = FILES["departments"]["department"]
    assert all(
        d.keys() == {"code", "ko", "en"} and CODE.fullmatch(d["code"]) and d["ko"] and d["en"] for d in departments
    )
    assert not repeated([d["code"] for d in departments])
    assert not repeated([d["ko"] for d in departments])


def test_the_directory_has_about_200_posts_in_25_districts_and_about_25_hotlines() -> None:
    districts = {district["code"] for district in DIRECTORY["district"]}
    assert len(districts) == 25
    assert {entry["district"] for entry in ENTRIES if "district" in entry} == districts
    assert 190 <= len(ENTRIES) <= 220
    assert 22 <= sum(entry["emergency"] for entry in ENTRIES) <= 28


def test_every_post_can_be_reached_and_has_a_substitute() -> None:
    for entry in ENTRIES:
        assert entry["department"] in DEPARTMENTS, entry
        assert PHONE.fullmatch(entry["phone"]), entry
        assert entry["substitute"], entry
        assert entry["substitute"] != entry["post"], entry
        assert entry["duties"], entry
        assert re.search(r"[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}", entry["hours"]), entry
    assert not repeated([entry["phone"] for entry in ENTRIES])
    assert not repeated([f"{entry['office']} {entry['post']}" for entry in ENTRIES])


def test_synonyms_are_groups_of_two_or_more_and_no_word_is_in_two() -> None:
    assert 140 <= len(GROUPS) <= 200
    assert all(len(terms) >= 2 for terms in GROUPS)
    assert not repeated([term for terms in GROUPS for term in terms])


def test_every_topic_of_the_third_level_has_an_article() -> None:
    used = {topic for article in ARTICLES for topic in article["topics"]}
    assert {code for code in CITY.topics if code.count(".") == 2} <= used


def test_the_bulletins_are_such_as_could_be_written() -> None:
    known = Known(CITY.queues.keys(), CITY.skills.keys(), CITY.topics.keys())
    written = bulletins.contents(FILES["bulletins"], NOW)
    assert len(written) >= 3
    for one in written:
        assert faults(one, known, NOW) == [], one.title
    assert {one.urgency for one in written} == set(Urgency)
