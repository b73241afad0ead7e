from datetime import datetime
from enum import StrEnum
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from bookings.models import Booking
from bookings.rules.numbers import read_number
from facilities.models import Hub
from funding.actions._heard import heard
from funding.actions._payments import became
from funding.actions._refunding import begin_refund
from funding.actions.book_difference import AlreadyBooked, ProcessorSilent, StillDiffers, closed
from funding.models import Difference, DifferenceKind, HubCards, Payment, PaymentState, RefundWhy
from funding.stripe import gateway
from funding.stripe.objects import PAID, Intent
from hub.kit.audit import record
from hub.kit.errors import Forbidden, Refusal
from hub.kit.money import EUR
from hub.kit.transactions import step, verb
from members.models import User
from members.permissions import is_site_admin


class How(StrEnum):
    """On the booking: confirmed or paid by it, and what is too much goes back. Given back: all of it goes back."""

    BOOK = "book"
    GIVE_BACK = "give_back"


class NoSuchBooking(Refusal):
    code = "no_such_booking"
    status = 400
    message = _("There is no such booking at a hub that is paid on this account.")


def book_unknown_payment(
    *, difference_id: int, number: str, how: How, reason: str, actor: User, now: datetime
) -> Payment:
    """Take a payment that the processor knows and nobody here (`DifferenceKind.UNKNOWN_PAYMENT`) into the books, once:
    on the booking `number`, as if it had been begun here, or as what goes back in full. What it says itself that it is
    for is not believed: the booking must be at a hub that is, or was, paid on its account.

    For site administrators. The processor is asked outside of the transaction. Raises `NoSuchBooking`, `AlreadyBooked`,
    `StillDiffers`, `ProcessorSilent`; `Forbidden`, Http404.
    """
    if not is_site_admin(actor):
        raise Forbidden()
    found = Difference.objects.filter(pk=difference_id, kind=DifferenceKind.UNKNOWN_PAYMENT).first()
    if found is None:
        raise Http404
    if found.booked_at or found.gone_at:
        raise AlreadyBooked()
    try:
        intent = gateway.read_intent(account=found.account, intent_id=found.object_id)
    except gateway.GatewayError as error:
        raise ProcessorSilent() from error
    if intent.status != PAID or intent.received_cents <= 0 or intent.currency != EUR or not intent.about:
        raise StillDiffers()
    known: dict[str, Any] = {"difference_id": found.pk, "number": number, "intent": intent, "how": how}
    payment = _known_now(**known, reason=reason.strip()[:200], actor=actor, now=now)
    if how == How.BOOK:
        # Should this end here: it is a payment of ours now that was not noted, and found as that.
        heard(payment=payment, intent=intent, now=now)
    return payment


@verb
def _known_now(
    *, difference_id: int, number: str, intent: Intent, how: How, reason: str, actor: User, now: datetime
) -> Payment:
    difference = closed(difference_id=difference_id, reason=reason, actor=actor, now=now)
    booking = _held(number)
    if booking is None or not _is_paid_on(booking.hub, difference.account):
        raise NoSuchBooking()
    if Payment.objects.filter(intent_id=intent.id).exists():
        raise StillDiffers()
    payment = _row(booking, difference, intent, now)
    if how == How.GIVE_BACK:
        became(payment=payment, intent=intent, now=now)
        begin_refund(payment=payment, cents=payment.cents, why=RefundWhy.NOT_KNOWN, now=now)
    record(
        action="bookings.book_unknown_payment",
        about=booking.ref,
        actor=actor,
        now=now,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        reason=reason,
        facts={"payment": payment.pk, "cents": payment.cents, "how": str(how), "intent": intent.id},
    )
    return payment


def _held(number: str) -> Booking | None:
    rows = Booking.objects.select_related("hub", "organisation").select_for_update(no_key=True, of=("self",))
    return rows.filter(number=read_number(number)).first()


def _is_paid_on(hub: Hub, account: str) -> bool:
    return (
        HubCards.objects.filter(hub=hub, account=account).exists()
        or Payment.objects.filter(hub=hub, account=account).exists()
    )


@step
def _row(booking: Booking, difference: Difference, intent: Intent, now: datetime) -> Payment:
    """As of one that was called off and paid all the same: another may just be open for the same booking."""
    return Payment.objects.create(
        about=booking.ref,
        organisation=booking.organisation,
        hub=booking.hub,
        account=difference.account,
        cents=intent.received_cents,
        methods=[intent.method] if intent.method else [],
        state=PaymentState.CANCELLED,
        intent_id=intent.id,
        key=f"unknown:{intent.id}",
        asked_at=intent.created,
        opened_at=intent.created,
        ended_at=now,
    )
