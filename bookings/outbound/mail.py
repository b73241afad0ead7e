"""What people read about a booking in their mail: the placer in their own language, the hub at its desk's address.

The outbox has one message for each reader. Should one be delivered twice after all (the mail server took it and our
worker died), its Message-ID is the same and most readers show it once.
"""

import re
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from bookings.actions._carrying_out import MOVABLE
from bookings.actions._telling import (
    BECAME_FIRST,
    CANCELLED,
    CHALLENGED,
    CHANGED,
    CONFIRMED,
    HUB,
    KEPT,
    NO_SHOW,
    OFFERED,
    OPTIONED,
    REMINDER,
    REQUESTED,
    UNCHALLENGED,
)
from bookings.models import Booking, BookingState, FeeKind
from bookings.models.callers import caller_of, guest_of
from bookings.models.going_back import by_bank_cents
from bookings.models.messages import HubWords
from bookings.models.owed import due_cents
from bookings.outbound import dispute_news, fee_news, news, payment_news, refund_news
from bookings.outbound.before import late_fee_cents, otherwise
from bookings.outbound.calendar import CANCEL, REQUEST, calendar_file
from bookings.outbound.ways_in import booking_url, take_over_url
from bookings.outbound.words import fill, kinds_for, own_words
from bookings.showing import booking_visit, costs_shown, line_rows
from funding.models.paid import paid_cents
from funding.outbound.explain import shares
from funding.rules.quoted import frozen_lines
from funding.rules.vat import why_no_vat
from hub.kit.mail import message_id
from hub.kit.models import OutboxMessage
from hub.kit.saying import period
from hub.kit.shares import bar
from members.outbound.sending import hand_over

LIVE = (BookingState.CONFIRMED, BookingState.COMPLETED)
FACTS = ("remark", "fee", "payment", "why", "refund", "dispute", "was")
NAMES = {CONFIRMED: "confirmed", CHANGED: "changed", CANCELLED: "cancelled"}


def send(message: OutboxMessage) -> None:
    """Deliver one message. A confirmation of what was cancelled meanwhile is not sent, nor one to a hub without an
    address."""
    booking = Booking.objects.select_related(
        "hub__municipality", "organisation", "placed_by", "house_rules"
    ).get(number=message.about.id)
    to_hub = message.payload["reader"] == HUB
    guest = guest_of(booking)
    address = booking.hub.email if to_hub else guest.email
    if not address or is_stale(message.kind, booking) or _was_overtaken(message, booking):
        return
    with override(settings.LANGUAGE_CODE if to_hub else guest.language):
        facts = {name: message.payload.get(name) for name in FACTS}
        mail = write(booking, kind=message.kind, to_hub=to_hub, **facts)
        mail.to = [address]
        mail.extra_headers["Message-ID"] = message_id(message)
        hand_over(mail)


def is_stale(kind: str, booking: Booking) -> bool:
    """What is no longer so is not said any more."""
    of_options = (OPTIONED, KEPT, REMINDER, BECAME_FIRST, CHALLENGED, UNCHALLENGED)
    fits = {CONFIRMED: LIVE, CHANGED: (*LIVE, *MOVABLE), REQUESTED: (BookingState.REQUESTED,)}
    fits[OFFERED] = (BookingState.HELD,)
    fits |= dict.fromkeys(of_options, (BookingState.OPTION,))
    return kind in fits and booking.state not in fits[kind]


def _was_overtaken(message: OutboxMessage, booking: Booking) -> bool:
    """Of several changes the last is told; and what the hub has taken back is not said any more."""
    if message.kind == CHANGED:
        return bool(message.payload["sequence"] != booking.sequence)
    if message.kind in refund_news.KINDS:
        return refund_news.was_overtaken(message.kind, message.payload["refund"])
    if message.kind in dispute_news.KINDS:
        return dispute_news.was_overtaken(message.kind, message.payload["dispute"])
    if message.kind == NO_SHOW:
        return booking.fees.filter(number=message.payload["fee"], lifted_at__isnull=False).exists()
    return False


