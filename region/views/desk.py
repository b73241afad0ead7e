"""The quartermaster's desk: what waits today, how far one is with what, and the list behind it."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub.kit import clock
from hub.kit.paging import page_number, page_of
from members.models import Municipality, Region
from members.rules.places import slug_of
from region.forms.desk import FilterForm
from region.models.claims import claims_waiting_in
from region.models.desk import (
    entries_elsewhere,
    listed,
    named_like,
    stage_counts,
    to_check,
    to_follow_up,
)
from region.models.duplicates import duplicate_pairs
from region.models.suggestions import waiting_in
from region.permissions import (
    entries_mapped_by,
    is_quartermaster_of,
    maps,
    region_mapped_for,
    regions_mapped_by,
)

MOST_SHOWN = 8
PAGE = 40
MOST_PROPOSED = 12


def today_of(now: datetime) -> Any:
    return now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def framed(request: HttpRequest, region: Region | None, **more: Any) -> dict[str, Any]:
    """What every page of the desk shows besides its own: the menu of the region, and what the reader may do there. For
    what belongs to no region, the reader's first one."""
    if region is None:
        mine = regions_mapped_by(request.user)
        region = Region.objects.filter(pk__in=mine).first() or Region.objects.first()
    own = region.pk if region else None
    return {"region": region, "reads_contacts": is_quartermaster_of(request.user, own), **more}


@login_required
@require_safe
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits first, then the pipeline as counts."""
    region = region_mapped_for(request.user, slug)
    today = today_of(clock.now())
    context = framed(
        request,
        region,
        counts=stage_counts(region.pk),
        old=to_check(region.pk, MOST_SHOWN),
        today=today,
        duplicates=len(duplicate_pairs(region.pk)),
        elsewhere=entries_elsewhere().count(),
        suggestions=waiting_in(region.pk).count(),
        claims=claims_waiting_in(region.pk).count(),
    )
    if context["reads_contacts"]:
        due = to_follow_up(region.pk, today)
        context |= {"due": due[:MOST_SHOWN], "due_count": due.count()}
    return render(request, "region/desk/desk.html", context)


@login_required
@require_safe
def pipeline(request: HttpRequest, slug: str) -> HttpResponse:
    """Every entry of the region, or what is national and online; by stage, kind, words, and who was not spoken to."""
    region = region_mapped_for(request.user, slug)
    form = FilterForm(request.GET, region=region.name)
    if not form.is_valid():
        context = framed(request, region, form=form)
        return render(request, "region/desk/pipeline.html", context, status=400)
    asked = form.asked()
    reads = is_quartermaster_of(request.user, region.pk)
    if asked.quiet_since and not reads:
        # Who was spoken to, and when, is nobody else's.
        raise Http404
    page = page_of(listed(region.pk, asked), page_number(request), PAGE)
    return render(
        request, "region/desk/pipeline.html", framed(request, region, form=form, page_obj=page, asked=asked)
    )


@login_required
@require_safe
def propose(request: HttpRequest, what: str) -> JsonResponse:
    """Towns or entries whose name has what was typed, for fields that propose; for quartermasters."""
    if what not in ("towns", "entries") or not maps(request.user, None):
        raise Http404
    words = " ".join(request.GET.get("q", "").replace("\0", "").split())[:100]
    if len(words) < 2:
        return JsonResponse({"found": []})
    if what == "towns":
        rows = Municipality.objects.filter(slug__startswith=slug_of(words) or "-").order_by("name", "pk")
        return JsonResponse({"found": [each.name for each in rows[:MOST_PROPOSED]]})
    entries = named_like(words, entries_mapped_by(request.user), MOST_PROPOSED)
    return JsonResponse({"found": [f"{each.name} [{each.slug}]" for each in entries]})
