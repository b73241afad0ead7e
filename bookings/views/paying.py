"""Paying for a booking by card: the page that asks for it, and the one that waits for the bank."""

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bookings.actions.confirm import AcceptHouseRules
from bookings.actions.pay import BegunTooOften, pay
from bookings.forms.placing import ConfirmForm
from bookings.models import Booking, BookingState
from bookings.models.house_rules import current_house_rules
from bookings.models.owed import due_cents
from bookings.permissions import booking_for, may_change
from bookings.showing import state_of
from bookings.views.details import booking_page
from bookings.views.money_context import Money, money_of
from funding.actions.open_payment import Opened, open_payment
from funding.models import Payment, PaymentState
from funding.models.paid import live_payment_of
from funding.stripe.objects import CAN_BE_PAID
from hub.kit import clock
from hub.kit.card_pages import lets_cards_be_asked_for
from hub.kit.errors import Forbidden

WAITS = (BookingState.HELD, BookingState.OPTION)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@lets_cards_be_asked_for
def pay_view(request: HttpRequest, number: str) -> HttpResponse:
    """Begins to pay, or goes on with what was begun: asks for a card."""
    found = booking_for(request.user, number)
    if request.method == "POST":
        return _begin(request, found)
    if not may_change(request.user, found):
        raise Forbidden()
    now, payment = clock.now(), live_payment_of(found.ref)
    if payment is None or not settings.CARDS or state_of(found, now) == BookingState.EXPIRED:
        return redirect("bookings:booking", found.number)
    if payment.cents != due_cents(found):
        # It was changed, or paid otherwise, since that was begun: from there one begins anew.
        return redirect("bookings:booking", found.number)
    if payment.state == PaymentState.CANCELLING:
        return redirect("bookings:paid", found.number)
    opened = open_payment(payment=payment, now=now)
    if opened.status not in CAN_BE_PAID:
        return redirect("bookings:paid", found.number)
    return _form(request, found, opened)


def _begin(request: HttpRequest, found: Booking) -> HttpResponse:
    now = clock.now()
    waits = state_of(found, now) in WAITS
    form = ConfirmForm(request.POST, house_rules=current_house_rules(found.hub, now) if waits else None)
    if not form.is_valid() and waits:
        return booking_page(request, found, {"form": form})
    if not ratelimit.consume(request, action="begin_to_pay", key=found.number):
        raise BegunTooOften()
    try:
        pay(
            number=found.number,
            house_rules_version=form.accepted_version(),
            actor=request.user,  # type: ignore[arg-type]
            now=now,
        )
    except AcceptHouseRules as refusal:
        messages.warning(request, str(refusal))
        fresh = ConfirmForm(house_rules=current_house_rules(found.hub, now))
        return booking_page(request, found, {"form": fresh}, refusal.status)
    return redirect("bookings:pay", found.number)


def _form(request: HttpRequest, found: Booking, opened: Opened) -> HttpResponse:
    waits = found.state in WAITS
    context = {
        "booking": found,
        "hub": found.hub,
        "waits": waits,
        "now": clock.now(),
        "cents": opened.payment.cents,
        "client_secret": opened.secret,
        "publishable_key": settings.STRIPE_PUBLISHABLE_KEY,
        "account": opened.payment.account,
        "js_url": settings.STRIPE_JS_URL,
        "element": settings.STRIPE_ELEMENT,
        "return_url": reverse("bookings:paid", args=[found.number]),
        "on_account": money_of(found).on_account,
    }
    return render(request, "bookings/pay.html", context)


def _under_way(request: HttpRequest, found: Booking, money: Money, payment: Payment) -> HttpResponse:
    """Who asks again by script (htmx) and has seen this already gets an empty answer. A bank with a page of its own may
    have said no there: Stripe adds `redirect_status` to the address, and what can still be paid is asked for anew."""
    can_be_paid = payment.state == PaymentState.OPEN and not money.is_with_the_bank
    may_pay_again = can_be_paid and bool(may_change(request.user, found))
    if may_pay_again and request.GET.get("redirect_status") == "failed":
        messages.warning(request, _("You have not paid yet: your bank did not let the payment through."))
        return redirect("bookings:pay", found.number)
    seen = "bank" if money.is_with_the_bank else payment.state
    if request.headers.get("HX-Request") and request.GET.get("seen") == seen:
        return HttpResponse(status=204)
    context = {
        "booking": found,
        "hub": found.hub,
        "money": money,
        "seen": seen,
        "may_pay_again": may_pay_again,
    }
    return render(request, "bookings/paid.html", context)


@require_safe
@login_required
@never_cache
def paid_view(request: HttpRequest, number: str) -> HttpResponse:
    """Where one comes back to: reads what has become of the payment, and changes nothing."""
    found = booking_for(request.user, number)
    money = money_of(found)
    if money.payment and money.is_under_way:
        return _under_way(request, found, money, money.payment)
    if found.again_as:
        found = found.again_as
    elif money.payment and money.payment.state == PaymentState.PAID:
        messages.success(request, _("You have paid. Thank you."))
    address = reverse("bookings:booking", args=[found.number])
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)
