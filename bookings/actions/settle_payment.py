from datetime import datetime
from uuid import uuid4

from django.http import Http404

from bookings.actions._between import Between
from bookings.actions._confirming import made_firm
from bookings.actions._ending import expire, lock_all_funds_and_pledges, release_lapsed
from bookings.actions._passing_on import lock_behind, passing_on
from bookings.actions._placing import promised
from bookings.actions._telling import PAID, PAID_TOO_LATE, tell, tell_of_payment, to_be_billed
from bookings.models import Booking, BookingState
from bookings.models.admission import Look
from bookings.models.behind import Behind, look_again_for
from bookings.models.bookings import asks_approval
from bookings.models.changing import wishes_of
from bookings.models.owed import due_cents
from bookings.rules import admission
from bookings.rules.request import BookingRequest
from funding.actions._payments import Became, became, held_payment
from funding.actions._refunding import begin_refund
from funding.models import Payment, PaymentState, RefundWhy
from funding.models.paid import left_cents
from funding.rules.frozen import frozen_quote
from funding.stripe.objects import PAID as CAME_IN
from funding.stripe.objects import Intent
from hub.kit.audit import SITE
from hub.kit.errors import Busy, Refusal
from hub.kit.locks import LockKind, lock
from hub.kit.transactions import savepoint, step, verb

WAITS = (BookingState.HELD, BookingState.OPTION)


def settle_payment(*, payment_id: int, intent: Intent, now: datetime) -> None:
    """What the card processor says of a payment for a booking, in any order and as often as it comes, done once.

    Paid: what is held is confirmed, also a moment after its time. Paid after it was let go: placed anew at the same
    price if everything is still to be had, and else given back in full, with a mail that says sorry. Called off: what
    waits past its time is let go. What came in beyond what is owed goes back. Raises `Busy`: try again.
    """
    payment = Payment.objects.only("about", "state").get(pk=payment_id)
    state = Booking.objects.values_list("state", flat=True).get(number=payment.about.id)
    is_late = (
        intent.status == CAME_IN and payment.state != PaymentState.PAID and state == BookingState.EXPIRED
    )
    settle = _settle_late if is_late else _settle
    settle(number=payment.about.id, payment_id=payment_id, intent=intent, now=now)


@verb
def _settle(*, number: str, payment_id: int, intent: Intent, now: datetime) -> None:
    waits = lock_behind(number=number, now=now)
    booking = _held(number)
    payment = held_payment(payment_id)
    if (
        booking.state == BookingState.EXPIRED
        and intent.status == CAME_IN
        and payment.state != PaymentState.PAID
    ):
        raise Busy()  # let go since we looked: once more, with the keys of its units
    new = became(payment=payment, intent=intent, now=now)
    if new == Became.PAID:
        _came_in(booking, payment, now)
    elif new == Became.CALLED_OFF and booking.paying:
        called_off(booking=booking, waits=waits, now=now)


@step
def _came_in(booking: Booking, payment: Payment, now: datetime) -> None:
    if booking.state in WAITS:
        made_firm(booking=booking, actor=SITE, now=now)
    elif booking.state != BookingState.CANCELLED:
        tell_of_payment(kind=PAID, booking=booking, payment_id=payment.pk, now=now)
    _paid_ahead(booking, payment, now)
    _give_back_what_is_too_much(booking, payment, RefundWhy.LESS_OWED, now)


@step
def _paid_ahead(booking: Booking, payment: Payment, now: datetime) -> None:
    """What is paid before it takes place is invoiced now."""
    if booking.state == BookingState.CONFIRMED:
        to_be_billed(booking=booking, why=f"paid-{payment.pk}", now=now)


@step
def called_off(*, booking: Booking, waits: Behind | None, now: datetime) -> None:
    """What waited for a payment that will not come: it may be paid anew as long as it is held; after that it is let
    go. The caller holds the row, and knows who waits behind it."""
    booking.paying = False
    if booking.held_until > now:
        booking.save(update_fields=["paying"])
        return
    with passing_on(first=booking, waits=waits, now=now):
        expire(booking=booking, now=now)


@step
def _give_back_what_is_too_much(booking: Booking, payment: Payment, why: RefundWhy, now: datetime) -> None:
    too_much = min(-due_cents(booking), left_cents(payment))
    if too_much > 0:
        begin_refund(payment=payment, cents=too_much, why=why, now=now)


@verb
def _settle_late(*, number: str, payment_id: int, intent: Intent, now: datetime) -> None:
    """Its units may be somebody else's by now: their keys first, as for placing."""
    found = Booking.objects.get(number=number)
    seen = _look(found, now)
    if seen:
        keys = [(LockKind.FACILITY, id_) for id_ in seen.leaf_ids]
        who = [(LockKind.ORGANISATION, found.organisation_id), (LockKind.PERSON, found.placed_by_id)]
        lock([*keys, *who])
    booking = _held(number)
    payment = held_payment(payment_id)
    if payment.state == PaymentState.PAID:
        return
    new = _placed_anew(booking, seen, now) if seen else None
    payment.about = new.ref if new else booking.ref
    became(payment=payment, intent=intent, now=now)
    if new:
        booking.again_as = new
        booking.save(update_fields=["again_as"])
        made_firm(booking=new, actor=SITE, now=now)
        _paid_ahead(new, payment, now)
    else:
        _give_back_what_is_too_much(booking, payment, RefundWhy.TOO_LATE, now)
        tell(kind=PAID_TOO_LATE, booking=booking, now=now)


@step
def _placed_anew(booking: Booking, before: Look, now: datetime) -> Booking | None:
    """The same things at the price that was paid, funds included; None where something of it is gone, or where the hub
    must be asked first by now: nobody gets by being late what they would have had to ask for."""
    if asks_approval(booking):
        return None
    release_lapsed(facility_ids=before.leaf_ids, now=now)
    lock_all_funds_and_pledges()
    seen = _look(booking, now)
    if seen is None:
        return None
    if not before.leaf_ids >= seen.leaf_ids:
        raise Busy()
    try:
        with savepoint():
            admission.check(seen.facts)
            return _promised(booking, seen, now)
    except Busy:
        raise
    except (Refusal, Http404):
        return None


@step
def _promised(booking: Booking, seen: Look, now: datetime) -> Booking:
    price = frozen_quote(booking.quote)
    request = BookingRequest(
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        lines=wishes_of(list(booking.lines.all())),
        purpose=booking.purpose,
        reference=booking.reference,
        price_digest=price.digest(),
        request_key=uuid4(),
        visit=booking.visit,
        part_of=booking.part_of or None,
    )
    between = Between(booking.organisation, booking.hub, placed_by=booking.placed_by, actor=SITE)
    new = promised(request=request, seen=seen, price=price, between=between, now=now)
    new.house_rules, new.house_rules_accepted_at = booking.house_rules, booking.house_rules_accepted_at
    return new


def _look(booking: Booking, now: datetime) -> Look | None:
    return look_again_for(booking, wishes_of(list(booking.lines.all())), now)


@step
def _held(number: str) -> Booking:
    rows = Booking.objects.select_related("hub", "organisation", "placed_by", "house_rules")
    return rows.select_for_update(no_key=True, of=("self",)).get(number=number)
