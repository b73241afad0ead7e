"""A hub for those who run it: the overview, what it says of itself, weekly opening hours, house rules."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from facilities.actions.change_hub import change_hub
from facilities.actions.publish_house_rules import publish_house_rules
from facilities.actions.set_opening_hours import set_opening_hours
from facilities.forms.hours import HoursForm
from facilities.forms.hubs import HouseRulesForm, HubForm, SiteHubForm
from facilities.models import HouseRules, UnitState
from facilities.outbound import hours as words
from facilities.permissions import hubs_of, managed_facility_for, managed_hub_for, staffed_hub_for
from facilities.views.doing import FORM_METHODS, done, done_over, page, posted, tried
from hub.kit import clock
from members.permissions import is_site_admin


@require_safe
@login_required
def hubs(request: HttpRequest) -> HttpResponse:
    """The hubs that somebody works at."""
    live = Count("facilities", filter=Q(facilities__state="live"))
    mine = hubs_of(request.user).annotate(live=live).order_by("name", "pk")
    return render(request, "facilities/hubs.html", {"hubs": mine})


@require_safe
@login_required
def hub(request: HttpRequest, hub: str) -> HttpResponse:
    """What there is and in what state; staff read it, managers go on from here."""
    found = staffed_hub_for(request.user, hub)
    now = clock.now()
    facilities = (
        found.facilities.select_related("kind")
        .prefetch_related("photos")
        .annotate(
            in_service=Count("units", filter=Q(units__state=UnitState.IN_SERVICE), distinct=True),
            in_repair=Count("units", filter=Q(units__state=UnitState.IN_REPAIR), distinct=True),
            made_of=Count("parts", distinct=True),
        )
        .order_by("state", "kind__position", "name", "pk")
    )
    return page(
        request,
        "facilities/hub.html",
        found,
        now,
        facilities=facilities,
        hours=words.lines(words.week_at(found)),
        closures=words.closures_of(found, now),
        here="hub",
    )


@require_http_methods(FORM_METHODS)
@login_required
def hub_change(request: HttpRequest, hub: str) -> HttpResponse:
    found = managed_hub_for(request.user, hub)
    now = clock.now()
    kind = SiteHubForm if is_site_admin(request.user) else HubForm
    form = kind(posted(request), instance=managed_hub_for(request.user, hub))
    if request.method == "POST" and tried(
        form,
        lambda: change_hub(
            hub=found, facts=form.facts(found), knowing=form.knowing(), actor=request.user, now=now
        ),
    ):
        return done_over(request, form, hub, _("The hub is changed."), "facilities:hub", hub)
    return page(request, "facilities/hub_change.html", found, now, form=form, here="hub_change")


@require_http_methods(FORM_METHODS)
@login_required
def hours(request: HttpRequest, hub: str, slug: str = "") -> HttpResponse:
    """The weekly hours of a hub, or of one facility that keeps its own."""
    found = managed_hub_for(request.user, hub)
    facility = managed_facility_for(request.user, hub, slug) if slug else None
    now = clock.now()
    form = HoursForm(posted(request), week=words.week_at(found, facility))
    if request.method == "POST" and tried(
        form,
        lambda: set_opening_hours(
            hub=found,
            facility=facility,
            week=form.week(),
            knowing=form.knowing(),
            actor=request.user,
            now=now,
        ),
    ):
        said = _("The opening hours are set. Bookings that are there already stay.")
        where = ("facilities:facility", hub, slug) if facility else ("facilities:hub", hub)
        return done_over(request, form, hub, said, *where)
    hubs_lines = words.lines(words.week_at(found)) if facility else []
    return page(
        request,
        "facilities/hours.html",
        found,
        now,
        form=form,
        facility=facility,
        hubs_lines=hubs_lines,
        here="hours",
    )


@require_http_methods(FORM_METHODS)
@login_required
def house_rules(request: HttpRequest, hub: str) -> HttpResponse:
    """The house rules in force, to be published anew as the next version."""
    found = managed_hub_for(request.user, hub)
    now = clock.now()
    latest = HouseRules.objects.filter(hub=found).order_by("-version").first()
    initial = {"text_nl": latest.text_nl, "text_en": latest.text_en} if latest else {}
    form = HouseRulesForm(posted(request), initial=initial)
    if request.method == "POST" and tried(
        form, lambda: publish_house_rules(hub=found, **form.cleaned_data, actor=request.user, now=now)
    ):
        said = _("Published. Who confirms a booking from now on agrees to these.")
        return done(request, said, "facilities:hub", hub)
    return page(
        request, "facilities/house_rules.html", found, now, form=form, latest=latest, here="house_rules"
    )