def write(
    booking: Booking,
    *,
    kind: str,
    to_hub: bool,
    remark: int | None = None,
    fee: int | None = None,
    payment: int | None = None,
    why: str | None = None,
    refund: int | None = None,
    dispute: int | None = None,
    was: dict[str, Any] | None = None,
    words: HubWords | None = None,
) -> EmailMultiAlternatives:
    """The mail in the language that is on; `words` stand in it instead of those that the hub has kept. What a change
    has made otherwise is said beside what it `was`.

    With a confirmed booking comes its event, both as a part that mail programs offer to accept (for the placer) and as
    a file; what is not sure yet, or never was, brings none.
    """
    context = {**context_of(booking, to_hub=to_hub), "changed_why": why, **otherwise(booking, was)}
    if fee is not None:
        charged = booking.fees.get(number=fee)
        context["by_bank_cents"] = by_bank_cents([booking])
        return news_mail(booking, context, fee_news.said(booking, kind=kind, to_hub=to_hub, fee=charged))
    if refund is not None:
        return news_mail(booking, context, refund_news.said(booking, kind=kind, to_hub=to_hub, refund=refund))
    if dispute is not None:
        return news_mail(
            booking, context, dispute_news.said(booking, kind=kind, to_hub=to_hub, dispute=dispute)
        )
    if kind in payment_news.KINDS:
        news_said = payment_news.said(booking, kind=kind, to_hub=to_hub, payment=payment)
        return news_mail(booking, context, news_said)
    if kind not in NAMES or not booking.confirmed_at:
        said = news.said(booking, kind=kind, to_hub=to_hub, remark=remark, why=why or "")
        return news_mail(booking, context, said)
    return _event_mail(booking, context, kind=kind, to_hub=to_hub, was=was, words=words)


def _event_mail(
    booking: Booking,
    context: dict[str, Any],
    *,
    kind: str,
    to_hub: bool,
    was: dict[str, Any] | None,
    words: HubWords | None,
) -> EmailMultiAlternatives:
    """Confirmed, changed or cancelled: with its event, and to the placer with what the hub says itself."""
    name, method = NAMES[kind], CANCEL if kind == CANCELLED else REQUEST
    if not to_hub:
        kept = None if words else own_words(booking, *kinds_for(booking, kind))
        context["own_words"] = fill(words, booking) if words else kept
    context["late_fee_cents"] = late_fee_cents([booking], {booking.number: was} if was else {})
    context["by_bank_cents"] = by_bank_cents([booking])
    context["still_due_cents"] = max(due_cents(booking), 0)
    event = calendar_file(booking, method=method, url=context["url"]).decode()
    mail = EmailMultiAlternatives(
        subject=_subject(booking, kind=kind, to_hub=to_hub, when=context["when"]),
        body=no_gaps(render_to_string(f"mail/booking_{name}.txt", context)),
    )
    mail.attach_alternative(render_to_string(f"mail/booking_{name}.html", context), "text/html")
    if not to_hub:
        mail.attach_alternative(event, f"text/calendar; method={method}")
    mail.attach(f"{booking.number}.ics", event, f"text/calendar; method={method}")
    return mail


def news_mail(booking: Booking, context: dict[str, Any], said: news.Said) -> EmailMultiAlternatives:
    subject = (
        f"{said.subject}: {booking.organisation if context['to_hub'] else booking.hub}, {context['when']}"
    )
    context |= {"said": said, "show_shares": said.is_offer}
    mail = EmailMultiAlternatives(
        subject=" ".join(f"{subject} ({booking.number})".split()),
        body=no_gaps(render_to_string("mail/booking_news.txt", context)),
    )
    mail.attach_alternative(render_to_string("mail/booking_news.html", context), "text/html")
    return mail


def context_of(booking: Booking, *, to_hub: bool) -> dict[str, Any]:
    no_vat = why_no_vat(line.no_vat for line in frozen_lines(booking.quote))
    caller = None if to_hub else caller_of(booking)
    carried = bar(shares(booking.quote, own_label=booking.organisation.name), booking.list_cents)
    return {
        "booking": booking,
        "hub": booking.hub,
        "to_hub": to_hub,
        "rows": line_rows(booking),
        "visit": booking_visit(booking),
        "bar": carried,
        "net_cents": None if no_vat else booking.quote.get("net_cents"),
        "no_vat": no_vat,
        "costs": costs_shown(booking, booking.changed_at or booking.placed_at, theirs=to_hub),
        "cancel_fee": booking.fees.filter(kind=FeeKind.CANCELLED, lifted_at=None).first(),
        "paid_cents": paid_cents(booking.ref),
        "when": period(booking.period.start, booking.period.end, booking.hub.zone, "year"),
        "url": booking_url(booking),
        # Who called cannot open that page: a link leads them to where they take it over.
        "called_for": caller is not None,
        "take_over_url": take_over_url(caller),
    }


def _subject(booking: Booking, *, kind: str, to_hub: bool, when: str) -> str:
    if kind == CHANGED:
        words = _("Changed: %(organisation)s, %(when)s") if to_hub else _("Changed: %(hub)s, %(when)s")
    elif kind == CONFIRMED:
        words = _("New booking by %(organisation)s: %(when)s") if to_hub else _("Booked: %(hub)s, %(when)s")
    else:
        words = _("Cancelled: %(organisation)s, %(when)s") if to_hub else _("Cancelled: %(hub)s, %(when)s")
    subject = words % {"organisation": booking.organisation, "hub": booking.hub, "when": when}
    return " ".join(f"{subject} ({booking.number})".split())


def no_gaps(text: str) -> str:
    """What a template left out leaves no hole."""
    return re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n"
