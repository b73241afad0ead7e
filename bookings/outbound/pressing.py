"""What a hub reads when a request waits for its answer and the time runs out: its desk twice, then each manager."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from bookings.actions.press_request import press_request
from bookings.models import Booking
from bookings.models.escalating import managers_of, unanswered, waiting_together
from bookings.outbound.mail import context_of, news_mail
from bookings.outbound.said import Said
from bookings.rules.escalating import HALF, MANAGERS
from hub.kit import clock
from hub.kit.mail import message_id
from hub.kit.models import OutboxMessage
from hub.kit.saying import moment
from members.outbound.sending import hand_over


def press(message: OutboxMessage) -> None:
    """The moment has come: the desk reads it, or the managers of now are told. What is answered is not pressed."""
    number, step = message.about.id, message.payload["step"]
    if step == MANAGERS:
        press_request(number=number, now=clock.now())
        return
    booking = unanswered(number, clock.now())
    if booking and booking.hub.email:
        _deliver(message, booking, booking.hub.email, settings.LANGUAGE_CODE, is_half=step == HALF)


def send(message: OutboxMessage) -> None:
    """To one manager, unless it is answered by now or they manage the hub no longer."""
    booking = unanswered(message.about.id, clock.now())
    readers = managers_of(booking.hub) if booking else []
    for reader in readers:
        if booking and reader.pk == message.payload["reader"]:
            _deliver(message, booking, reader.email, reader.language)


def _deliver(
    message: OutboxMessage, booking: Booking, to: str, language: str, *, is_half: bool = False
) -> None:
    with override(language):
        mail = news_mail(booking, context_of(booking, to_hub=True), said(booking, is_half=is_half))
        mail.to = [to]
        mail.extra_headers["Message-ID"] = message_id(message)
        hand_over(mail)


def said(booking: Booking, *, is_half: bool) -> Said:
    words = {"who": booking.organisation, "at": moment(booking.held_until, booking.hub.zone)}
    title = _("%(who)s waits for your answer until %(at)s.") % words
    text = _("After that everything is free for others again, and they read that nobody answered.")
    if (count := waiting_together(booking, clock.now())) > 1:
        text = _("%(count)d dates of one series wait together.") % {"count": count} + f" {text}"
    subject = _("Waits for your answer") if is_half else _("Urgent: answer before it is too late")
    return Said(subject, title, text, _("Approve, decline or ask"))
