"""What was said about a booking, in one mail for a while of it. It is answered on the page, not by mail."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from bookings.actions._telling import HUB
from bookings.models import Booking, Remark
from bookings.models.messages import TALK, wants
from bookings.models.thread import read_upto, said_to
from bookings.outbound.mail import no_gaps
from bookings.outbound.stopping import stop_url, with_way_out
from hub.kit.mail import message_id
from hub.kit.models import OutboxMessage
from hub.kit.saying import period
from members.models import User
from members.models.unreachable import unreachable
from members.outbound.sending import hand_over
from members.permissions import is_member


def send(message: OutboxMessage) -> None:
    """Deliver one message, unless its side has read it all meanwhile. The same message later has the same words."""
    booking = Booking.objects.select_related("hub__municipality", "organisation", "placed_by").get(
        number=message.about.id
    )
    to_hub = message.payload["reader"] == HUB
    until = datetime.fromisoformat(message.payload["until"])
    said = said_to(booking, hub=to_hub, first=message.payload["first"], until=until)
    if not said or read_upto(booking, by_hub=to_hub) >= max(each.pk for each in said):
        return
    person = None if to_hub else User.objects.get(pk=message.payload["person"])
    address = _address(booking, person)
    if not address:
        return
    with override(person.language if person else settings.LANGUAGE_CODE):
        mail = write(booking, said, person)
    mail.to = [address]
    mail.extra_headers["Message-ID"] = message_id(message)
    hand_over(mail)


def _address(booking: Booking, person: User | None) -> str:
    """Empty for who does not want it, cannot be reached, or is not of the organisation any more."""
    if person is None:
        return str(booking.hub.email)
    has_part = person.is_active and is_member(person, booking.organisation)
    if not has_part or not wants(person.pk, TALK) or unreachable(person.email):
        return ""
    return str(person.email)


def write(booking: Booking, said: Sequence[Remark], person: User | None) -> EmailMultiAlternatives:
    """To a person of the organisation, or to the hub, in the language that is on."""
    when = period(booking.period.start, booking.period.end, booking.hub.zone, "year")
    who = booking.hub if person else booking.organisation
    context: dict[str, Any] = {
        "booking": booking,
        "hub": booking.hub,
        "when": when,
        "said": said,
        "title": ngettext(
            "%(who)s wrote about your booking.",
            "%(who)s wrote %(count)d times about your booking.",
            len(said),
        )
        % {"who": who, "count": len(said)}
        if person
        else ngettext(
            "%(who)s wrote about a booking.", "%(who)s wrote %(count)d times about a booking.", len(said)
        )
        % {"who": who, "count": len(said)},
        "url": settings.SITE_URL + reverse("bookings:thread", args=[booking.number]),
        "stop_url": stop_url(person.pk, TALK) if person else "",
    }
    subject = _("%(who)s wrote: %(when)s") % {"who": who, "when": when}
    mail = EmailMultiAlternatives(
        subject=" ".join(f"{subject} ({booking.number})".split()),
        body=no_gaps(render_to_string("mail/booking_said.txt", context)),
    )
    mail.attach_alternative(render_to_string("mail/booking_said.html", context), "text/html")
    if person:
        with_way_out(mail, context["stop_url"])
    return mail
