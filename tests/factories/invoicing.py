"""Hubs that send invoices, set up the way a manager does it, and what they are about."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bookings.actions.bill import bill
from bookings.actions.complete_ended import complete_ended
from bookings.models import Booking
from facilities.models import Facility, Hub
from funding.actions.set_invoicing import Terms, set_invoicing
from funding.models import FeeVat, Invoice, InvoiceSetting
from funding.rules.sellers import Seller
from hub.kit.audit import SITE
from tests.cast import NOW, Cast, thursday
from tests.factories.bookings import booked

# Made up: the numbers pass their checks and belong to nobody.
SELLER = Seller(
    name="Stichting Effenaar Test",
    street="Dommelstraat 2",
    postcode="5611 CK",
    town="Eindhoven",
    kvk_number="90030001",
    vat_number="NL004495445B01",
    iban="NL91ABNA0417164300",
    email="administratie@effenaar.example",
)
DAMAGES = "Compensation, not a payment for a service."
TERMS = Terms(prefix="EFF", fee_vat=FeeVat.OUTSIDE, fee_reason=DAMAGES)
OVER = thursday(13, 17).end + timedelta(minutes=5)


def invoices_by(
    hub: Hub, *, seller: Seller = SELLER, now: datetime = NOW, terms: Terms = TERMS, **said: Any
) -> InvoiceSetting:
    """From today on; what is named is other than usual."""
    day = now.astimezone(hub.zone).date()
    return set_invoicing(
        hub=hub, valid_from=day, seller=seller, terms=replace(terms, **said), actor=SITE, now=now
    )


def over(
    stage: Cast,
    *things: Facility | tuple[Facility, int],
    now: datetime = OVER,
    booked_at: datetime = NOW,
    **more: Any,
) -> Booking:
    """A booking of Collectief Zout that took place."""
    booking = booked(stage.bo, stage.zout, *(things or (stage.studio,)), now=booked_at, **more)
    complete_ended(now=now)
    booking.refresh_from_db()
    return booking


def billed(booking: Booking, *, now: datetime = OVER) -> list[Invoice]:
    return bill(number=booking.number, now=now)


def invoiced(
    stage: Cast, *things: Facility | tuple[Facility, int], now: datetime = OVER, **more: Any
) -> Invoice:
    """One booking that took place, and its invoice."""
    invoice, *others = billed(over(stage, *things, now=now, **more), now=now)
    assert not others
    return invoice


def numbers(invoices: Sequence[Invoice]) -> list[str]:
    return [invoice.number for invoice in invoices]
