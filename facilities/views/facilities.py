"""A facility for those who run it: what it says of itself, its state, its units, its photos."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from facilities.actions.add_facility import add_facility
from facilities.actions.add_photo import add_photo
from facilities.actions.add_units import add_units
from facilities.actions.change_facility import change_facility
from facilities.actions.change_state import change_state
from facilities.actions.change_unit import change_unit
from facilities.actions.remove_photo import remove_photo
from facilities.forms.facilities import FacilityForm, PhotoForm, UnitForm, UnitsForm
from facilities.models import Facility, FacilityState, Photo, Unit
from facilities.models.parts import contained_in
from facilities.outbound import hours as words
from facilities.permissions import managed_facility_for, managed_hub_for, staffed_facility_for
from facilities.views.doing import FORM_METHODS, done, done_over, page, posted, tried
from hub.kit import clock

# What a manager may make of a facility in one press of a button; a draft it never is again.
STATES = {FacilityState.LIVE.value, FacilityState.RETIRED.value}


@require_http_methods(FORM_METHODS)
@login_required
def facility_add(request: HttpRequest, hub: str) -> HttpResponse:
    found = managed_hub_for(request.user, hub)
    now = clock.now()
    form = FacilityForm(posted(request))
    made: list[Facility] = []
    if request.method == "POST" and tried(
        form, lambda: made.append(add_facility(hub=found, facts=form.facts(), actor=request.user, now=now))
    ):
        said = _("A draft is made. Add its units, then show it.")
        return done(request, said, "facilities:units", hub, made[0].slug)
    return page(request, "facilities/facility_add.html", found, now, form=form, here="add")


@require_http_methods(FORM_METHODS)
@login_required
def facility(request: HttpRequest, hub: str, slug: str) -> HttpResponse:
    found = managed_facility_for(request.user, hub, slug)
    now = clock.now()
    form = FacilityForm(posted(request), facility=found)
    if request.method == "POST" and tried(
        form, lambda: change_facility(facility=found, facts=form.facts(found), actor=request.user, now=now)
    ):
        return done(request, _("The facility is changed."), "facilities:facility", hub, slug)
    own = words.lines(words.week_at(found.hub, found))
    return page(
        request,
        "facilities/facility.html",
        found.hub,
        now,
        form=form,
        facility=found,
        own_hours=own,
        here="facility",
    )


@require_http_methods(FORM_METHODS)
@login_required
def state(request: HttpRequest, hub: str, slug: str) -> HttpResponse:
    """Show a facility to everybody, or take it off the site. Reading it (after signing in) shows the facility."""
    found = managed_facility_for(request.user, hub, slug)
    wanted = request.POST.get("state", "")
    if wanted not in STATES:
        return redirect("facilities:facility", hub, slug)
    changed = change_state(facility=found, to=wanted, actor=request.user, now=clock.now())
    live = changed.state == FacilityState.LIVE
    said = (
        _("Everybody can see and book it now.")
        if live
        else _("It is off the site. Bookings that are there stay.")
    )
    return done(request, said, "facilities:facility", hub, slug)


@require_http_methods(FORM_METHODS)
@login_required
def units(request: HttpRequest, hub: str, slug: str) -> HttpResponse:
    """All units with their state, and for managers a form for more."""
    door = managed_facility_for if request.method == "POST" else staffed_facility_for
    found = door(request.user, hub, slug)
    now = clock.now()
    form = UnitsForm(posted(request))
    if request.method == "POST" and tried(
        form, lambda: add_units(facility=found, units=form.cleaned_data["units"], actor=request.user, now=now)
    ):
        return done(request, _("Added."), "facilities:units", hub, slug)
    return page(
        request,
        "facilities/units.html",
        found.hub,
        now,
        form=form,
        facility=found,
        units=found.units.order_by("label", "pk"),
        contains=contained_in([found.pk]).get(found.pk, ()),
        here="units",
    )


@require_http_methods(FORM_METHODS)
@login_required
def unit(request: HttpRequest, hub: str, slug: str, pk: int) -> HttpResponse:
    found = staffed_facility_for(request.user, hub, slug)
    one = get_object_or_404(Unit.objects.select_related("facility__hub"), pk=pk, facility=found)
    now = clock.now()
    form = UnitForm(posted(request), unit=one)
    if request.method == "POST" and tried(
        form,
        lambda: change_unit(
            unit=one, **form.cleaned_data, knowing=form.knowing(), actor=request.user, now=now
        ),
    ):
        return done_over(request, form, hub, _("The unit is changed."), "facilities:units", hub, slug)
    return page(
        request, "facilities/unit.html", found.hub, now, form=form, facility=found, unit=one, here="units"
    )


@require_http_methods(FORM_METHODS)
@login_required
def photos(request: HttpRequest, hub: str, slug: str) -> HttpResponse:
    """The photos there are, and a form for one more."""
    found = managed_facility_for(request.user, hub, slug)
    now = clock.now()
    sent = request.method == "POST"
    form = PhotoForm(request.POST, request.FILES) if sent else PhotoForm()
    if sent and form.is_valid():
        file = form.cleaned_data["file"]
        texts = {name: form.cleaned_data[name] for name in ("alt_nl", "alt_en")}
        if tried(
            form,
            lambda: add_photo(
                facility=found, file=file, name=file.name, actor=request.user, now=now, **texts
            ),
        ):
            return done(request, _("The photo is there."), "facilities:photos", hub, slug)
    return page(
        request,
        "facilities/photos.html",
        found.hub,
        now,
        form=form,
        facility=found,
        photos=found.photos.all(),
        here="photos",
    )


@require_http_methods(FORM_METHODS)
@login_required
def photo_remove(request: HttpRequest, hub: str, slug: str, pk: int) -> HttpResponse:
    """Reading it (after signing in) shows the photos."""
    found = managed_facility_for(request.user, hub, slug)
    if request.method != "POST":
        return redirect("facilities:photos", hub, slug)
    photo = get_object_or_404(Photo.objects.select_related("facility__hub"), pk=pk, facility=found)
    remove_photo(photo=photo, actor=request.user, now=clock.now())
    return done(request, _("The photo is removed."), "facilities:photos", hub, slug)
