import hashlib
import json
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from bookings.actions._reaching import held_row
from bookings.models import Booking, BookingState, Offer
from bookings.models.bookings import WAITING_STATES
from bookings.permissions import may_cancel
from funding.actions.next_number import QUOTE, next_number
from funding.models import InvoiceSetting
from funding.models.invoicing import buyer_of, setting_on
from funding.rules.time import local_day
from hub.kit.audit import record
from hub.kit.errors import Forbidden, Refusal
from hub.kit.outbox import emit
from hub.kit.transactions import verb
from members.models import User

MADE = "offer.made"


class NoSellerYet(Refusal):
    code = "no_seller_yet"
    message = _("%(hub)s has not said yet who sells there, so it makes no quotes.")


class NothingToOffer(Refusal):
    code = "nothing_to_offer"
    message = _("This booking is over, so there is nothing to make a quote of.")


@verb
def make_offer(*, number: str, actor: User, now: datetime) -> Offer:
    """A numbered quote for what is held, optioned, asked for or confirmed, at its frozen price: for a grant
    application, or a board. Valid as long as it is held, of what is confirmed until it begins. The same again is the
    same quote.

    For who may change the booking, and the hub's staff. Raises `NoSellerYet`, `NothingToOffer`, `Forbidden`; Http404
    for a stranger.
    """
    booking = held_row(number=number, actor=actor)
    if not may_cancel(actor, booking):
        raise Forbidden()
    until = _valid_until(booking, now)
    today = local_day(now, booking.hub.zone)
    setting = setting_on(booking.hub, today)
    if setting is None:
        raise NoSellerYet(hub=booking.hub.name)
    facts = _facts(booking, setting, until)
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
    if made := Offer.objects.filter(booking=booking, digest=digest).first():
        return made
    _series, _place, name = next_number(prefix=setting.prefix, on=today, kind=QUOTE)
    offer = Offer.objects.create(
        number=name,
        booking=booking,
        facts=facts,
        language=facts["buyer"]["language"],
        issued_at=now,
        valid_until=until,
        made_by_id=actor.pk,
        digest=digest,
    )
    _told(offer, actor, now)
    return offer


def _valid_until(booking: Booking, now: datetime) -> datetime:
    waits = booking.state in WAITING_STATES
    until = booking.held_until if waits else booking.period.start
    if not (waits or booking.state == BookingState.CONFIRMED) or until <= now:
        raise NothingToOffer()
    return until


def _told(offer: Offer, actor: User, now: datetime) -> None:
    """To the worker that makes the PDF, and in the audit trail."""
    booking = offer.booking
    emit(kind=MADE, about=offer.ref, key=f"{MADE}:{offer.number}", now=now)
    record(
        action="bookings.make_offer",
        about=booking.ref,
        actor=actor,
        now=now,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        facts={"offer": offer.number, "until": offer.valid_until.isoformat(), "own_cents": booking.own_cents},
    )


def _facts(booking: Booking, setting: InvoiceSetting, until: datetime) -> dict[str, Any]:
    return {
        "seller": setting.seller,
        "buyer": buyer_of(booking.organisation).to_json(),
        "house": booking.hub.name,
        "zone": booking.hub.zone_name,
        "quote": booking.quote,
        "number": booking.number,
        "state": booking.state,
        "purpose": booking.purpose,
        "reference": booking.reference,
        "until": until.isoformat(),
        "is_demo": booking.hub.is_demo,
        **setting.no_vat,
    }
