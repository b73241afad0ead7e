"""What a booking, or all dates of a series, are part of: shown on its page, and changed there by its organisation."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from bookings.actions.put_series_under import put_series_under
from bookings.actions.put_under import put_under
from bookings.forms.placing import PartForm
from bookings.models import Booking, Series
from bookings.models.bookings import LIVE_STATES
from bookings.models.part_of import Whole, named, named_one, open_to
from bookings.permissions import booking_for, may_change, series_for
from hub.kit import clock
from hub.kit.refs import Ref
from members.current import person_of


def part_of_context(person: Any, found: Booking) -> dict[str, Any]:
    """Its whole, and for who may change it the others that it may be part of."""
    whole = named_one(found.part_of)
    if found.state not in LIVE_STATES or not may_change(person, found):
        return {"part_of": whole}
    url = reverse("bookings:part_of", args=[found.number])
    return {"part_of": whole, "part_form": _form(found.organisation_id, whole), "part_url": url}


def part_of_series_context(person: Any, found: Series, bookings: Sequence[Booking]) -> dict[str, Any]:
    """The same of a series by its dates that live; `parts_differ` where they are not all part of the same."""
    living = [each for each in bookings if each.state in LIVE_STATES]
    refs = {each.part_of for each in living}
    parts_differ = len(refs) > 1
    whole = None if parts_differ or not refs else named_one(refs.pop())
    context = {"part_of": whole, "parts_differ": parts_differ}
    if not living or not may_change(person, found):
        return context
    url = reverse("bookings:series_part_of", args=[found.number])
    return {**context, "part_form": _form(found.organisation_id, whole), "part_url": url}


def _form(organisation_id: int, whole: Whole | None) -> PartForm | None:
    """None where there is nothing to choose."""
    wholes = open_to(organisation_id)
    if whole and whole.ref not in {each.ref for each in wholes}:
        wholes = [whole, *wholes]
    return PartForm(wholes=wholes, initial={"part_of": str(whole.ref) if whole else ""}) if wholes else None


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def part_of_view(request: HttpRequest, number: str) -> HttpResponse:
    """Reading it (after signing in) shows the booking."""
    found = booking_for(request.user, number)
    if request.method == "POST":
        wanted = _wanted(request, found.organisation_id, [found])
        put_under(number=number, part_of=wanted, actor=person_of(request), now=clock.now())
        messages.success(
            request, _("It is written down.") if wanted else _("It is part of nothing any more.")
        )
    return redirect("bookings:booking", found.number)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def part_of_series_view(request: HttpRequest, number: str) -> HttpResponse:
    """The same of all dates of a series. Reading it (after signing in) shows the series."""
    found = series_for(request.user, number)
    if request.method == "POST":
        wanted = _wanted(request, found.organisation_id, found.bookings.exclude(part_of=""))
        done = put_series_under(number=number, part_of=wanted, actor=person_of(request), now=clock.now())
        words = (
            ngettext("%(count)d date is part of it now.", "%(count)d dates are part of it now.", len(done))
            if wanted
            else _("Its dates are part of nothing any more.")
        )
        messages.success(request, words % {"count": len(done)})
    return redirect("bookings:series", found.number)


def _wanted(request: HttpRequest, organisation_id: int, bookings: Iterable[Booking]) -> Ref | None:
    """What was chosen. Also where nothing is open to them any more, what it was part of can be taken off."""
    wholes = open_to(organisation_id)
    if not wholes:
        wholes = list(named({each.part_of for each in bookings if each.part_of}).values())
    form = PartForm(request.POST, wholes=wholes)
    if not form.is_valid():
        raise Http404  # a list answers nothing else
    wanted: Ref | None = form.cleaned_data.get("part_of")
    return wanted
