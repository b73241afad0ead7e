"""Surcharges in the reader's words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from facilities.outbound.hours import span, weekday
from funding.rules.surcharges import SurchargeFacts

WEEK = frozenset(range(1, 8))


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
        when = f"{_days(each)}, {span(each.starts, each.ends)}"
        out.append(SaidSurcharge(names.get(language) or names["nl"], when, each.cents))
    return out


def _days(surcharge: SurchargeFacts) -> str:
    if surcharge.weekdays == WEEK:
        return _("every day")
    days = [weekday(day - 1) for day in sorted(surcharge.weekdays)]
    if surcharge.holidays:
        days.append(_("public holidays"))
    return _(" and ").join(filter(None, [", ".join(days[:-1]), *days[-1:]]))
