"""Keeping what is held until a day: an option."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.actions.take_option import take_option
from bookings.forms.judging import OptionForm
from bookings.models import BookingState
from bookings.models.options import last_day_of_option
from bookings.permissions import booking_for, may_change
from bookings.rules.options import OptionInThePast, OptionTooLong, TooManyOptions
from bookings.showing import state_of
from bookings.views.details import booking_page
from hub.kit import clock


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def option(request: HttpRequest, number: str) -> HttpResponse:
    """Keep it until and including a day. Reading it (after signing in) shows the booking."""
    found, now = booking_for(request.user, number), clock.now()
    if request.method != "POST":
        return redirect("bookings:booking", found.number)
    today = now.astimezone(found.hub.zone).date()
    form = OptionForm(request.POST, first=today, last=last_day_of_option(found, now))
    is_held = state_of(found, now) == BookingState.HELD
    if not form.is_valid() and is_held and may_change(request.user, found):
        return booking_page(request, found, {"option_form": form})
    try:
        take_option(
            number=found.number,
            on=form.cleaned_data.get("on") or today,
            actor=request.user,  # type: ignore[arg-type]
            now=now,
        )
    except (OptionInThePast, OptionTooLong, TooManyOptions) as refusal:
        form.add_error(None if isinstance(refusal, TooManyOptions) else "on", str(refusal))
        return booking_page(request, found, {"option_form": form}, refusal.status)
    messages.success(request, _("It is yours in option. We remind you before it ends."))
    return redirect("bookings:booking", found.number)
