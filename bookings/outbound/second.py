"""What people read about a second option in their mail: that they have it, and how it ended without becoming the first.

That it became the first is told as the option that it is then (`news`).
"""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from bookings.actions._telling import HUB, SECOND_TAKEN
from bookings.models import SecondOption, SecondState
from bookings.outbound.mail import no_gaps
from bookings.outbound.news import Said
from bookings.showing import second_rows
from hub.kit.mail import message_id
from hub.kit.models import OutboxMessage
from hub.kit.saying import moment, period
from members.models.correspondents import correspondent
from members.outbound.sending import hand_over


def send(message: OutboxMessage) -> None:
    """Deliver one message. What is no longer so is not said any more."""
    second = SecondOption.objects.select_related(
        "hub__municipality", "organisation", "placed_by", "behind"
    ).get(number=message.about.id)
    to_hub = message.payload["reader"] == HUB
    person = None if to_hub else correspondent(second.organisation, second.placed_by)
    address = person.email if person else second.hub.email if to_hub else ""
    waits = second.state == SecondState.WAITING
    if not address or (message.kind == SECOND_TAKEN) != waits:
        return
    with override(person.language if person else settings.LANGUAGE_CODE):
        mail = write(second, to_hub=to_hub)
        mail.to = [address]
        mail.extra_headers["Message-ID"] = message_id(message)
        hand_over(mail)


def write(second: SecondOption, *, to_hub: bool) -> EmailMultiAlternatives:
    """The mail in the language that is on, about how it stands."""
    when = period(second.period.start, second.period.end, second.hub.zone, "year")
    told = _taken(second, to_hub) if second.state == SecondState.WAITING else _ended(second)
    context: dict[str, Any] = {
        "said": told,
        "second": second,
        "hub": second.hub,
        "rows": second_rows(second),
        "when": when,
        "url": settings.SITE_URL + reverse("bookings:second", args=[second.number]),
    }
    about = second.organisation if to_hub else second.hub
    mail = EmailMultiAlternatives(
        subject=" ".join(f"{told.subject}: {about}, {when} ({second.number})".split()),
        body=no_gaps(render_to_string("mail/second_option.txt", context)),
    )
    mail.attach_alternative(render_to_string("mail/second_option.html", context), "text/html")
    return mail


def _taken(second: SecondOption, to_hub: bool) -> Said:
    words = {
        "who": second.organisation,
        "hub": second.hub,
        "at": moment(second.until, second.hub.zone),
        "first": moment(second.behind.held_until, second.hub.zone),
    }
    if to_hub:
        title = _("%(who)s has the second option, until %(at)s.") % words
        text = _("If the option before it ends, this one becomes the first by itself.")
        return Said(_("Second option"), title, text, _("Look at it"))
    title = _("You are second at %(hub)s until %(at)s.") % words
    text = _(
        "The option before yours ends %(first)s at the latest. If nobody books it, it becomes yours by itself "
        "and we mail you. Want it for sure? Ask who is first to decide."
    )
    return Said(_("Second option"), title, text % words, _("Ask them to decide, or let it go"))


def _ended(second: SecondOption) -> Said:
    hub = {"hub": second.hub}
    if second.state == SecondState.GONE:
        title = _("Who was first has booked it, so your second option at %(hub)s is over.") % hub
    elif second.state == SecondState.OVER:
        title = _("Your second option at %(hub)s has ended: its day is over.") % hub
    else:
        title = _("It was your turn at %(hub)s, but what you wanted cannot be had any more.") % hub
    text = _("There is nothing to pay. Somewhere else there may be room.")
    return Said(_("Second option over"), title, text, _("See what became of it"), quoted=second.why)
