"""Public holidays of a country, from the `holidays` package, which keeps them up to date."""

from datetime import date
from functools import cache

import holidays


@cache
def countries() -> frozenset[str]:
    """The countries known, by their ISO 3166-1 code of two letters."""
    return frozenset(holidays.list_supported_countries(include_aliases=False))


@cache
def public_holidays(country: str, year: int) -> dict[date, tuple[str, str]]:
    """The public holidays of a year with their names, in Korean where the package has it and in English.

    Substitute holidays and those of the moon's calendar are among them. Raises NotImplementedError for an unknown
    country.
    """
    english = _in(country, year, "en_US")
    korean = _in(country, year, "ko")
    return {day: (korean.get(day, name), name) for day, name in sorted(english.items())}


def _in(country: str, year: int, language: str) -> dict[date, str]:
    # A country whose names aren't kept in a language has them in its own.
    return dict(holidays.country_holidays(country, years=year, language=language).items())
