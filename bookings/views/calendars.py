"""The event of a booking as a file."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from bookings.models import BookingState
from bookings.outbound.calendar import calendar_file
from bookings.permissions import booking_for


@require_safe
@login_required
def calendar(request: HttpRequest, number: str) -> HttpResponse:
    """The same event as in the mail, to put into a calendar by hand."""
    found = booking_for(request.user, number)
    url = settings.SITE_URL + reverse("bookings:booking", args=[found.number])
    method = "CANCEL" if found.state == BookingState.CANCELLED else "PUBLISH"
    response = HttpResponse(
        calendar_file(found, method=method, url=url), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{found.number}.ics"'
    return response
