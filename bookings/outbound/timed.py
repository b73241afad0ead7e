"""What goes by the hub's clock: who comes tomorrow, what comes back, how it is set up, and thanks the day after."""

from collections.abc import Callable, Iterable
from datetime import date

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from bookings.actions._files import content_of
from bookings.actions._telling import BRING_BACK, SET_UP, THANKS, TOMORROW
from bookings.models import Booking, BookingState
from bookings.models.callers import guest_of
from bookings.models.messages import HubWords, MessageKind, setting_of, wants
from bookings.models.set_ups import SetUp, SetUpPhoto, set_up_for
from bookings.outbound.mail import LIVE, context_of, no_gaps
from bookings.outbound.said import Said
from bookings.outbound.stopping import stop_url, with_way_out
from bookings.outbound.words import fill, own_words
from bookings.outbound.writing import write_path
from facilities.models import Hub
from hub.kit import clock
from hub.kit.mail import message_id
from hub.kit.models import OutboxMessage
from hub.kit.saying import clock as clock_words
from hub.kit.saying import day
from members.models.unreachable import unreachable
from members.outbound.sending import hand_over

KINDS = {TOMORROW: MessageKind.REMINDER, BRING_BACK: MessageKind.RETURN, THANKS: MessageKind.THANKS}
# A mail server takes some megabytes; what is left out stands behind the link.
MOST_ATTACHED = 8 * 1024 * 1024


def send(message: OutboxMessage) -> None:
    """Deliver one message, unless it is not so any more, its reader does not want it, or no mail reaches them."""
    booking = Booking.objects.select_related("hub__municipality", "organisation", "placed_by").get(
        number=message.about.id
    )
    if not _still_so(message, booking):
        return
    mail = _to_technician(booking) if message.kind == SET_UP else _to_placer(booking, message.kind)
    if mail is not None:
        mail.extra_headers["Message-ID"] = message_id(message)
        hand_over(mail)


def _still_so(message: OutboxMessage, booking: Booking) -> bool:
    if message.kind == THANKS:
        return booking.state in LIVE
    if booking.state != BookingState.CONFIRMED:
        return False
    at = booking.period.end if message.kind == BRING_BACK else booking.period.start
    on = date.fromisoformat(message.payload["on"])
    return clock.now() < at and at.astimezone(booking.hub.zone).date() == on


def _to_placer(booking: Booking, kind: str) -> EmailMultiAlternatives | None:
    person, about = guest_of(booking).person, str(KINDS[kind])
    if person is None:
        return None  # who called has no account in which to say which mails they want
    if not person.is_active or not wants(person.pk, about) or unreachable(person.email):
        return None
    with override(person.language):
        mail = write(booking, kind, person.pk)
    mail.to = [person.email]
    return mail


def write(
    booking: Booking,
    kind: str,
    reader_id: int | None = None,
    *,
    words: HubWords | None = None,
    stop: str = "",
) -> EmailMultiAlternatives:
    """In the language that is on, in the hub's words or else in ours, for who reads it, else for the booking's placer.
    `words` are to stand in it instead of those that the hub has kept; `stop` is the way out that it names, where that
    is not the reader's own."""
    url = stop or stop_url(reader_id or booking.placed_by_id, str(KINDS[kind]))
    context = context_of(booking, to_hub=False)
    zone = booking.hub.zone
    edges = (clock_words(at.astimezone(zone)) for at in (booking.period.start, booking.period.end))
    said = said_of(kind, booking.hub, *edges)
    own = fill(words, booking) if words else own_words(booking, KINDS[kind])
    if kind == THANKS:
        context["url"] = settings.SITE_URL + reverse("bookings:thread", args=[booking.number])
        if path := write_path(booking):
            context["write_url"] = settings.SITE_URL + path
    mail = _mail(booking, {**context, "said": said, "own_words": own, "stop_url": url})
    with_way_out(mail, url)
    return mail


def _mail(booking: Booking, context: dict[str, object]) -> EmailMultiAlternatives:
    said = context["said"]
    assert isinstance(said, Said)
    about = booking.organisation if context["to_hub"] else booking.hub
    mail = EmailMultiAlternatives(
        subject=" ".join(f"{said.subject}: {about}, {context['when']} ({booking.number})".split()),
        body=no_gaps(render_to_string("mail/booking_timed.txt", context)),
    )
    mail.attach_alternative(render_to_string("mail/booking_timed.html", context), "text/html")
    return mail


def _to_technician(booking: Booking) -> EmailMultiAlternatives | None:
    """Only where somebody has said how it is to be, this time or last time."""
    address = setting_of(booking.hub).technician_email or booking.hub.email
    set_up = set_up_for(booking)
    if not address or set_up is None:
        return None
    with override(settings.LANGUAGE_CODE):
        mail = write_set_up(booking, set_up)
    mail.to = [address]
    return mail


def write_set_up(booking: Booking, set_up: SetUp) -> EmailMultiAlternatives:
    """For whoever sets up, with the photos."""
    words = {
        "who": booking.organisation,
        "at": clock_words(booking.period.start.astimezone(booking.hub.zone)),
    }
    text = ""
    if set_up.booking_id != booking.pk:
        on = day(set_up.booking.period.start, booking.hub.zone, "year")
        text = _("Nobody has said otherwise, so this is as last time, on %(day)s.") % {"day": on}
    title = _("Tomorrow at %(at)s: %(who)s") % words
    said = Said(_("To set up"), title, text, _("Look at the booking"), quoted=set_up.text)
    mail = _mail(booking, {**context_of(booking, to_hub=True), "said": said, "own_words": None})
    _attach(mail, set_up.photos.all())
    return mail


def _attach(mail: EmailMultiAlternatives, photos: Iterable[SetUpPhoto]) -> None:
    together = 0
    for number, photo in enumerate(photos, 1):
        content = content_of(photo.stored)
        together += len(content)
        if together <= MOST_ATTACHED:
            mail.attach(f"{number}.jpg", content, "image/jpeg")


def said_of(kind: str, hub: Hub, start: str, end: str) -> Said:
    """What the mail says of a booking from one clock time to another, beside its facts."""
    return WRITERS[kind](hub, start, end)


def _tomorrow(hub: Hub, start: str, _end: str) -> Said:
    title = _("Tomorrow at %(at)s you are expected at %(hub)s.") % {"at": start, "hub": hub}
    text = hub.accessibility
    return Said(_("Tomorrow"), title, text, _("Look at the booking"))


def _bring_back(hub: Hub, _start: str, end: str) -> Said:
    title = _("Tomorrow before %(at)s it comes back to %(hub)s.") % {"at": end, "hub": hub}
    text = _("Somebody else may be waiting for it. Need it longer? See whether that is free.")
    return Said(_("Bring it back"), title, text, _("Look at the booking"))


def _thanks(hub: Hub, _start: str, _end: str) -> Said:
    title = _("Thank you for being at %(hub)s. What came of it?") % {"hub": hub}
    text = _("A line or a picture is enough: the house likes to know, and who pays along does too.")
    return Said(_("Thank you"), title, text, _("Tell them"))


WRITERS: dict[str, Callable[[Hub, str, str], Said]] = {
    TOMORROW: _tomorrow,
    BRING_BACK: _bring_back,
    THANKS: _thanks,
}
