"""What the timeline draws. The page itself is the planning's, whose table says the same to everybody."""

import hashlib
from datetime import date

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from bookings.forms.search import refuse_long
from bookings.timeline import drawn
from bookings.views.desks import FIRST_YEAR, NoSuchDay
from facilities.permissions import staffed_hub_for
from hub.kit import clock
from hub.kit.errors import Refusal
from hub.kit.form_fields import DayField

MOST_DAYS = 7


class TooManyDays(Refusal):
    code = "too_many_days"
    status = 400
    message = _("The timeline shows one day to seven days, the first one first.")


@require_safe
@login_required
def data(request: HttpRequest, hub: str) -> HttpResponse:
    """From `from` up to and including `to`. The same again is told by its tag alone. No prices and no band."""
    refuse_long(request.GET)
    place = staffed_hub_for(request.user, hub)
    first, last = (_day(request, name) for name in ("from", "to"))
    count = (last - first).days + 1
    if not 1 <= count <= MOST_DAYS:
        raise TooManyDays()
    body = drawn(hub=place, first=first, count=count, now=clock.now())
    tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(body, content_type="application/json")
    response["ETag"] = tag
    # It may be asked for again with its tag, and is shown to nobody else.
    response["Cache-Control"] = "private, no-cache"
    return response


def _day(request: HttpRequest, name: str) -> date:
    try:
        found: date = DayField().clean(request.GET.get(name, ""))
    except forms.ValidationError as error:
        raise NoSuchDay() from error
    if found.year < FIRST_YEAR:
        raise NoSuchDay()
    return found
