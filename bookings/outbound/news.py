"""What is said of a booking that is not sure yet: an option, a request, a question, and how each of them ends.

In the language that is on. The subject goes on with who and when.
"""

from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext as _

from bookings.actions._telling import (
    ANSWERED,
    ASKED,
    BECAME_FIRST,
    CANCELLED,
    CHALLENGED,
    CHANGED,
    DECLINED,
    EXPIRED,
    KEPT,
    OFFERED,
    OPTIONED,
    REMINDER,
    REQUESTED,
    UNCHALLENGED,
)
from bookings.models import Booking, Remark
from bookings.outbound.said import Said
from hub.kit.money import format_eur
from hub.kit.saying import moment


def said(booking: Booking, *, kind: str, to_hub: bool, remark: int | None = None, why: str = "") -> Said:
    """For a message of this kind, to the placer or to the hub; `why` somebody did it."""
    if remark is not None:
        return remarked(booking, booking.remarks.get(pk=remark))
    words = {
        "who": booking.organisation,
        "hub": booking.hub,
        "at": moment(booking.held_until, booking.hub.zone),
    }
    written = WRITERS[kind](booking, words, to_hub)
    return replace(written, quoted=why) if why else written


def _optioned(booking: Booking, words: dict[str, object], to_hub: bool) -> Said:
    if to_hub:
        title = _("%(who)s has an option until %(at)s.")
        return Said(_("Option"), title % words, _("It holds what is listed here until then."), _look())
    title = _("You have an option at %(hub)s until %(at)s.")
    text = _("The price is fixed and everything is kept for you. An option costs nothing; you are reminded.")
    return Said(_("In option"), title % words, text, _("Book it or let it go"), is_offer=True)


def _kept(booking: Booking, words: dict[str, object], to_hub: bool) -> Said:
    if to_hub:
        return _optioned(booking, words, to_hub)
    title = _("%(hub)s keeps this for you in option until %(at)s.") % words
    text = _(
        "You asked for it at the desk. Nothing is booked before one of you says yes there: the price is fixed, and "
        "everything is kept until then, free of charge. If nobody of you asked for it, let it go."
    )
    return Said(_("Kept for you"), title, text, _("Book it or let it go"), is_offer=True)


def _reminder(booking: Booking, words: dict[str, object], to_hub: bool) -> Said:
    title = _("Your option at %(hub)s ends %(at)s.") % words
    text = _("Book it before then with one click, or let it go so that others can have it.")
    return Said(_("Your option ends soon"), title, text, _("Book it or let it go"), is_offer=True)


def _requested(booking: Booking, words: dict[str, object], to_hub: bool) -> Said:
    if to_hub:
        title = _("%(who)s asks for your approval.") % words
        text = _("Answer before %(at)s: after that everything is free for others again.") % words
        return Said(_("Request"), title, text, _("Approve, decline or ask"))
    title = _("%(hub)s answers before %(at)s.") % words
    text = _("It looks at each booking of this first. Until then everything is kept for you, at this price.")
    return Said(_("Asked"), title, text, _look(), is_offer=True)


def _declined(booking: Booking, words: dict[str, object], to_hub: bool) -> Said:
    title = (_("You declined the request of %(who)s.") if to_hub else _("%(hub)s says no.")) % words
    return Said(_("Declined"), title, _free_again(), _look(), quoted=booking.end_reason)


def _offered(booking: Booking, words: dict[str, object], to_hub: bool) -> Said:
    if to_hub:
        title = _("It came free and is offered to %(who)s, until %(at)s.") % words
        text = _("They were first in line. If they do not take it, the next is asked by itself.")
        return Said(_("Offered from the waitlist"), title, text, _look())
    title = _("It is your turn: %(hub)s keeps it for you until %(at)s.") % words
    text = _(
        "What you waited for has come free. The price is fixed, and nobody else can book it meanwhile. Take it with "
        "one click, or let it go so that the next in line gets it."
    )
    return Said(_("It is your turn"), title, text, _("Take it or let it go"), is_offer=True)


def _offer_over(booking: Booking, words: dict[str, object], to_hub: bool, subject: str) -> Said:
    if to_hub:
        title = _("%(who)s did not take what was offered from the waitlist.") % words
    else:
        title = _("What %(hub)s offered you is not yours any more.") % words
    text = _("Who is next in line is asked. There is nothing to pay.")
    return Said(subject, title, text, _look(), quoted=booking.end_reason)


def _expired(booking: Booking, words: dict[str, object], to_hub: bool) -> Said:
    if booking.offered_at and not booking.requested_at:
        return _offer_over(booking, words, to_hub, _("Offer lapsed"))
    if booking.requested_at:
        title = (
            _("The request of %(who)s was not answered in time.") if to_hub else _("%(hub)s did not answer.")
        )
        subject = _("No answer in time")
    else:
        title = _("The option of %(who)s has ended.") if to_hub else _("Your option at %(hub)s has ended.")
        subject = _("Option ended")
    return Said(subject, title % words, _free_again(), _look())


