"""Pilots as everybody reads them: the list, one with its timeline, its feed."""

import hashlib
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bookings.forms.search import refuse_long
from funding.models.limits import COUNTRY
from hub.kit import clock
from hub.kit.choosing import chosen
from hub.kit.paging import page_number, page_of
from knowledgebase.models import Theme
from knowledgebase.rules.atom import written
from members.current import current_organisation, my_organisations
from members.models import Region
from region.models import Pilot, PilotState
from region.models.pilot_reads import asked_of, listed
from region.outbound.pilots import feed_of, machines_of_list
from region.permissions import regions_mapped_by
from region.permissions_of_pilots import organisations_writing, pilot_for
from region.views.pilot_context import pilot_page

PAGE_SIZE = 24
# A program that asks each minute is told to come back later.
SECONDS = 900


@require_safe
def pilots(request: HttpRequest) -> HttpResponse:
    """The pilots that everybody sees, the last changed first; the choice is in the address."""
    refuse_long(request.GET)
    regions = {each.slug: each for each in Region.objects.all()}
    themes = {each.slug: each for each in Theme.objects.all()}
    region, theme = chosen(request, "region", regions), chosen(request, "theme", themes)
    state = chosen(request, "state", {value: value for value in PilotState.values})
    found = Pilot.objects.public()
    if region:
        found = found.filter(region=region)
    if theme:
        found = found.filter(themes=theme)
    if state:
        found = found.filter(state=state)
    page: Page[Any] = page_of(listed(found), page_number(request), PAGE_SIZE)
    organisation = current_organisation(request)
    context = {
        "page_obj": page,
        "pilots": page.object_list,
        "regions": regions.values(),
        "themes": themes.values(),
        "states": PilotState.choices,
        "asked": {name: request.GET.get(name, "") for name in ("region", "state", "theme")},
        "is_filtered": bool(region or theme or state),
        "waits": asked_of(organisation) if organisation else [],
        "may_post": bool(organisations_writing(request.user) or regions_mapped_by(request.user)),
        "machines": machines_of_list(_("Pilots"), reverse("region:pilots")),
    }
    return render(request, "region/pilots.html", context)


@require_safe
def pilot(request: HttpRequest, slug: str) -> HttpResponse:
    """What is tried, by whom, where, and what came of it."""
    return pilot_page(request, pilot_for(request.user, slug), my_organisations(request))


@require_safe
def pilot_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Its milestones, its experiment's results and its end, for programs. Nothing but 304 for who has it already
    (RFC 9110, 13)."""
    found = pilot_for(request.user, slug)
    today = clock.now().astimezone(COUNTRY).date()
    feed = feed_of(found, get_language() or "nl", own_path=request.path, today=today)
    body = written(feed)
    response = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    etag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    changed = int(feed.changed_at.timestamp())
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed)
    if found.owner_agreed_at:
        patch_cache_control(response, public=True, max_age=SECONDS)
    return get_conditional_response(request, etag=etag, last_modified=changed, response=response) or response
