"""Atom feeds, for everybody: of all that appears, and of what is followed."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from facilities.permissions import facility_for, hub_for
from knowledgebase import permissions
from knowledgebase.models.followables import (
    Followable,
    experiment_followed,
    facility_followed,
    hub_followed,
    theme_followed,
)
from knowledgebase.outbound.feeds import feed_of
from knowledgebase.rules.atom import written

# A program that asks each minute is told to come back later.
SECONDS = 900


@require_safe
def everything(request: HttpRequest) -> HttpResponse:
    return _answered(request, None, reverse("knowledgebase:knowledge"))


@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    return _followed(request, theme_followed(permissions.theme_for(slug)))


@require_safe
def hub(request: HttpRequest, slug: str) -> HttpResponse:
    return _followed(request, hub_followed(hub_for(slug)))


@require_safe
def experiment(request: HttpRequest, slug: str) -> HttpResponse:
    language = get_language() or "nl"
    return _followed(request, experiment_followed(permissions.experiment_for(slug, language), language))


@require_safe
def facility(request: HttpRequest, hub: str, slug: str) -> HttpResponse:
    return _followed(request, facility_followed(facility_for(hub, slug)))


def _followed(request: HttpRequest, what: Followable) -> HttpResponse:
    return _answered(request, what, what.path)


def _answered(request: HttpRequest, what: Followable | None, path: str) -> HttpResponse:
    """Nothing but 304 for who has it already: by its mark, or else by when it changed (RFC 9110, 13)."""
    feed = feed_of(what, get_language() or "nl", own_path=request.path, path=path)
    body = written(feed)
    response = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    etag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    changed = int(feed.changed_at.timestamp())
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed)
    patch_cache_control(response, public=True, max_age=SECONDS)
    return get_conditional_response(request, etag=etag, last_modified=changed, response=response) or response
