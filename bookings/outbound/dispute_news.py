"""What people read of money that a payer's bank takes back from a hub, in the language that is on; as `news`."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from bookings.actions.give_back_returned import give_back_returned
from bookings.models import Booking
from bookings.outbound.said import Said
from funding.actions.note_dispute import LOST, TAKEN, WON
from funding.models import Dispute, DisputeState
from hub.kit import clock
from hub.kit.models import OutboxMessage
from hub.kit.money import format_eur
from hub.kit.saying import moment


def said(booking: Booking, *, kind: str, to_hub: bool, dispute: int) -> Said:
    row = Dispute.objects.get(pk=dispute)
    words = {"who": booking.organisation, "hub": booking.hub, "cents": format_eur(row.cents)}
    by = moment(row.answer_by, booking.hub.zone) if row.answer_by else ""
    return WRITERS[kind](words, to_hub, by)


def was_overtaken(kind: str, dispute: int) -> bool:
    """Of what is decided nobody reads that it was taken until then."""
    is_open = Dispute.objects.values_list("state", flat=True).get(pk=dispute) == DisputeState.OPEN
    return kind == TAKEN and not is_open


def _taken(words: dict[str, object], to_hub: bool, by: str) -> Said:
    subject = _("A payment is disputed")
    if to_hub:
        title = _("The bank of %(who)s has taken %(cents)s back from your account.") % words
        text = _("Somebody there has disputed the payment. They owe it again until it is decided.")
        if by:
            text += " " + _("Object, with proof, at your payment provider before %(by)s.") % {"by": by}
        return Said(subject, title, text, _("Look at the booking"))
    title = _("Your bank has taken %(cents)s back from %(hub)s.") % words
    text = _(
        "Somebody has disputed the payment there. Until it is decided you owe it again; was it a mistake, say so."
    )
    return Said(subject, title, text, _("Look at the booking"))


def _lost(words: dict[str, object], to_hub: bool, by: str) -> Said:
    subject = _("A dispute is decided")
    if to_hub:
        title = _("The bank of %(who)s keeps the %(cents)s that it took back.") % words
        return Said(subject, title, _("They owe it to you again."), _("Look at the booking"))
    title = _("Your bank keeps the %(cents)s that it took back from %(hub)s.") % words
    return Said(subject, title, _("So it is to be paid again."), _("Look at the booking"))


def _won(words: dict[str, object], to_hub: bool, by: str) -> Said:
    subject = _("A dispute is decided")
    if to_hub:
        title = _("You have the %(cents)s back that the bank of %(who)s had taken.") % words
        return Said(subject, title, _("The booking is paid by it as before."), _("Look at the booking"))
    title = _("%(hub)s has the %(cents)s back that your bank had taken.") % words
    return Said(subject, title, _("The booking is paid by it as before."), _("Look at the booking"))


def returned(message: OutboxMessage) -> None:
    """No mail: what of it is too much by now goes back."""
    give_back_returned(number=message.about.id, now=clock.now())


WRITERS: dict[str, Callable[[dict[str, object], bool, str], Said]] = {TAKEN: _taken, LOST: _lost, WON: _won}
KINDS = tuple(WRITERS)
