from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bookings.actions._advances import post, written_down
from bookings.actions._reaching import held_row
from bookings.actions._telling import to_be_billed
from bookings.models import Booking, BookingState
from bookings.models.advances import Advance, invoice_to_note_on
from bookings.models.bookings import WAITING_STATES
from bookings.models.owed import due_cents
from bookings.permissions import may_move_money
from funding.actions._giving_back import hold_payments
from funding.actions.note_transfer import NotInTheFuture
from funding.rules.time import local_day
from hub.kit.errors import Forbidden, Refusal
from hub.kit.transactions import verb
from members.models import User


class NothingDue(Refusal):
    code = "nothing_due"
    message = _("Nothing is to be paid for this booking.")


class NotSureYet(Refusal):
    code = "not_sure_yet"
    message = _("This is not booked yet: note the money once it is, or it would be for nothing.")


class NoAmount(Refusal):
    code = "no_amount"
    status = 400
    message = _("Say how much came in, above nought.")


class NoteOnInvoice(Refusal):
    """An invoice knows what is open of it, thing by thing."""

    code = "note_on_invoice"
    message = _("This was invoiced meanwhile: note the money on invoice %(invoice)s.")


class AdvanceNotedBefore(Refusal):
    """The same form, with something else in it, or for another booking."""

    code = "advance_noted_before"
    message = _(
        "This form was sent before, for another amount, day or booking. Nothing more was noted: look at what is noted, "
        "and open the page anew to note more."
    )


@verb
def note_advance(
    *, number: str, cents: int, received_on: date, key: UUID, actor: User, now: datetime
) -> Advance:
    """Note that money for a booking came in on the hub's bank account before there was an invoice. It counts as paid
    from now on, and stands on the invoice as prepaid: of what is still to come that is issued now (art. 34c lid 1
    onder e Wet OB). Is a fee invoiced alone, that is paid first and the rest is for the price. More than is owed may
    have come in: what is too much is shown, and goes back by bank. The same form twice (`key`) is one advance.

    For the hub's managers. Raises `NotInTheFuture`, `NoAmount`, `NothingDue`, `NotSureYet`, `NoteOnInvoice`,
    `AdvanceNotedBefore`; `Forbidden` for who sees the booking but does not manage its hub, Http404 for a stranger.
    """
    booking = held_row(number=number, actor=actor)
    if not may_move_money(actor, booking):
        raise Forbidden()
    before = Advance.objects.filter(key=key).first()
    if before and (before.booking_id, before.cents, before.received_on) != (booking.pk, cents, received_on):
        raise AdvanceNotedBefore()
    if before:
        return before
    _check(booking, cents, received_on, now)
    hold_payments(booking.ref)
    advance = Advance.objects.create(
        booking=booking, cents=cents, received_on=received_on, key=key, noted_at=now, noted_by_id=actor.pk
    )
    post(booking=booking, advance=advance, now=now)
    written_down(action="bookings.note_advance", booking=booking, advance=advance, actor=actor, now=now)
    if booking.state == BookingState.CONFIRMED:
        to_be_billed(booking=booking, why=f"advance-{advance.pk}", now=now)
    return advance


def _check(booking: Booking, cents: int, received_on: date, now: datetime) -> None:
    if received_on > local_day(now, booking.hub.zone):
        raise NotInTheFuture()
    if cents <= 0:
        raise NoAmount()
    if booking.state in WAITING_STATES:
        raise NotSureYet()
    if invoice := invoice_to_note_on(booking):
        raise NoteOnInvoice(invoice=invoice.number)
    if due_cents(booking) <= 0:
        raise NothingDue()
