"""Surcharges in the reader's words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from facilities.outbound.hours import span
from funding.rules.surcharges import SurchargeFacts
from hub.kit.saying import on_days


@dataclass(frozen=True, slots=True)
class SaidSurcharge:
    """`Evening`, `every day, 18:00–24:00`, and its cents for each begun hour."""

    name: str
    when: str
    cents: int


def said(kept: Iterable[Mapping[str, Any]]) -> list[SaidSurcharge]:
    """A card's surcharges, in its order."""
    language = (get_language() or "nl")[:2]
    out = []
    for each in map(SurchargeFacts.from_json, kept):
        names = dict(each.names)
        when = f"{on_days(each.weekdays, holidays=each.holidays)}, {span(each.starts, each.ends)}"
        out.append(SaidSurcharge(names.get(language) or names["nl"], when, each.cents))
    return out
