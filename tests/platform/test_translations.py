"""The server's own texts: complete in both languages, and one for every problem that the code can raise."""

import json
import re
import string

import pytest

from sori.calls.callback import CallbackState
from sori.cases.forms import QuestionKind
from sori.conversations.model import ContactState
from sori.knowledge.bulletins.model import BulletinState
from sori.knowledge.model import State
from sori.platform.settings import ROOT
from sori.platform.translation import Language, accepted, translated

FOLDER = ROOT / "src/sori/translations"
TEXTS = {path.stem: json.loads(path.read_text("utf-8")) for path in FOLDER.glob("*.json")}
SOURCES = {path: path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py")}


def placeholders(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_there_is_a_file_for_each_language() -> None:
    assert set(TEXTS) == set(Language)


def test_all_languages_have_the_same_texts_with_the_same_placeholders() -> None:
    reference = {key: placeholders(text) for key, text in TEXTS["ko"].items()}
    for language, texts in TEXTS.items():
        assert {key: placeholders(text) for key, text in texts.items()} == reference, language
        assert all(text.strip() for text in texts.values()), language


def test_no_key_is_written_twice() -> None:
    for path in FOLDER.glob("*.json"):
        keys = re.findall(r'^\s*"([^"]+)":', path.read_text("utf-8"), re.MULTILINE)
        assert len(keys) == len(set(keys)), path.name


def raised() -> set[tuple[str, str]]:
    found = set()
    for source in SOURCES.values():
        found |= set(re.findall(r'Problem\(\s*(\d{3}|[\w.]+),\s*"(\w+)"', source))
        if 'f"contact_{' in source:
            found |= {("409", f"contact_{state}") for state in ContactState}
        if 'f"article_is_{' in source:
            found |= {("409", f"article_is_{state}") for state in State}
        if 'f"callback_{' in source:
            found |= {("409", f"callback_{state}") for state in CallbackState}
    return found


def test_every_problem_in_the_code_has_a_text_in_every_language() -> None:
    codes = raised()
    assert len(codes) > 30
    for texts in TEXTS.values():
        assert {code for _, code in codes if f"problem.{code}" not in texts} == set()
        assert {status for status, _ in codes if status.isdigit() and f"status.{status}" not in texts} == set()


def test_every_text_is_used() -> None:
    code = "\n".join(SOURCES.values())
    names = {key.removeprefix("problem.") for key in TEXTS["ko"] if key.startswith("problem.")}
    dynamic = {f"contact_{state}" for state in ContactState} | {f"article_is_{state}" for state in State}
    dynamic |= {f"bulletin_is_{state}" for state in BulletinState}
    dynamic |= {f"callback_{state}" for state in CallbackState}
    dynamic |= {f"form_answer_{kind}" for kind in QuestionKind}
    assert {name for name in names - dynamic if f'"{name}"' not in code} == set()


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "ko"),
        ("", "ko"),
        ("en", "en"),
        ("en-US,en;q=0.9", "en"),
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("fr, en;q=0.5, ko;q=0.1", "en"),
        ("*", "ko"),
        (",;q=,,", "ko"),
    ],
)
def test_the_first_language_we_speak_is_spoken(header: str | None, language: str) -> None:
    assert accepted(header) == language


def test_values_are_filled_in() -> None:
    assert "4000" in translated(Language.EN, "problem.text_too_long", longest=4000)
