"""What people read who waited in line in vain. An offer is told as the booking that it is then (`news`)."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from bookings.models import WaitlistEntry, WaitState
from bookings.outbound.mail import no_gaps
from bookings.outbound.said import Said
from bookings.showing import waited_for
from hub.kit.mail import message_id
from hub.kit.models import OutboxMessage
from members.models.correspondents import correspondent
from members.outbound.sending import hand_over


def send(message: OutboxMessage) -> None:
    """Deliver one message to who joined the line."""
    entry = WaitlistEntry.objects.select_related(
        "hub__municipality", "facility", "organisation", "placed_by"
    ).get(number=message.about.id)
    reader = correspondent(entry.organisation, entry.placed_by)
    if reader:
        with override(reader.language):
            mail = write(entry)
            mail.to = [reader.email]
            mail.extra_headers["Message-ID"] = message_id(message)
            hand_over(mail)


def write(entry: WaitlistEntry) -> EmailMultiAlternatives:
    """The mail in the language that is on."""
    told, when = said(entry), waited_for(entry)
    context: dict[str, Any] = {
        "said": told,
        "second": entry,
        "hub": entry.hub,
        "rows": [entry],
        "when": when,
        "url": settings.SITE_URL + reverse("bookings:waiting", args=[entry.number]),
    }
    mail = EmailMultiAlternatives(
        subject=" ".join(f"{told.subject}: {entry.hub}, {when} ({entry.number})".split()),
        body=no_gaps(render_to_string("mail/second_option.txt", context)),
    )
    mail.attach_alternative(render_to_string("mail/second_option.html", context), "text/html")
    return mail


def said(entry: WaitlistEntry) -> Said:
    words = {"hub": entry.hub, "facility": entry.facility}
    if entry.state == WaitState.OVER:
        title = _("%(facility)s at %(hub)s did not come free for you in time.") % words
    else:
        title = _("It was your turn for %(facility)s at %(hub)s, but it cannot be booked for you.") % words
    text = _("You are not in line any more, and there is nothing to pay. Somewhere else there may be room.")
    return Said(_("No longer in line"), title, text, _("See what became of it"), quoted=entry.why)