def _cancelled(booking: Booking, words: dict[str, object], to_hub: bool) -> Said:
    if booking.offered_at and not booking.requested_at:
        return _offer_over(booking, words, to_hub, _("Offer let go"))
    if booking.requested_at:
        title = _("The request of %(who)s is off.") if to_hub else _("Your request at %(hub)s is off.")
        subject = _("Request taken back")
    else:
        title = _("The option of %(who)s was let go.") if to_hub else _("Your option at %(hub)s was let go.")
        subject = _("Option let go")
    return Said(subject, title % words, _free_again(), _look(), quoted=booking.end_reason)


def _moved(booking: Booking, words: dict[str, object], to_hub: bool) -> Said:
    """By the house, which cannot keep it as it was; what is sure has a mail of its own."""
    if to_hub:
        title = _("What %(who)s has in option was changed.")
        if booking.requested_at:
            title = _("What %(who)s asked for was changed.")
        return Said(_("Changed"), title % words, _("The deadline stays."), _look())
    title = _("%(hub)s cannot keep your option as it was, and keeps this for you until %(at)s.")
    button = _("Book it or let it go")
    if booking.requested_at:
        title = _(
            "%(hub)s cannot keep what you asked for as it was. It looks at this instead, before %(at)s."
        )
        button = _look()
    text = _("Let it go if it does not suit you: that costs nothing.")
    return Said(_("Changed"), title % words, text, button, is_offer=True)


def _became_first(booking: Booking, words: dict[str, object], to_hub: bool) -> Said:
    if to_hub:
        title = _("The second option is first now: %(who)s, until %(at)s.")
        return Said(_("Option"), title % words, _("It holds what is listed here until then."), _look())
    title = _("You are first: your option at %(hub)s lasts until %(at)s.") % words
    before = booking.was_second.own_cents
    if before == booking.own_cents:
        price = _("The price is what you saw, and fixed.")
    else:
        price = _(
            "Prices or funds have changed since you saw it: your share was %(old)s and is %(new)s, now fixed."
        )
        price %= {"old": format_eur(before), "new": format_eur(booking.own_cents)}
    text = _(
        "The option before yours has ended. Everything is kept for you; it costs nothing before you book."
    )
    return Said(_("You are first"), title, f"{text} {price}", _("Book it or let it go"), is_offer=True)


def _challenged(booking: Booking, words: dict[str, object], to_hub: bool) -> Said:
    if to_hub:
        title = _("%(who)s decides before %(at)s: the second option has asked for it.")
        return Said(_("Decision asked"), title % words, "", _look())
    title = _("Somebody else wants to book this: decide before %(at)s.") % words
    text = _(
        "Book it before then and it is yours. If you do not, your option ends and the other one is first."
    )
    return Said(_("Decide about your option"), title, text, _("Book it or let it go"), is_offer=True)


def _unchallenged(booking: Booking, words: dict[str, object], to_hub: bool) -> Said:
    if to_hub:
        title = _("The option of %(who)s lasts until %(at)s again: the second let go.")
        return Said(_("Option"), title % words, "", _look())
    title = _("Your option lasts until %(at)s again.") % words
    text = _("Whoever asked you to decide does not wait any more.")
    return Said(_("You have your time back"), title, text, _("Book it or let it go"), is_offer=True)


def remarked(booking: Booking, remark: Remark) -> Said:
    if remark.by_hub:
        title = _("%(hub)s asks something about your request.") % {"hub": booking.hub}
        return Said(_("A question"), title, _("The deadline stays."), _("Answer"), quoted=remark.text)
    title = _("%(who)s answers your question.") % {"who": booking.organisation}
    return Said(_("An answer"), title, "", _("Approve, decline or ask"), quoted=remark.text)


def _free_again() -> str:
    return _("Everything is free again, also what funds had set aside for it. There is nothing to pay.")


def _look() -> str:
    return _("Look at the booking")


WRITERS: dict[str, Callable[[Booking, dict[str, object], bool], Said]] = {
    OPTIONED: _optioned,
    KEPT: _kept,
    REMINDER: _reminder,
    REQUESTED: _requested,
    DECLINED: _declined,
    EXPIRED: _expired,
    OFFERED: _offered,
    CANCELLED: _cancelled,
    CHANGED: _moved,
    BECAME_FIRST: _became_first,
    CHALLENGED: _challenged,
    UNCHALLENGED: _unchallenged,
}
# Of a change the contract hears first, whatever is told of it.
KINDS = (*(kind for kind in WRITERS if kind != CHANGED), ASKED, ANSWERED)
