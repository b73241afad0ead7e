"""A hub's own words in a mail about a booking, filled in, in the language that is on."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from bookings.actions._telling import CHANGED, CONFIRMED
from bookings.models import Booking
from bookings.models.callers import guest_of
from bookings.models.messages import HubWords, MessageKind, words_of
from bookings.rules.words import filled
from hub.kit.money import format_eur
from hub.kit.saying import clock, period
from hub.kit.translated import stands_in


@dataclass(frozen=True, slots=True)
class OwnWords:
    """`language` is empty where the reader's own is what they are in."""

    text: str
    language: str = ""


def kinds_for(booking: Booking, kind: str) -> tuple[str, ...]:
    """Which of a hub's words go into a mail of the outbox: of what was approved those about approval, if there are
    any."""
    if kind == CONFIRMED and booking.requested_at:
        return (MessageKind.APPROVAL, MessageKind.CONFIRMATION)
    return {CONFIRMED: (MessageKind.CONFIRMATION,), CHANGED: (MessageKind.CHANGE,)}.get(kind, ())


def own_words(booking: Booking, *kinds: str) -> OwnWords | None:
    """In the reader's language, else in the other; None where the hub has none, and the mail is ours alone."""
    found = words_of(booking.hub, *kinds) if kinds else None
    return fill(found, booking) if found else None


def fill(words: HubWords, booking: Booking) -> OwnWords:
    return OwnWords(filled(words.text, values_of(booking)), stands_in(words, "text"))


def values_of(booking: Booking) -> dict[str, str]:
    """What stands for each name in braces (`bookings.rules.words.PLACEHOLDERS`), of a booking that comes with its hub,
    organisation and who placed it."""
    hub, when = booking.hub, booking.period
    things = [
        f"{line.quantity} × {line.facility.name}" if line.quantity > 1 else line.facility.name
        for line in booking.lines.select_related("facility")
    ]
    town = f"{hub.postcode} {hub.municipality}".strip()
    return {
        "name": guest_of(booking).name.split(" ")[0],
        "organisation": booking.organisation.name,
        "hub": hub.name,
        "when": period(when.start, when.end, hub.zone, "year"),
        "start": clock(when.start.astimezone(hub.zone)),
        "end": clock(when.end.astimezone(hub.zone)),
        "things": ", ".join(things),
        "number": booking.number,
        "address": ", ".join(part for part in (hub.street, town) if part),
        "share": format_eur(booking.own_cents),
        "link": settings.SITE_URL + reverse("bookings:booking", args=[booking.number]),
    }


def made_up_values(hub_name: str) -> dict[str, str]:
    """The same of nobody's booking, to look at words by where there is none yet."""
    dutch = (get_language() or "nl").startswith("nl")
    return {
        "name": "Sam",
        "organisation": "Collectief Voorbeeld" if dutch else "Example Collective",
        "hub": hub_name,
        "when": "donderdag 26 november 2026, 13:00–17:00"
        if dutch
        else "Thursday 26 November 2026, 13:00–17:00",
        "start": "13:00",
        "end": "17:00",
        "things": "Studio 2, 2 × microfoon" if dutch else "Studio 2, 2 × microphone",
        "number": "ABCD-2345",
        "address": "Dorpsstraat 1, 1234 AB Voorbeeld",
        "share": format_eur(6_300),
        "link": f"{settings.SITE_URL}/{'nl' if dutch else 'en'}/bookings/ABCD-2345/",
    }
