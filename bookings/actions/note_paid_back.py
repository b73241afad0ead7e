from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.actions._reaching import held_row
from bookings.actions.send_refund_again import NothingToGiveBack
from bookings.models import Booking
from bookings.models.going_back import surplus_cents
from bookings.permissions import may_move_money
from funding.actions._giving_back import hold_payments
from funding.actions._paid import came_in
from funding.models import CardRefund, Entry, EntryKind
from funding.models.refunds import WAITS
from hub.kit.audit import record
from hub.kit.errors import Forbidden, Refusal
from hub.kit.money import format_eur
from hub.kit.transactions import step, verb
from members.models import User

# The books' key of what went back by bank: so many times for a booking.
KEY = "paid-back:by-bank:{number}:"


class OtherThanShown(Refusal):
    code = "other_than_shown"
    message = _("What is to be given back is %(cents)s by now. Nothing was noted: look again.")


@verb
def note_paid_back(*, number: str, cents: int, actor: User, now: datetime) -> Booking:
    """The hub has paid back by bank all that was paid above what is owed and is not on its way by card: `cents`, as it
    was shown. Refunds that failed are done with by it.

    For the hub's managers. Raises `NothingToGiveBack`, `OtherThanShown`; `Forbidden` for who sees the booking but does
    not manage its hub, Http404 for a stranger.
    """
    booking = held_row(number=number, actor=actor)
    if not may_move_money(actor, booking):
        raise Forbidden()
    hold_payments(booking.ref)
    surplus = surplus_cents(booking)
    if not surplus:
        raise NothingToGiveBack()
    if cents != surplus:
        raise OtherThanShown(cents=format_eur(surplus), surplus_cents=surplus)
    _noted(booking, surplus, now)
    waited = CardRefund.objects.filter(WAITS, payment__about=booking.ref)
    refunds = list(waited.values_list("pk", flat=True))
    CardRefund.objects.filter(pk__in=refunds).update(by_bank_at=now)
    record(
        action="bookings.note_paid_back",
        about=booking.ref,
        actor=actor,
        now=now,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        facts={"cents": surplus, "refunds": refunds},
    )
    return booking


@step
def _noted(booking: Booking, cents: int, now: datetime) -> None:
    """As a transfer that came in, the other way round."""
    key = KEY.format(number=booking.number)
    times = Entry.objects.filter(about=booking.ref, idempotency_key__startswith=key).count()
    came_in(
        kind=EntryKind.TRANSFER,
        about=booking.ref,
        key=f"{key}{times + 1}",
        organisation=booking.organisation,
        hub=booking.hub,
        cents=-cents,
        now=now,
    )
