"""Money that goes back by card: the hub's managers send it again or pay it by bank; administrators see differences."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from bookings.actions.note_advance import note_advance
from bookings.models import Booking
from funding.models import (
    CardRefund,
    Difference,
    DifferenceKind,
    Payment,
    PaymentState,
    RefundState,
    RefundWhy,
)
from tests.cast import NOW
from tests.factories.bookings import booked
from tests.pages.matrix import LOGIN, Entry, Stage, each
from tests.pages.matrix_bookings import SEES

ADMINS = each(403, anonymous=LOGIN, site_admin=302)
MANAGERS = each(404, anonymous=LOGIN, **{**dict.fromkeys(SEES, 403), "hub_manager": 302})
READS = each(404, anonymous=LOGIN, **dict.fromkeys(SEES, 302))


def a_booking(stage: Stage) -> Booking:
    return booked(stage.cast.bo, stage.cast.zout, stage.cast.studio)


def number(stage: Stage) -> dict[str, Any]:
    return {"number": a_booking(stage).number}


def failed(stage: Stage) -> dict[str, Any]:
    """A refund that could not be paid back."""
    booking = a_booking(stage)
    payment = Payment.objects.create(
        about=booking.ref, organisation=stage.cast.zout, hub=stage.cast.effenaar, cents=100, key="pay:matrix",
        state=PaymentState.PAID, account="acct_effenaar", intent_id="pi_matrix", asked_at=NOW, paid_at=NOW,
    )  # fmt: skip
    refund = CardRefund.objects.create(
        payment=payment, cents=100, why=RefundWhy.LESS_OWED, state=RefundState.FAILED, key="refund:matrix",
        begun_at=NOW, failed_at=NOW,
    )  # fmt: skip
    return {"number": booking.number, "pk": refund.pk}


def an_advance(stage: Stage) -> dict[str, Any]:
    """Money that came in by bank, noted."""
    booking = a_booking(stage)
    advance = note_advance(
        number=booking.number, cents=1, received_on=NOW.date(), key=uuid4(), actor=stage.cast.hanna, now=NOW
    )
    return {"number": booking.number, "pk": advance.pk}


def a_difference(stage: Stage) -> dict[str, Any]:
    """One that no entry puts right."""
    row = Difference.objects.create(
        kind=DifferenceKind.UNKNOWN_PAYMENT, key="unknown_payment:pi_x", object_id="pi_x", account="acct_effenaar",
        processor_cents=100, currency="EUR", happened_at=NOW, found_at=NOW,
    )  # fmt: skip
    return {"pk": row.pk}


def said(**form: str) -> Callable[[Stage], dict[str, Any]]:
    return lambda stage: dict(form)


ENTRIES = [
    Entry("bookings:refund_again", READS, kwargs=failed),
    Entry("bookings:refund_again", MANAGERS, "POST", kwargs=failed),
    Entry("bookings:paid_back", READS, kwargs=number),
    Entry("bookings:paid_back", MANAGERS, "POST", kwargs=number, data=said(cents="1")),
    Entry("bookings:advance_note", READS, kwargs=number),
    Entry(
        "bookings:advance_note",
        MANAGERS,
        "POST",
        kwargs=number,
        data=said(cents="1", received_on="2026-11-20"),
    ),
    Entry("bookings:advance_undo", READS, kwargs=an_advance),
    Entry("bookings:advance_undo", MANAGERS, "POST", kwargs=an_advance, data=said(reason="Wrong.")),
    Entry("bookings:give_up_payment", READS, kwargs=number),
    Entry(
        "bookings:give_up_payment",
        each(404, anonymous=LOGIN, **{**dict.fromkeys(SEES, 403), "hub_manager": 302, "site_admin": 302}),
        "POST",
        kwargs=number,
        data=said(reason="Looked at the dashboard"),
    ),
    Entry("bookings:book_unknown", ADMINS, kwargs=a_difference),
    Entry("bookings:book_unknown", ADMINS, "POST", kwargs=a_difference, data=said(how="book")),
    Entry("funding:differences", each(403, anonymous=LOGIN, site_admin=200)),
    Entry("funding:reconcile", ADMINS),
    Entry("funding:reconcile", ADMINS, "POST", data=said(days="35")),
    Entry("funding:book_difference", ADMINS, kwargs=a_difference),
    Entry(
        "funding:book_difference", ADMINS, "POST", kwargs=a_difference, data=said(reason="Given back there")
    ),
]
