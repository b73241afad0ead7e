"""One box for everything: facilities, hubs and what people found out, in one list."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.finding import (
    COUNTED_BY,
    MOST_SEARCHES,
    MOST_SUGGESTIONS,
    Narrowed,
    TooManySearches,
    key_of,
    key_text,
    narrowed,
    question,
)
from cms.models import Sort
from cms.models.searching import Found, Hit, search, suggested
from cms.rules.excerpts import Piece, excerpt, pieces
from hub.kit import clock
from hub.kit.saying import full_day
from members.pace import within_pace

# So many of a facet's values stand open; the others are one click away.
OPEN = 7
ONE: dict[str, str | Promise] = {
    Sort.FACILITY: gettext_lazy("Facility"),
    Sort.HUB: gettext_lazy("Hub"),
    Sort.HOW_TO: gettext_lazy("How-to"),
    Sort.EXPERIMENT: gettext_lazy("Experiment"),
    Sort.RESULT: gettext_lazy("Result"),
    Sort.TOOLBOX: gettext_lazy("Toolbox"),
    Sort.ENTRY: gettext_lazy("Entry of the atlas"),
    Sort.PILOT: gettext_lazy("Pilot"),
    Sort.NEED: gettext_lazy("Need"),
    Sort.NEWS: gettext_lazy("News"),
    Sort.PAGE: gettext_lazy("Page"),
}
TITLES: dict[str, str | Promise] = {
    "kind": gettext_lazy("Kind"),
    "bookable": gettext_lazy("To book"),
    "theme": gettext_lazy("Theme"),
    "region": gettext_lazy("Region"),
    "hub": gettext_lazy("Hub"),
    "language": gettext_lazy("Language"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: how many it leaves, and where that is shown; of the chosen one where it is let go again."""

    label: str
    count: int
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    title: str | Promise
    choices: list[Choice]

    @property
    def open(self) -> list[Choice]:
        return self.choices[:OPEN]

    @property
    def more(self) -> list[Choice]:
        return self.choices[OPEN:]


@dataclass(frozen=True, slots=True)
class Shown:
    """A result as it stands in the list."""

    sort: str
    what: str
    url: str
    language: str
    title: list[Piece]
    excerpt: list[Piece]
    place: str
    # Since when it is, or when somebody last looked whether it is so.
    when: str


@require_safe
def searching(request: HttpRequest) -> HttpResponse:
    """What was found for the words in the address, page after page by where the one before it ended."""
    text = question(request.GET.get("q", ""))
    if "page" in request.GET:
        raise Http404
    asked = {name: request.GET.get(name, "") for name in TITLES}
    choice, after = narrowed(**asked), key_of(request.GET.get("after", ""))
    context: dict[str, Any] = {
        "question": text,
        "asked": {name: value for name, value in asked.items() if value},
    }
    if text:
        if not within_pace(request, "search", MOST_SEARCHES, now=clock.now(), step=COUNTED_BY):
            raise TooManySearches()
        found = search(text, reader=_reader(), filters=choice.filters, after=after)
        context |= _results(found, text, asked, choice)
        context["is_first"] = after is None
    return render(request, "cms/search/page.html", context)


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """What one may have begun to type, for the box that every page has."""
    text = question(request.GET.get("q", ""))
    if not within_pace(request, "suggest", MOST_SUGGESTIONS, now=clock.now(), step=COUNTED_BY):
        raise TooManySearches()
    found = [
        {"title": hit.title, "about": _about(hit), "address": hit.at(_reader()), "language": hit.language}
        for hit in suggested(text, reader=_reader())
    ]
    count = len(found)
    said = ngettext("%(count)d suggestion", "%(count)d suggestions", count) % {"count": count}
    return JsonResponse({"suggestions": found, "said": said})


def _reader() -> str:
    return get_language() or "nl"


def _results(found: Found, text: str, asked: dict[str, str], choice: Narrowed) -> dict[str, Any]:
    facets = _facets(found, text, asked)
    return {
        "found": found,
        "hits": [_shown(hit, found) for hit in found.hits],
        "facets": facets,
        "chosen": [choice for facet in facets for choice in facet.choices if choice.chosen],
        "all_url": f"?{urlencode({'q': text})}",
        "next": key_text(found.next),
        "time": _time(found.hits),
        "has_words": bool(found.looked),
    }


def _shown(hit: Hit, found: Found) -> Shown:
    pattern = found.looked.pattern() if found.looked else None
    return Shown(
        sort=hit.sort,
        what=hit.kind_name or str(ONE[hit.sort]),
        url=hit.at(_reader()),
        language=hit.language,
        title=pieces(hit.title, pattern),
        excerpt=excerpt(hit.text, pattern),
        place=hit.place,
        when=_when(hit),
    )


def _when(hit: Hit) -> str:
    if hit.on is None:
        return ""
    return full_day(hit.on) if hit.sort == Sort.NEWS else _("checked %(on)s") % {"on": full_day(hit.on)}


def _about(hit: Hit) -> str:
    return " · ".join(each for each in (hit.kind_name or str(ONE[hit.sort]), hit.place) if each)


def _time(hits: Iterable[Hit]) -> dict[str, str] | None:
    """The search of free time for what stands first among the facilities."""
    first = next((hit for hit in hits if hit.sort == Sort.FACILITY), None)
    if first is None:
        return None
    return {"kind": first.kind_name, "url": f"{reverse('bookings:search')}?{urlencode({'kind': first.kind})}"}


def _facets(found: Found, text: str, asked: dict[str, str]) -> list[Facet]:
    out = []
    for name, title in TITLES.items():
        counts = found.counts.get("sort" if name == "kind" else name, {})
        values = [(slug, each.name or _label(name, slug), each.count) for slug, each in counts.items()]
        values.sort(key=lambda each: (-each[2], each[1]))
        choices = [
            Choice(label, count, _narrowing(text, asked, name, slug), chosen=asked[name] == slug)
            for slug, label, count in values
        ]
        # What everything shares narrows nothing.
        if len(choices) > 1 or any(each.chosen or each.count < found.total for each in choices):
            out.append(Facet(title, choices))
    return out


def _label(name: str, value: str) -> str:
    if name == "kind":
        return str(Sort(value).label)
    if name == "language":
        return _("Dutch") if value == "nl" else _("English")
    return _("Has something to book")


def _narrowing(text: str, asked: dict[str, str], name: str, slug: str) -> str:
    changed = {**asked, name: "" if asked[name] == slug else slug}
    return f"?{urlencode({'q': text, **{key: value for key, value in changed.items() if value}})}"
