from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from bookings.actions._reaching import held_row
from bookings.models import Booking
from bookings.models.going_back import surplus_cents
from bookings.permissions import may_move_money
from funding.actions._giving_back import hold_payments
from funding.actions._refunding import begin_refund
from funding.models import CardRefund, RefundWhy
from funding.models.paid import left_cents
from funding.models.refunds import WAITS
from hub.kit.audit import record
from hub.kit.errors import Forbidden, Refusal
from hub.kit.transactions import verb
from members.models import User


class NothingToGiveBack(Refusal):
    code = "nothing_to_give_back"
    message = _("There is nothing to give back any more: it was sent again, paid by bank, or is owed by now.")


@verb
def send_refund_again(*, number: str, refund_id: int, actor: User, now: datetime) -> CardRefund:
    """A refund that failed is tried once more, as another one: as much of it as is still paid above what is owed.

    For the hub's managers. Raises `NothingToGiveBack`; `Forbidden` for who sees the booking but does not manage its
    hub, Http404 for a stranger and a refund that is not of this booking.
    """
    booking = held_row(number=number, actor=actor)
    if not may_move_money(actor, booking):
        raise Forbidden()
    hold_payments(booking.ref)
    failed = CardRefund.objects.select_related("payment__hub", "payment__organisation").filter(
        payment__about=booking.ref
    )
    refund = failed.filter(pk=refund_id).first()
    if refund is None:
        raise Http404
    cents = min(refund.cents, left_cents(refund.payment), surplus_cents(booking))
    if cents <= 0 or not failed.filter(WAITS, pk=refund_id).exists():
        raise NothingToGiveBack()
    again = begin_refund(payment=refund.payment, cents=cents, why=RefundWhy.LESS_OWED, now=now)
    refund.again = again
    refund.save(update_fields=["again"])
    _record(booking, refund, again, actor, now)
    return again


def _record(booking: Booking, refund: CardRefund, again: CardRefund, actor: User, now: datetime) -> None:
    record(
        action="bookings.send_refund_again",
        about=booking.ref,
        actor=actor,
        now=now,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        facts={"refund": refund.pk, "again": again.pk, "cents": again.cents},
    )
