"""What people read of payments, in the language that is on; as `news`."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from bookings.actions._telling import PAID, PAID_TOO_LATE
from bookings.models import Booking
from bookings.models.owed import due_cents
from bookings.outbound.said import Said
from funding.models import Payment
from funding.models.paid import last_payment_of
from hub.kit.money import format_eur


def said(booking: Booking, *, kind: str, to_hub: bool, payment: int | None) -> Said:
    found = Payment.objects.get(pk=payment) if payment else last_payment_of(booking.ref)
    words = {
        "who": booking.organisation,
        "hub": booking.hub,
        "amount": format_eur(found.cents if found else 0),
        "due": format_eur(max(due_cents(booking), 0)),
    }
    return WRITERS[kind](words, to_hub)


def _paid(words: dict[str, object], to_hub: bool) -> Said:
    if to_hub:
        title = _("%(who)s has paid %(amount)s.")
        return Said(_("Paid"), title % words, _("Still to pay: %(due)s.") % words, _("Look at the booking"))
    title = _("Your payment of %(amount)s to %(hub)s has come in. Thank you.") % words
    return Said(_("Paid"), title, _("Still to pay: %(due)s.") % words, _("Look at the booking"))


def _paid_too_late(words: dict[str, object], to_hub: bool) -> Said:
    subject = _("Paid too late")
    if to_hub:
        title = _("%(who)s paid %(amount)s when the time to do so was over.") % words
        text = _("It could not be booked any more, so the money goes back by itself.")
        return Said(subject, title, text, _("Look at the booking"))
    title = _("We are sorry: your payment of %(amount)s came in when your time was over.") % words
    text = _(
        "It could not be yours any more, or not at that price, so nothing is booked. You get all of your money back, "
        "on the card or account that you paid with; that takes your bank up to ten days. Do look what is free."
    )
    return Said(subject, title, text, _("Look at what you wanted"))


WRITERS: dict[str, Callable[[dict[str, object], bool], Said]] = {PAID: _paid, PAID_TOO_LATE: _paid_too_late}
KINDS = tuple(WRITERS)
