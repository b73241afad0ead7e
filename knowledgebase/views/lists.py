"""Lists of knowledge: what was checked last comes first, page after page by where the one before it ended."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from facilities.models import Kind
from hub.kit.choosing import chosen
from knowledgebase.models import Difficulty, Experiment, HowTo, Theme, Toolbox
from knowledgebase.models.reading import in_language, kinds_named, latest_checked, with_latest_result
from knowledgebase.outbound.schema_org import machines_of_list

ARTICLES_A_PAGE = 24
NEWEST = 6


@require_safe
def knowledge(request: HttpRequest) -> HttpResponse:
    """Where one comes in: the newest of each kind, and the themes."""
    experiments = latest_checked(_live(Experiment), None, NEWEST - 3)[: NEWEST - 3]
    context = {
        "how_tos": latest_checked(_live(HowTo), None, NEWEST)[:NEWEST],
        "experiments": with_latest_result(experiments),
        "toolboxes": latest_checked(_live(Toolbox), None, NEWEST - 3)[: NEWEST - 3],
        "themes": Theme.objects.all(),
        "machines": machines_of_list(_("Knowledge"), reverse("knowledgebase:knowledge")),
        "feed": reverse("knowledgebase:feed"),
    }
    return render(request, "knowledgebase/knowledge.html", context)


@require_safe
def how_tos(request: HttpRequest) -> HttpResponse:
    """How-tos, perhaps about one theme, of one difficulty, or with one kind of gear; the choice is in the address."""
    found = _live(HowTo)
    theme = chosen(request, "theme", {each.slug: each for each in Theme.objects.all()})
    difficulty = chosen(request, "difficulty", dict(Difficulty.choices))
    kind = chosen(request, "kind", {each.slug: each for each in Kind.objects.all()})
    if theme:
        found = found.filter(themes=theme)
    if difficulty:
        found = found.filter(difficulty=request.GET["difficulty"])
    if kind:
        found = found.filter(pk__in=HowTo.objects.filter(gear__kind=kind).values("pk"))
    context = {
        **_page(request, found),
        "themes": Theme.objects.all(),
        "kinds": kinds_named(),
        "difficulties": Difficulty.choices,
        "asked": {name: request.GET.get(name, "") for name in ("theme", "difficulty", "kind")},
        "is_filtered": bool(theme or difficulty or kind),
        "machines": machines_of_list(_("How-tos"), reverse("knowledgebase:how_tos")),
    }
    return render(request, "knowledgebase/how_tos.html", context)


@require_safe
def experiments(request: HttpRequest) -> HttpResponse:
    """Experiments, each with what came out of it last."""
    shown = _page(request, _live(Experiment))
    return render(
        request,
        "knowledgebase/experiments.html",
        {
            **shown,
            "articles": with_latest_result(shown["articles"]),
            "machines": machines_of_list(_("Experiments"), reverse("knowledgebase:experiments")),
        },
    )


@require_safe
def toolboxes(request: HttpRequest) -> HttpResponse:
    """Toolboxes."""
    machines = machines_of_list(_("Toolboxes"), reverse("knowledgebase:toolboxes"))
    context = {**_page(request, _live(Toolbox)), "machines": machines}
    return render(request, "knowledgebase/toolboxes.html", context)


def _live(kind: Any) -> "QuerySet[Any]":
    return in_language(kind.objects.all(), get_language() or "nl")


def _page(request: HttpRequest, articles: "QuerySet[Any]") -> dict[str, Any]:
    after = _after(request.GET.get("after", ""))
    found = latest_checked(articles, after, ARTICLES_A_PAGE)
    shown = found[:ARTICLES_A_PAGE]
    last = shown[-1] if len(found) > ARTICLES_A_PAGE else None
    return {
        "articles": shown,
        "is_first": after is None,
        "next": f"{last.last_checked_on:%Y%m%d}.{last.pk}" if last else "",
    }


def _after(text: str) -> tuple[date, int] | None:
    """Where the page before ended, as this page's address says: a day and the number of an article; else Http404."""
    if not text:
        return None
    day, _dot, pk = text.partition(".")
    if not (text.isascii() and day.isdigit() and len(day) == 8 and pk.isdigit() and len(pk) < 10):
        raise Http404
    try:
        return date(int(day[:4]), int(day[4:6]), int(day[6:])), int(pk)
    except ValueError as error:
        raise Http404 from error
