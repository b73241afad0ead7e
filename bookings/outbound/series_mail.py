"""What people read about a series in their mail: all of its dates in one, with one calendar file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Sum
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from bookings.actions._telling import (
    HUB,
    SERIES_CANCELLED,
    SERIES_CHANGED,
    SERIES_CONFIRMED,
    SERIES_DECLINED,
    SERIES_EXPIRED,
    SERIES_REQUESTED,
)
from bookings.actions.freeze_contract import freeze_contract
from bookings.models import Booking, BookingState, Fee, FeeKind, Series
from bookings.models.going_back import by_bank_cents
from bookings.models.owed import due_of
from bookings.models.series_reads import dates_of
from bookings.outbound.before import Was, late_fee_cents, rows_of, was_own_cents
from bookings.outbound.mail import no_gaps
from bookings.outbound.series_calendar import series_file
from funding.rules.quoted import frozen_lines
from funding.rules.vat import why_no_vat
from hub.kit import clock
from hub.kit.mail import message_id
from hub.kit.models import OutboxMessage
from members.models.correspondents import correspondent
from members.outbound.sending import hand_over

LIVE = (BookingState.CONFIRMED, BookingState.COMPLETED)
# What is no longer so is not said any more, date by date.
FITS = {
    SERIES_CONFIRMED: LIVE,
    SERIES_CHANGED: LIVE,
    SERIES_REQUESTED: (BookingState.REQUESTED,),
    SERIES_CANCELLED: (BookingState.CANCELLED,),
    SERIES_DECLINED: (BookingState.CANCELLED,),
    SERIES_EXPIRED: (BookingState.EXPIRED,),
}
KINDS = tuple(FITS)
# With these a calendar has something to do; what was never sure brings none.
WITH_EVENTS = (SERIES_CONFIRMED, SERIES_CHANGED, SERIES_CANCELLED)

Words = dict[str, object]


@dataclass(frozen=True, slots=True)
class Told:
    subject: str
    title: str
    text: str = ""


def send(message: OutboxMessage) -> None:
    """Deliver one message; what was agreed of each date is frozen first. Nothing is sent to a hub without an address,
    nor when none of the dates is any more as it says."""
    series = Series.objects.select_related("hub__municipality", "organisation", "placed_by").get(
        number=message.about.id
    )
    bookings = _told_of(message, series)
    if message.kind in (SERIES_CONFIRMED, SERIES_CHANGED):
        for booking in bookings:
            freeze_contract(number=booking.number, now=clock.now())
    to_hub = message.payload["reader"] == HUB
    person = None if to_hub else correspondent(series.organisation, series.placed_by)
    address = person.email if person else series.hub.email if to_hub else ""
    if not address or not bookings:
        return
    with override(person.language if person else settings.LANGUAGE_CODE):
        why, was = message.payload.get("why", ""), message.payload.get("was")
        mail = write(series, bookings, kind=message.kind, to_hub=to_hub, why=why, was=was)
        mail.to = [address]
        mail.extra_headers["Message-ID"] = message_id(message)
        hand_over(mail)


def _told_of(message: OutboxMessage, series: Series) -> list[Booking]:
    rows = dates_of(series).select_related("hub__municipality").filter(state__in=FITS[message.kind])
    numbers = [number for number, _sequence in message.payload["bookings"]]
    if message.kind == SERIES_CHANGED:
        # Of several changes the last is told, beside what was before the first.
        told = {(number, sequence) for number, sequence in message.payload["bookings"]}
        return [each for each in rows.filter(number__in=numbers) if (each.number, each.sequence) in told]
    if message.kind == SERIES_EXPIRED:
        # Each of them asks for this one message, whichever comes first: all that were over at that moment.
        until = rows.filter(number__in=numbers).values("held_until")[:1]
        return list(rows.filter(held_until=until))
    return list(rows.filter(number__in=numbers))


def write(
    series: Series,
    bookings: Sequence[Booking],
    *,
    kind: str,
    to_hub: bool,
    why: str = "",
    was: Mapping[str, Was] | None = None,
) -> EmailMultiAlternatives:
    """The mail in the language that is on. Each date that a change has made otherwise is said beside what it `was`, by
    number."""
    told, was = said(series, bookings, kind, to_hub), was or {}
    context: dict[str, Any] = {
        "said": told,
        "why": why,
        "series": series,
        "hub": series.hub,
        "to_hub": to_hub,
        "rows": rows_of(bookings, was),
        "own_cents": sum(each.own_cents for each in bookings),
        "was_own_cents": was_own_cents(bookings, was),
        "no_vat": why_no_vat(line.no_vat for each in bookings for line in frozen_lines(each.quote)),
        "is_off": kind == SERIES_CANCELLED,
        "fee_cents": late_fee_cents(bookings, was) if kind == SERIES_CHANGED else _cancelling_cents(bookings),
        "by_bank_cents": by_bank_cents(bookings),
        "still_due_cents": sum(max(cents, 0) for cents in due_of(bookings).values()),
        "shows_price": kind in (SERIES_CONFIRMED, SERIES_CHANGED, SERIES_REQUESTED),
        "url": settings.SITE_URL + reverse("bookings:series", args=[series.number]),
    }
    other = series.organisation if to_hub else series.hub
    mail = EmailMultiAlternatives(
        subject=" ".join(f"{told.subject}: {other} ({series.number})".split()),
        body=no_gaps(render_to_string("mail/series.txt", context)),
    )
    mail.attach_alternative(render_to_string("mail/series.html", context), "text/html")
    if kind in WITH_EVENTS and any(each.confirmed_at for each in bookings):
        events = series_file(each for each in bookings if each.confirmed_at).decode()
        mail.attach(f"{series.number}.ics", events, "text/calendar; method=PUBLISH")
    return mail


def _cancelling_cents(bookings: Sequence[Booking]) -> int:
    """What the organisation pays for having cancelled late, together."""
    fees = Fee.objects.filter(
        booking__in=[each.pk for each in bookings], lifted_at=None, kind=FeeKind.CANCELLED
    )
    return int(fees.aggregate(cents=Sum("own_cents"))["cents"] or 0)


def said(series: Series, bookings: Sequence[Booking], kind: str, to_hub: bool) -> Told:
    count = len(bookings)
    words = {
        "who": series.organisation,
        "hub": series.hub,
        "other": series.organisation if to_hub else series.hub,
        "dates": ngettext("%(count)d date", "%(count)d dates", count) % {"count": count},
    }
    return WRITERS[kind](words, to_hub)


def _confirmed(words: Words, to_hub: bool) -> Told:
    title = _("%(who)s booked %(dates)s.") if to_hub else _("You are expected at %(hub)s: %(dates)s.")
    return Told(_("Series booked"), title % words, _("The calendar file has all of them."))


def _requested(words: Words, to_hub: bool) -> Told:
    if to_hub:
        title = _("%(who)s asks for your approval of %(dates)s.") % words
        return Told(_("Series asked for"), title, _("Answer all at once, or each on its own page."))
    title = _("You asked %(hub)s for %(dates)s.") % words
    text = _("It looks at each booking of this first. Until then everything is kept for you, at this price.")
    return Told(_("Series asked for"), title, text)


def _changed(words: Words, to_hub: bool) -> Told:
    title = _("Changed: %(dates)s with %(other)s.") % words
    return Told(_("Series changed"), title, _("The calendar file replaces what you had."))


def _cancelled(words: Words, to_hub: bool) -> Told:
    return Told(_("Series cancelled"), _("Cancelled: %(dates)s with %(other)s.") % words)


def _declined(words: Words, to_hub: bool) -> Told:
    title = _("You declined %(dates)s of %(who)s.") if to_hub else _("%(hub)s says no to %(dates)s.")
    return Told(_("Series declined"), title % words, _free_again())


def _expired(words: Words, to_hub: bool) -> Told:
    if to_hub:
        title = _("%(dates)s of %(who)s were not answered in time.") % words
    else:
        title = _("%(hub)s did not answer in time: %(dates)s.") % words
    return Told(_("No answer in time"), title, _free_again())


def _free_again() -> str:
    return _("Everything is free again, also what funds had set aside for it. There is nothing to pay.")


WRITERS: dict[str, Callable[[Words, bool], Told]] = {
    SERIES_CONFIRMED: _confirmed,
    SERIES_REQUESTED: _requested,
    SERIES_CHANGED: _changed,
    SERIES_CANCELLED: _cancelled,
    SERIES_DECLINED: _declined,
    SERIES_EXPIRED: _expired,
}
