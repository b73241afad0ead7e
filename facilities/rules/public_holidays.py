"""The public holidays of a country or a part of one."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import holidays

# Whose they are where a hub keeps no country's closed: it may be open then, and they are holidays all the same.
USUAL = "NL"


class HolidayName(NamedTuple):
    own: str  # in Dutch where the source has it, else in the country's own language
    english: str


@lru_cache(maxsize=64)
def holidays_in(place: str, year: int) -> Mapping[date, HolidayName]:
    """The public holidays of a country or part of one (ISO 3166-2: `NL`, `DE-NW`); raises KeyError for no such place.

    Source: the package `holidays`.
    """
    country, _, part = place.partition("-")
    languages = holidays.list_localized_countries(include_aliases=False).get(country, ["en_US"])
    english = next((language for language in languages if language.startswith("en")), languages[0])
    try:
        found = holidays.country_holidays(country, subdiv=part or None)
        own = "nl" if "nl" in languages else found.default_language or english
        names = [
            holidays.country_holidays(country, subdiv=part or None, years=year, language=language)
            for language in (own, english)
        ]
    except NotImplementedError as error:
        raise KeyError(place) from error
    return {day: HolidayName(*(each[day] for each in names)) for day in sorted(names[0])}


def is_holiday(day: date, place: str) -> bool:
    """Whether a local day is a public holiday of a hub's place; no place means the usual one."""
    return day in holidays_in(place or USUAL, day.year)
