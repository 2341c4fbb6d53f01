"""Texts in Korean and English: those of the server itself, and names that the centre keeps in both languages."""

import json
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path


class Language(StrEnum):
    """The languages of screens, prompts and reports; Korean is the first."""

    KO = "ko"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Text:
    """A name or sentence that an administrator keeps in both languages."""

    ko: str
    en: str


def accepted(header: str | None) -> Language:
    """The language of an `Accept-Language` header: English where it comes before Korean, else Korean."""
    for part in (header or "").split(","):
        tag = part.split(";")[0].strip().lower()
        if tag.startswith("en"):
            return Language.EN
        if tag.startswith("ko"):
            return Language.KO
    return Language.KO


def translated(language: Language, key: str, /, **values: object) -> str:
    """The server's own text for `key` in `language`, with `values` filled in."""
    return _texts(language)[key].format(**values)


def known_text(language: Language, key: str) -> str | None:
    """The server's own text for a key that comes from data, or None where there is none."""
    return _texts(language).get(key)


@cache
def _texts(language: Language) -> dict[str, str]:
    path = Path(__file__).resolve().parents[1] / "translations" / f"{language}.json"
    texts: dict[str, str] = json.loads(path.read_text("utf-8"))
    return texts
