from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.actions._passing_on import lock_behind
from bookings.actions._reaching import held_row
from bookings.actions.settle_payment import called_off
from bookings.models import Booking
from bookings.permissions import booking_for, may_give_up_payments
from funding.actions._out_of_reach import called_off_unseen
from funding.actions._payments import Became, became, held_live_payment
from funding.actions.open_payment import ProcessorAway, intent_of
from funding.models.paid import live_payment_of
from funding.stripe import gateway
from hub.kit.audit import record
from hub.kit.errors import Forbidden, Refusal
from hub.kit.transactions import verb
from members.models import User


class NotOutOfReach(Refusal):
    code = "not_out_of_reach"
    message = _(
        "The payment provider can be asked about this payment, or it is over already. There is nothing to give up."
    )


class SayWhy(Refusal):
    code = "say_why"
    status = 400
    message = _("Say where you looked and what you found: your words are kept.")


def give_up_payment(*, number: str, reason: str, actor: User, now: datetime) -> Booking:
    """Say that nothing came in, and nothing will, of a payment that the site cannot ask about any more, since the hub
    has disconnected its account: what waited for it is let go at once. Who says so has looked at the account; `reason`
    is where and what they found.

    For the hub's managers and site administrators. The processor is asked once more, outside of the transaction. Raises
    `NotOutOfReach`, `SayWhy`, funding's `ProcessorAway`; `Forbidden` for who sees the booking, Http404 for a stranger.
    """
    booking = booking_for(actor, number)
    if not may_give_up_payments(actor, booking):
        raise Forbidden()
    payment = live_payment_of(booking.ref)
    if payment is None or payment.no_access_at is None:
        raise NotOutOfReach()
    if not reason.strip():
        raise SayWhy()
    try:
        intent_of(payment=payment, now=now)
    except gateway.NoAccess:
        return _give_up(
            number=number, payment_id=payment.pk, reason=reason.strip()[:200], actor=actor, now=now
        )
    except gateway.Unreachable as error:
        raise ProcessorAway() from error
    raise NotOutOfReach()


@verb
def _give_up(*, number: str, payment_id: int, reason: str, actor: User, now: datetime) -> Booking:
    waits = lock_behind(number=number, now=now)
    booking = held_row(number=number, actor=actor)
    payment = held_live_payment(booking.ref)
    if payment is None or payment.pk != payment_id or payment.no_access_at is None:
        raise NotOutOfReach()
    became_what = became(payment=payment, intent=called_off_unseen(payment), now=now)
    if became_what == Became.CALLED_OFF and booking.paying:
        called_off(booking=booking, waits=waits, now=now)
    record(
        action="bookings.give_up_payment",
        about=booking.ref,
        actor=actor,
        now=now,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        reason=reason,
        facts={"payment": payment.pk, "cents": payment.cents},
    )
    return booking
