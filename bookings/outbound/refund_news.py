"""What people read of money that goes back by card, in the language that is on; as `news`."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from bookings.models import Booking
from bookings.outbound.said import Said
from funding.actions.note_refund import BOUNCED, PAID_BACK, PENDING
from funding.models import CardRefund, RefundState
from hub.kit.money import format_eur


def said(booking: Booking, *, kind: str, to_hub: bool, refund: int) -> Said:
    row = CardRefund.objects.get(pk=refund)
    words = {"who": booking.organisation, "hub": booking.hub, "cents": format_eur(row.cents)}
    return WRITERS[kind](words, to_hub)


def was_overtaken(kind: str, refund: int) -> bool:
    """Of what arrived or failed meanwhile nobody reads that it is on its way; nor that it arrived, had it come back."""
    states = {PENDING: RefundState.SENT, PAID_BACK: RefundState.ARRIVED, BOUNCED: RefundState.FAILED}
    return CardRefund.objects.values_list("state", flat=True).get(pk=refund) != states[kind]


def _pending(words: dict[str, object], to_hub: bool) -> Said:
    title = _("%(cents)s is on its way back to you.") % words
    text = _("%(hub)s pays it back the way you paid. Your bank may need up to ten days.") % words
    return Said(_("Money on its way back"), title, text, _("Look at the booking"))


def _arrived(words: dict[str, object], to_hub: bool) -> Said:
    title = _("%(hub)s has paid back %(cents)s.") % words
    text = _("It went back the way you paid. Your bank may need some days before it shows it.")
    return Said(_("Money paid back"), title, text, _("Look at the booking"))


def _failed(words: dict[str, object], to_hub: bool) -> Said:
    subject = _("Paying back failed")
    if to_hub:
        title = _("%(cents)s could not be paid back to %(who)s.") % words
        text = _("It is theirs until it is. Send it again, or pay it by bank and note that.")
        return Said(subject, title, text, _("Look at what can be done"))
    title = _("%(cents)s could not be paid back the way you paid.") % words
    text = _("It stays yours. %(hub)s knows, and sends it again or pays it by bank.") % words
    return Said(subject, title, text, _("Look at the booking"))


WRITERS: dict[str, Callable[[dict[str, object], bool], Said]] = {
    PENDING: _pending,
    PAID_BACK: _arrived,
    BOUNCED: _failed,
}
KINDS = tuple(WRITERS)
