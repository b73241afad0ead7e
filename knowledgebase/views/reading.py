"""Knowledge for everybody, without an account: one article of each kind, and what stands around it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hub.kit.languages import Elsewhere, stands_elsewhere
from knowledgebase import permissions
from knowledgebase.models import Article, HowTo
from knowledgebase.models.fetching import around
from knowledgebase.models.followables import button_for, experiment_followed
from knowledgebase.models.mentioned import mentioned
from knowledgebase.models.needed import can_be_booked
from knowledgebase.models.reading import results_of, tools_of
from knowledgebase.outbound.cited import words_of
from knowledgebase.outbound.schema_org import machines_of
from knowledgebase.views.judged_context import Forms, judged_context


@require_safe
def how_to(request: HttpRequest, slug: str) -> HttpResponse:
    """A how-to: what it takes, what it needs, and the steps."""
    return how_to_page(request, permissions.how_to_for(slug, _language()))


def how_to_page(
    request: HttpRequest, found: HowTo, forms: Forms | None = None, status: int = 200
) -> HttpResponse:
    """The page of a how-to with what readers said of it; `forms` are those that came back wrong."""
    crumbs = [*_first_crumb(), (_("How-tos"), reverse("knowledgebase:how_tos"))]
    response = _shown(request, found, crumbs, **judged_context(request, found, forms))
    response.status_code = status
    return response


@require_safe
def experiment(request: HttpRequest, slug: str) -> HttpResponse:
    """An experiment: its question, who does it, and what came out of it so far."""
    found = permissions.experiment_for(slug, _language())
    crumbs = [*_first_crumb(), (_("Experiments"), reverse("knowledgebase:experiments"))]
    button = button_for(request.user, experiment_followed(found, _language()))
    return _shown(request, found, crumbs, results=results_of(found), follow=button, mentions=mentioned(found))


@require_safe
def result(request: HttpRequest, experiment: str, slug: str) -> HttpResponse:
    """A result: what worked, what did not, the data and what comes next."""
    above = permissions.experiment_for(experiment, _language())
    found = permissions.result_for(above, slug)
    crumbs = [
        *_first_crumb(),
        (_("Experiments"), reverse("knowledgebase:experiments")),
        (above.title, reverse("knowledgebase:experiment", args=[above.slug]), above.language),
    ]
    return _shown(
        request, found, crumbs, experiment=above, files=list(found.files.select_related("document"))
    )


@require_safe
def toolbox(request: HttpRequest, slug: str) -> HttpResponse:
    """A toolbox: what it is for, and its articles in order."""
    found = permissions.toolbox_for(slug, _language())
    crumbs = [*_first_crumb(), (_("Toolboxes"), reverse("knowledgebase:toolboxes"))]
    return _shown(request, found, crumbs, tools=tools_of(found, _language()))


def _language() -> str:
    return get_language() or "nl"


def _first_crumb() -> list[tuple[str, ...]]:
    return [(_("Knowledge"), reverse("knowledgebase:knowledge"))]


def _shown(
    request: HttpRequest, article: Article, crumbs: list[tuple[str, ...]], **more: Any
) -> HttpResponse:
    beside = around(article)
    stands_elsewhere(request, Elsewhere({each.language: each.address for each in beside.translations}))
    context = {
        "page": article,
        "around": beside,
        "bookable": can_be_booked(beside.gear),
        "machines": machines_of(article, beside, crumbs, **more),
        "cited": words_of(article, beside),
        "crumbs": crumbs,
        **more,
    }
    return render(request, article.template, context)
