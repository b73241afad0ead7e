"""What people read of fees and of who did not come, in the language that is on; as `news`."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from bookings.actions._telling import CAME, NO_SHOW, WAIVED
from bookings.models import Booking, Fee
from bookings.outbound.said import Said
from hub.kit.money import format_eur


def said(booking: Booking, *, kind: str, to_hub: bool, fee: Fee) -> Said:
    words = {
        "who": booking.organisation,
        "hub": booking.hub,
        "due": format_eur(fee.own_cents),
        "price": format_eur(booking.own_cents),
        "back": format_eur(fee.back_cents),
    }
    return WRITERS[kind](fee, words, to_hub)


def _no_show(fee: Fee, words: dict[str, object], to_hub: bool) -> Said:
    if to_hub:
        title = _("You noted that %(who)s did not come.") % words
        less = _("They pay %(due)s instead of %(price)s, as agreed when it was booked.")
        text = (_still_due() if words["due"] == words["price"] else less) % words
        return Said(_("Did not come"), title, text, _("Look at the booking"), quoted=fee.reason)
    title = _("%(hub)s has noted that you did not come.") % words
    less = _("Therefore you pay %(due)s instead of %(price)s, as agreed when it was booked.")
    text = (_still_due() if words["due"] == words["price"] else less) % words
    if fee.back_cents:
        text += " " + _("Funds have %(back)s back.") % words
    text += " " + _("Is that wrong? Write to the hub; it can take it back.")
    return Said(_("Noted: you did not come"), title, text, _("Look at the booking"), quoted=fee.reason)


def _still_due() -> str:
    return _("The whole share stays due, %(due)s, as agreed when it was booked.")


def _came(fee: Fee, words: dict[str, object], to_hub: bool) -> Said:
    title = _("%(who)s came after all.") if to_hub else _("%(hub)s takes back that you did not come.")
    text = _("The price counts again: %(price)s.") % words
    return Said(_("Taken back"), title % words, text, _("Look at the booking"), quoted=fee.lift_reason)


def _waived(fee: Fee, words: dict[str, object], to_hub: bool) -> Said:
    title = _("You waived the fee of %(who)s.") if to_hub else _("%(hub)s waives the fee.")
    text = _("The %(due)s for being late is not due any more.") % words
    return Said(_("Fee waived"), title % words, text, _("Look at the booking"), quoted=fee.lift_reason)


WRITERS: dict[str, Callable[[Fee, dict[str, object], bool], Said]] = {
    NO_SHOW: _no_show,
    CAME: _came,
    WAIVED: _waived,
}
KINDS = tuple(WRITERS)
