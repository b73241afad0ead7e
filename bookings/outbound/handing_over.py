"""Mails about handing over: the link to who called, and to the hub that somebody has taken it over."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from bookings.models import HandOver
from bookings.models.hand_overs import bookings_called_for
from bookings.outbound.ways_in import booking_url, link_url
from hub.kit import clock
from hub.kit.mail import message_id
from hub.kit.models import OutboxMessage
from hub.kit.saying import period
from members.outbound.sending import hand_over


def _link_of(message: OutboxMessage) -> HandOver | None:
    found = HandOver.objects.select_related("caller__organisation", "caller__hub__municipality")
    return found.filter(pk=message.payload["link"]).first()


def send_link(message: OutboxMessage) -> None:
    """To who called. One that was used, withdrawn or replaced meanwhile is not sent any more."""
    link = _link_of(message)
    if link is None or not link.is_good(clock.now()):
        return
    with override(link.caller.language):
        mail = link_mail(link)
        mail.extra_headers["Message-ID"] = message_id(message)
        hand_over(mail)


def send_taken_over(message: OutboxMessage) -> None:
    """To the hub that wrote it down."""
    link = _link_of(message)
    if link is None or not link.caller.hub.email:
        return
    with override(settings.LANGUAGE_CODE):
        mail = taken_over_mail(link)
        mail.extra_headers["Message-ID"] = message_id(message)
        hand_over(mail)


def link_mail(link: HandOver) -> EmailMultiAlternatives:
    """In the language that is on."""
    subject = _("Manage your booking at %(hub)s yourself") % {"hub": link.caller.hub}
    context = {**_context(link), "url": link_url(link)}
    return _mail("caller_link", subject, link.email, context)


def taken_over_mail(link: HandOver) -> EmailMultiAlternatives:
    """In the language that is on."""
    caller = link.caller
    context = {**_context(link), "person": link.used_by}
    context["url"] = booking_url(context["bookings"][0]) if context["bookings"] else ""
    subject = _("%(who)s has an account now") % {"who": caller.organisation}
    return _mail("caller_taken_over", subject, caller.hub.email, context)


def _context(link: HandOver) -> dict[str, Any]:
    caller = link.caller
    bookings = bookings_called_for(caller)
    return {
        "caller": caller,
        "hub": caller.hub,
        "organisation": caller.organisation,
        "link": link,
        "bookings": bookings,
        "whens": [
            period(each.period.start, each.period.end, caller.hub.zone, "year") + f" ({each.number})"
            for each in bookings
        ],
    }


def _mail(name: str, subject: str, to: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    mail = EmailMultiAlternatives(
        subject=" ".join(subject.split()), body=render_to_string(f"mail/{name}.txt", context), to=[to]
    )
    mail.attach_alternative(render_to_string(f"mail/{name}.html", context), "text/html")
    return mail
