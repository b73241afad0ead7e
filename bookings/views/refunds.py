"""The hub's managers send a refund again that failed, say that they paid it back by bank, or that nothing will come in.

All stand on the booking's page; reading one of these addresses (after signing in) goes there.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.actions.give_up_payment import NotOutOfReach, SayWhy, give_up_payment
from bookings.actions.note_paid_back import OtherThanShown, note_paid_back
from bookings.actions.send_refund_again import NothingToGiveBack, send_refund_again
from bookings.forms.refunds import GiveUpForm, PaidBackForm
from bookings.permissions import booking_for
from hub.kit import clock

door = require_http_methods(["GET", "HEAD", "POST"])


@door
@login_required
def again_view(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    found = booking_for(request.user, number)
    if request.method == "POST":
        try:
            send_refund_again(number=found.number, refund_id=pk, actor=request.user, now=clock.now())  # type: ignore[arg-type]
        except NothingToGiveBack as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("It is on its way again; they have a mail when it is through."))
    return redirect("bookings:booking", found.number)


@door
@login_required
def paid_back_view(request: HttpRequest, number: str) -> HttpResponse:
    found = booking_for(request.user, number)
    if request.method == "POST":
        form = PaidBackForm(request.POST)
        cents = form.cleaned_data["cents"] if form.is_valid() else 0
        try:
            note_paid_back(number=found.number, cents=cents, actor=request.user, now=clock.now())  # type: ignore[arg-type]
        except (NothingToGiveBack, OtherThanShown) as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("Noted: it was paid back by bank."))
    return redirect("bookings:booking", found.number)


@door
@login_required
def give_up_view(request: HttpRequest, number: str) -> HttpResponse:
    found = booking_for(request.user, number)
    if request.method == "POST":
        form = GiveUpForm(request.POST)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        try:
            give_up_payment(number=found.number, reason=reason, actor=request.user, now=clock.now())  # type: ignore[arg-type]
        except (NotOutOfReach, SayWhy) as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("Noted. What waited for this payment is free again."))
    return redirect("bookings:booking", found.number)
