"""A mail with a hub's own words as it would go out, for whoever writes them: whole, in the language that is on."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from bookings.actions._telling import CHANGED, CONFIRMED
from bookings.models import Booking, HubWords
from bookings.models.messages import MessageKind
from bookings.outbound import mail, timed
from bookings.outbound.words import OwnWords, made_up_values
from bookings.rules.words import filled
from facilities.models import Hub
from funding.outbound.terms import Costs, costs_of
from funding.rules.quoted import QuotedLine
from hub.kit import clock
from hub.kit.periods import Period
from hub.kit.shares import bar
from hub.kit.translated import stands_in

SENT_AS = {
    MessageKind.CONFIRMATION: CONFIRMED,
    MessageKind.APPROVAL: CONFIRMED,
    MessageKind.CHANGE: CHANGED,
    **{about: kind for kind, about in timed.KINDS.items()},
}
MADE_UP_CENTS, MADE_UP_OWN = 16_000, 6_300


@dataclass(frozen=True, slots=True)
class MadeUpShare:
    label: str
    cents: int
    role: str


@dataclass(frozen=True, slots=True)
class MadeUpLine:
    facility: str
    list_cents: int
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class MadeUpRow:
    line: MadeUpLine
    own_time: bool = False
    inside: tuple[str, ...] = ()


def whole_mail(
    hub: Hub, kind: MessageKind, words: HubWords, booking: Booking | None
) -> EmailMultiAlternatives:
    """With these words, saved or not. By a booking that comes with all that a mail says of it; where there is none yet,
    by one that is made up. Links that are a reader's alone lead nowhere in it."""
    if booking is None:
        return _made_up(hub, kind, words)
    if kind in timed.KINDS.values():
        own_page = settings.SITE_URL + reverse("bookings:mail_choices")
        return timed.write(booking, SENT_AS[kind], words=words, stop=own_page)
    return mail.write(booking, kind=SENT_AS[kind], to_hub=False, words=words)


def rich_part(whole: EmailMultiAlternatives) -> str:
    return next(str(content) for content, kind in whole.alternatives if kind == "text/html")


def _made_up(hub: Hub, kind: MessageKind, words: HubWords) -> EmailMultiAlternatives:
    """The same templates with nobody's booking."""
    values = made_up_values(hub.name)
    context = {
        **_facts(hub, values),
        "own_words": OwnWords(filled(words.text, values), stands_in(words, "text")),
    }
    name, subject = mail.NAMES.get(SENT_AS[kind], "timed"), f"{hub}, {values['when']} ({values['number']})"
    if name == "timed":
        said = timed.said_of(SENT_AS[kind], hub, values["start"], values["end"])
        context |= {"said": said, "stop_url": settings.SITE_URL + reverse("bookings:mail_choices")}
        subject = f"{said.subject}: {subject}"
    whole = EmailMultiAlternatives(
        subject=subject, body=mail.no_gaps(render_to_string(f"mail/booking_{name}.txt", context))
    )
    whole.attach_alternative(render_to_string(f"mail/booking_{name}.html", context), "text/html")
    return whole


def _facts(hub: Hub, values: dict[str, str]) -> dict[str, Any]:
    """What `mail.context_of` says of a booking."""
    things = [thing.strip() for thing in values["things"].split(",")]
    first, *others = things
    lines = [MadeUpLine(first, MADE_UP_CENTS), *(MadeUpLine(thing, 0) for thing in others)]
    shares = [
        MadeUpShare(values["organisation"], MADE_UP_OWN, "own"),
        MadeUpShare(hub.name, MADE_UP_CENTS - MADE_UP_OWN, "hub"),
    ]
    return {
        "booking": {
            "number": values["number"],
            "organisation": values["organisation"],
            "own_cents": MADE_UP_OWN,
        },
        "hub": hub,
        "to_hub": False,
        "rows": [MadeUpRow(line) for line in lines],
        "bar": bar(shares, MADE_UP_CENTS),
        "net_cents": None,
        "costs": _costs(hub, first),
        "when": values["when"],
        "url": values["link"],
    }


def _costs(hub: Hub, thing: str) -> Costs:
    """Of what is free to cancel."""
    now = clock.now()
    begins = now + timedelta(days=7)
    line = QuotedLine(0, thing, 1, Period(begins, begins + timedelta(hours=4)), MADE_UP_CENTS, 2_100, "", ())
    return costs_of([line], [], now=now, zone=hub.zone)
