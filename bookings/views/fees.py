"""The hub's staff note that nobody came, take that back, or waive a fee.

All of it stands on the booking's page; reading one of these addresses (after signing in) goes there.
"""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from bookings.actions.mark_no_show import mark_no_show
from bookings.actions.unmark_no_show import unmark_no_show
from bookings.actions.waive_fee import waive_fee
from bookings.forms.judging import ReasonForm
from bookings.models import Booking
from bookings.permissions import booking_for, may_judge
from bookings.views.details import booking_page
from hub.kit import clock

door = require_http_methods(["GET", "HEAD", "POST"])


@door
@login_required
def no_show_view(request: HttpRequest, number: str) -> HttpResponse:
    return _with_a_reason(
        request, number, mark_no_show, "no_show", _("Noted: the organisation reads your reason in its mail.")
    )


@door
@login_required
def came_view(request: HttpRequest, number: str) -> HttpResponse:
    return _with_a_reason(
        request,
        number,
        unmark_no_show,
        "came",
        _("Taken back: the price counts again, and they have a mail."),
    )


@door
@login_required
def waive_view(request: HttpRequest, number: str) -> HttpResponse:
    return _with_a_reason(request, number, waive_fee, "waive", _("Waived: nobody owes it any more."))


def _with_a_reason(
    request: HttpRequest, number: str, verb: Callable[..., Booking], name: str, done: Promise
) -> HttpResponse:
    found = booking_for(request.user, number)
    if request.method != "POST":
        return redirect("bookings:booking", found.number)
    form = ReasonForm(request.POST, auto_id=f"{name}_%s")
    if not form.is_valid() and may_judge(request.user, found):
        return booking_page(request, found, {f"{name}_form": form}, 400)
    reason = form.cleaned_data.get("reason", "")
    verb(number=found.number, reason=reason, actor=request.user, now=clock.now())
    messages.success(request, str(done))
    return redirect("bookings:booking", found.number)
