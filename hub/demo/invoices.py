"""Two houses that send invoices: one for each booking, with paid ones, late ones and a credit note; one by the
month."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from bookings.models import Booking, BookingState
from bookings.models.billing import unbilled, wanted_of
from facilities.models import Hub
from funding.actions.issue_invoice import issue_invoice
from funding.actions.note_transfer import cleared
from funding.models import FeeVat, Invoice, InvoiceAddress, InvoicePrefix, InvoiceSetting, Rhythm
from funding.rules.sellers import Seller
from hub.demo.fees import make_a_no_show
from hub.demo.people import Maker
from hub.demo.reading import toml
from hub.kit.audit import SITE, record
from hub.kit.models import OutboxMessage
from hub.kit.transactions import step
from members.models import Grant, Role

MONTHS_BACK = 2
# Of what is due, so many in ten are paid, some days before.
PAID_OF_TEN = 8


@step
def make_invoices(*, hubs: Mapping[str, Hub], makers: list[Maker], monday: date, now: datetime) -> None:
    """After the bookings, before somebody did not come. What is due of mails was sent; nobody gets them anew."""
    start = monday.replace(day=1)
    for _month in range(MONTHS_BACK):
        start = (start - timedelta(days=1)).replace(day=1)
    for name, said in toml("house")["seller"].items():
        setting = _setting(hubs[name], said, start)
        (_by_the_month if setting.rhythm == Rhythm.MONTH else _one_by_one)(hubs[name], start, now)
    ours = makers[0].organisation
    InvoiceAddress.objects.create(organisation=ours, street="Strijp 12", postcode="5617 AA", language="nl")
    _paid(Random(7), now)
    _told(now)


@step
def miss_what_was_invoiced(*, makers: list[Maker], hub: Hub, now: datetime) -> None:
    """Somebody did not come to what was invoiced already: a credit note, and an invoice for the fee."""
    make_a_no_show(makers=makers, hub=hub, now=now)
    missed = Booking.objects.filter(hub=hub, fees__kind="no_show").select_related("hub", "organisation")
    for booking in missed.order_by("pk"):
        _issue([booking], now - timedelta(minutes=50))
    _told(now)


def _setting(hub: Hub, said: Mapping[str, str], start: date) -> InvoiceSetting:
    seller = Seller(
        name=hub.operator.name,
        street=said["street"],
        postcode=said["postcode"],
        town=hub.municipality.name,
        kvk_number=said["kvk_number"],
        vat_number=said["vat_number"],
        iban=said["iban"],
        email=hub.email,
    )
    setting = InvoiceSetting.objects.create(
        hub=hub,
        valid_from=start,
        seller=seller.to_json(),
        prefix=InvoicePrefix.objects.create(prefix=said["prefix"], hub=hub),
        term_days=14,
        remind_after_days=1,
        remind_again_days=14,
        rhythm=said["rhythm"],
        fee_vat=FeeVat.OUTSIDE,
        fee_reason=said["fee_reason"],
    )
    at = datetime.combine(start, time(9), hub.zone)
    facts = {"valid_from": start.isoformat(), "prefix": said["prefix"]}
    record(action="funding.set_invoicing", about=hub.ref, actor=SITE, now=at, hub_id=hub.pk, facts=facts)
    return setting


def _one_by_one(hub: Hub, start: date, now: datetime) -> None:
    """In the order in which they were over, or cancelled late."""
    waiting = [id_ for _organisation, ids in unbilled(hub, start, now) for id_ in ids]
    bookings = Booking.objects.filter(pk__in=waiting).select_related("hub", "organisation")
    for booking in sorted(bookings, key=_over):
        _issue([booking], _over(booking) + timedelta(minutes=2))


def _over(booking: Booking) -> datetime:
    at = booking.completed_at if booking.state == BookingState.COMPLETED else booking.ended_at
    return at or booking.placed_at


def _by_the_month(hub: Hub, start: date, now: datetime) -> None:
    month = start
    while (month := (month + timedelta(days=32)).replace(day=1)) <= now.astimezone(hub.zone).date():
        before = datetime.combine(month, time(), hub.zone)
        for _organisation, ids in unbilled(hub, start, before):
            bookings = Booking.objects.filter(pk__in=ids).select_related("hub", "organisation")
            _issue(list(bookings.order_by("pk")), before + timedelta(hours=4))


def _issue(bookings: list[Booking], at: datetime) -> None:
    issue_invoice(
        hub=bookings[0].hub,
        organisation=bookings[0].organisation,
        abouts=[booking.ref for booking in bookings],
        wanted=[part for booking in bookings for part in wanted_of(booking)],
        actor=SITE,
        now=at,
    )


def _paid(random: Random, now: datetime) -> None:
    """Most of what is due, as the managers read it off the bank's statement."""
    today = now.date()
    due = Invoice.objects.filter(due_on__lt=today, payable_cents__gt=0).select_related(
        "hub", "organisation", "series"
    )
    for invoice in due.order_by("pk"):
        if random.randrange(10) >= PAID_OF_TEN:
            continue
        manager = Grant.objects.filter(role=Role.HUB_MANAGER, scope=invoice.hub.ref).select_related("person")
        actor = manager[0].person if manager else SITE
        on = max(invoice.due_on - timedelta(days=random.randrange(1, 10)), invoice.issued_on)
        cleared(
            invoice=invoice,
            cents=invoice.payable_cents,
            received_on=on,
            key=UUID(int=random.getrandbits(128), version=4),
            actor=actor,
            now=datetime.combine(on, time(16), invoice.hub.zone),
        )


def _told(now: datetime) -> None:
    kinds = ("invoice.issued", "invoice.remind", "booking.bill")
    due = OutboxMessage.objects.filter(kind__in=kinds, done_at=None, due_at__lte=now)
    due.update(done_at=now)
