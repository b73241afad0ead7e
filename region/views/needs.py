"""What is looked for, for everybody: the list and one of them; and what its quartermaster does about it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bookings.forms.periods import said
from bookings.forms.search import refuse_long
from bookings.models.part_of import named_one
from facilities.models import Kind
from facilities.permissions import hubs_of
from funding.models.limits import COUNTRY
from hub.kit import clock
from hub.kit.choosing import chosen
from hub.kit.errors import Forbidden, Refusal
from hub.kit.form_fields import DayField
from hub.kit.paging import page_number, page_of
from knowledgebase.models import Theme
from members.current import person_of
from members.models import Municipality
from members.permissions import is_site_admin, may_book, post_of
from region.access_to_needs import (
    moderates_need,
    need_for,
    readable_by,
    works_at_a_hub,
)
from region.actions.keep_need import keep_need
from region.actions.report_need import report_need
from region.actions.take_off_need import take_off_need
from region.forms.needs import ReasonForm
from region.models import Need, NeedSort, NeedState, OfferState
from region.models.matching import Match, known_to, matches, priced
from region.models.matching_entries import entries_near
from region.models.needs_reading import (
    about_theme,
    fitting_hub,
    is_cancelled,
    names_of_lines,
    offers_for,
    open_needs,
    reported_in,
    towns_near,
)
from region.outbound.schema_org_of_needs import machines_of_need, machines_of_needs
from region.permissions import regions_mapped_by

A_PAGE = 20
KILOMETRES = (10, 25, 50, 100)
door = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    """What may be answered; the choice is in the address: what, which kind, near which town, needed on which day."""
    refuse_long(request.GET)
    today = clock.now().astimezone(COUNTRY).date()
    found = open_needs(today).filter(readable_by(request.user))
    themes = list(Theme.objects.all())
    sort = chosen(request, "sort", dict(NeedSort.choices))
    kind = chosen(request, "kind", {each.slug: each for each in Kind.objects.all()})
    if sort:
        found = found.filter(sort=request.GET["sort"])
    if kind:
        found = found.filter(kind=kind)
    theme = chosen(request, "theme", {each.slug: each for each in themes})
    if theme:
        found = found.filter(about_theme(theme.slug))
    town, unknown = _town(request)
    km = _km(request)
    if town:
        found = found.filter(municipality__in=towns_near(town, km))
    if day := _day(request):
        found = found.filter(from_date__lte=day, until_date__gte=day)
    regions = regions_mapped_by(request.user) if request.user.is_authenticated else []
    context = {
        "page_obj": page_of(found, page_number(request), A_PAGE),
        "sorts": NeedSort.choices,
        "kinds": Kind.objects.exclude(family="session"),
        "themes": themes,
        "kilometres": KILOMETRES,
        "asked": {
            name: request.GET.get(name, "")[:80] for name in ("sort", "kind", "theme", "town", "km", "on")
        },
        "km": km,
        "unknown_town": unknown,
        "is_filtered": any(request.GET.get(name) for name in ("sort", "kind", "theme", "town", "on")),
        "reports": list(reported_in(regions)[:20]) if regions else [],
        "machines": machines_of_needs(),
    }
    return render(request, "region/needs.html", context)


def _town(request: HttpRequest) -> tuple[Municipality | None, str]:
    """The town that the address names; and what was typed where there is no such town."""
    text = " ".join(request.GET.get("town", "").replace("\0", "").split())[:80]
    found = Municipality.objects.filter(name__iexact=text).order_by("pk").first() if text else None
    return found, "" if found else text


def _km(request: HttpRequest) -> int:
    text = request.GET.get("km", "")
    if text and text not in map(str, KILOMETRES):
        raise Http404
    return int(text) if text else 25


def _day(request: HttpRequest) -> Any:
    try:
        return DayField(required=False).clean(request.GET.get("on", ""))
    except Exception as error:
        raise Http404 from error


@require_safe
def need(request: HttpRequest, uuid: Any) -> HttpResponse:
    """One of them, with what its reader may do: its own people see proposals and offers, a hub's people offer."""
    return need_page(request, need_for(request.user, uuid))


