"""What a booking is part of: shown on its page, and changed there by its organisation."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.actions.put_under import put_under
from bookings.forms.placing import PartForm
from bookings.models import Booking
from bookings.models.bookings import LIVE_STATES
from bookings.models.part_of import named_one, open_to
from bookings.permissions import booking_for, may_change
from hub.kit import clock
from members.current import person_of


def part_of_context(person: Any, found: Booking) -> dict[str, Any]:
    """Its whole, and for who may change it the others that it may be part of."""
    whole = named_one(found.part_of)
    if found.state not in LIVE_STATES or not may_change(person, found):
        return {"part_of": whole}
    wholes = open_to(found.organisation_id)
    if whole and whole.ref not in {each.ref for each in wholes}:
        wholes = [whole, *wholes]
    form = PartForm(wholes=wholes, initial={"part_of": str(whole.ref) if whole else ""})
    return {"part_of": whole, "part_form": form if wholes else None}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def part_of_view(request: HttpRequest, number: str) -> HttpResponse:
    """Reading it (after signing in) shows the booking."""
    found = booking_for(request.user, number)
    if request.method == "POST":
        form = PartForm(request.POST, wholes=open_to(found.organisation_id) or _its_own(found))
        if not form.is_valid():
            raise Http404  # a list answers nothing else
        wanted = form.cleaned_data.get("part_of")
        put_under(number=number, part_of=wanted, actor=person_of(request), now=clock.now())
        messages.success(
            request, _("It is written down.") if wanted else _("It is part of nothing any more.")
        )
    return redirect("bookings:booking", found.number)


def _its_own(found: Booking) -> list[Any]:
    whole = named_one(found.part_of)
    return [whole] if whole else []