def need_page(
    request: HttpRequest,
    found: Need,
    *,
    refusal: Refusal | None = None,
    forms: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    now, person = clock.now(), request.user
    post = post_of(person, found.organisation_id)
    is_open = found.is_open(now.astimezone(COUNTRY).date())
    context: dict[str, Any] = {
        "need": found,
        "post": post,
        "is_open": is_open,
        "may_book": post is not None and may_book(person, found.organisation),
        "moderates": person.is_authenticated and moderates_need(person, found),
        "answers": found.offers.filter(state__in=[OfferState.OPEN, OfferState.ACCEPTED]).count(),
        "refusal": refusal,
        "reason_form": ReasonForm(),
        "machines": machines_of_need(found),
        "whole": named_one(found.part_of or None),
        **(forms or {}),
    }
    if post is not None:
        context |= _for_its_people(found, is_open, now)
    context |= _for_hubs(request, found, is_open, now)
    context["sees_budget"] = bool(post or context["desks"] or is_site_admin(person))
    if context["moderates"] or is_site_admin(person):
        context["reports"] = list(found.reports.filter(looked_at=None).order_by("at"))
        context["offers_seen"] = offers_for(found)
    return render(request, "region/need.html", context, status=status)


def _for_its_people(found: Need, is_open: bool, now: Any) -> dict[str, Any]:
    offers = offers_for(found)
    context: dict[str, Any] = {
        "offers": [{"offer": each, "is_open": each.is_open(now) and is_open_for(found)} for each in offers],
        "names": names_of_lines(offers),
        "is_cancelled": is_cancelled(found),
    }
    if is_open:
        near = known_to(matches(found, now=now), found.organisation)
        context["matches"] = [
            replace(each, url=_address(each, found)) for each in priced(near, found, found.organisation, now)
        ]
        context["entries"] = entries_near(found)
    return context


def _address(match: Match, need: Need) -> str:
    """The facility's own page with the first free time filled in."""
    if match.period is None:
        return ""
    asked = {**said(match.period, ZoneInfo(match.fit.zone_name)), "quantity": str(need.quantity)}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('bookings:start', args=[match.fit.hub, match.slug])}?{query}"


def is_open_for(found: Need) -> bool:
    """An offer may still be accepted after the last day for answers, as long as it is valid."""
    return found.state == NeedState.OPEN


def _for_hubs(request: HttpRequest, found: Need, is_open: bool, now: Any) -> dict[str, Any]:
    """The reader's own hubs, which may answer; those that it fits say so."""
    if not request.user.is_authenticated or not works_at_a_hub(request.user):
        return {"desks": []}
    hubs = list(hubs_of(request.user).order_by("name")[:20])
    today = now.astimezone(COUNTRY).date()
    mine = offers_for(found, hubs)
    return {
        "desks": [
            {"hub": hub, "fits": is_open and found.pk in {each.pk for each in fitting_hub(hub, today)}}
            for hub in hubs[:5]
        ],
        "our_offers": mine,
        "our_names": names_of_lines(mine),
    }


def _said(
    request: HttpRequest, uuid: Any, name: str, needed: bool, thanks: str, verb: Callable[[str], object]
) -> HttpResponse:
    """What a small form on its page asks for; reading the address leads back to the page."""
    found = need_for(request.user, uuid)
    if request.method != "POST":
        return redirect("region:need", uuid)
    form = ReasonForm(request.POST, needed=needed, auto_id=f"{name}-%s")
    if not form.is_valid():
        return need_page(request, found, forms={name: form}, status=400)
    try:
        verb(form.cleaned_data["reason"])
    except Forbidden:
        raise
    except Refusal as refusal:
        return need_page(request, need_for(request.user, uuid), refusal=refusal, status=refusal.status)
    messages.success(request, thanks)
    return redirect("region:need", uuid)


@door
@login_required
def report(request: HttpRequest, uuid: Any) -> HttpResponse:
    """That it does not belong here."""
    person, now = person_of(request), clock.now()
    thanks = _("Thank you: the quartermaster of the region looks at it.")
    return _said(
        request,
        uuid,
        "report_form",
        True,
        thanks,
        lambda words: report_need(uuid=uuid, words=words, actor=person, now=now),
    )


@door
@login_required
def take_off(request: HttpRequest, uuid: Any) -> HttpResponse:
    """By the quartermaster, with a reason."""
    person, now = person_of(request), clock.now()
    if not moderates_need(person, need_for(person, uuid)):
        raise Forbidden()
    return _said(
        request,
        uuid,
        "take_off_form",
        True,
        _("Taken off. Its organisation reads your reason."),
        lambda reason: take_off_need(uuid=uuid, reason=reason, actor=person, now=now),
    )


@require_http_methods(["POST"])
@login_required
def keep(request: HttpRequest, uuid: Any) -> HttpResponse:
    """It was reported, and stays."""
    need_for(request.user, uuid)
    keep_need(uuid=uuid, actor=person_of(request), now=clock.now())
    messages.success(request, _("It stays. The report is dealt with."))
    return redirect("region:need", uuid)
