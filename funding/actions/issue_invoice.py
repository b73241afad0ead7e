from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from facilities.models import Hub
from funding.actions._invoice_rows import Draft, credit_rows, draft_of, written
from funding.actions.next_number import next_number
from funding.models import FeeVat, Invoice, InvoiceKind, InvoicePart, InvoiceSetting
from funding.models.invoice_state import paid_of, rounds_of, standing_parts
from funding.models.invoicing import buyer_of, setting_on
from funding.rules.invoices import WantedPart, allotted
from funding.rules.time import local_day
from hub.kit.audit import Actor, record
from hub.kit.outbox import emit
from hub.kit.refs import Ref
from hub.kit.transactions import step
from members.models import Organisation

ISSUED, REMIND = "invoice.issued", "invoice.remind"
# On the hub's own clock: nobody is reminded at midnight.
REMIND_AT = 9


@dataclass(frozen=True, slots=True)
class Desk:
    """For whom invoices are made now, and how."""

    hub: Hub
    organisation: Organisation
    setting: InvoiceSetting
    # How often each part was invoiced before.
    rounds: Mapping[tuple[str, str], int]
    actor: Actor
    now: datetime


@step
def issue_invoice(
    *,
    hub: Hub,
    organisation: Organisation,
    abouts: Iterable[Ref],
    wanted: Sequence[WantedPart],
    actor: Actor,
    now: datetime,
    only_again: bool = False,
) -> list[Invoice]:
    """Make what is invoiced of these things be what is wanted: what is other than that, or not wanted any more, gets a
    credit note, and what is wanted and not invoiced an invoice. Nothing where it is so already, or where the hub sends
    no invoices. `only_again`: new ones only where something is credited; else they wait for the end of the month.

    The caller holds the rows of these things, so that each is invoiced once. Fees that are outside VAT stand on an
    invoice of their own (EN 16931, BR-O-11).
    """
    setting = setting_on(hub, local_day(now, hub.zone))
    if setting is None:
        return []
    things = list(abouts)
    # Read before a number is taken: should two be here for one thing after all, the database refuses the second.
    desk = Desk(hub, organisation, setting, rounds_of(things), actor, now)
    standing = standing_parts(things)
    kept, gone = _compare(standing, wanted)
    invoices = [_credit(desk, invoice, parts) for invoice, parts in _by_invoice(gone)]
    keys = {(str(part.about), part.what) for part in kept}
    new = [each for each in wanted if (each.about, each.what) not in keys]
    if only_again and not gone:
        return invoices
    return [*invoices, *_invoices(desk, kept, new)]


def _compare(
    standing: Iterable[InvoicePart], wanted: Sequence[WantedPart]
) -> tuple[list[InvoicePart], list[InvoicePart]]:
    """What stays, and what is to be credited."""
    by_key = {(each.about, each.what): each for each in wanted}
    kept: list[InvoicePart] = []
    gone: list[InvoicePart] = []
    for part in standing:
        want = by_key.get((str(part.about), part.what))
        (kept if want and _is_same(part, want) else gone).append(part)
    return kept, gone


def _is_same(part: InvoicePart, want: WantedPart) -> bool:
    """Whether it charges the same for the same to the same; under which VAT was settled when it was issued. A fee stays
    what it was a fee for, whatever the booking became since."""
    charged = (part.list_cents, part.discount_cents, part.own_cents)
    if charged != (want.list_cents, want.discount_cents, want.own_cents):
        return False
    given = sorted((fund.id, fund.cents) for fund in want.funds if fund.cents)
    if sorted((fund["id"], fund["cents"]) for fund in part.funds) != given:
        return False
    return want.is_fee or _supplied(part) == [
        (line.name, line.quantity, line.period.start, line.period.end, line.list_cents, line.discount_cents)
        for line in want.lines
    ]


def _supplied(part: InvoicePart) -> list[tuple[str, int, datetime, datetime, int, int]]:
    """What, how many of it and when, as it was printed."""
    return [
        (line.name, line.quantity, line.starts_at, line.ends_at, line.list_cents, line.discount_cents)
        for line in part.lines.all()
    ]


def _by_invoice(parts: Iterable[InvoicePart]) -> list[tuple[Invoice, list[InvoicePart]]]:
    found: dict[int, tuple[Invoice, list[InvoicePart]]] = {}
    for part in parts:
        found.setdefault(part.invoice_id, (part.invoice, []))[1].append(part)
    return list(found.values())


def _credit(desk: Desk, invoice: Invoice, parts: list[InvoicePart]) -> Invoice:
    """The opposite of these parts of an invoice, as they were printed."""
    note = _document(desk, credit_rows(parts), credits=invoice)
    _told(desk, note)
    return note


def _invoices(desk: Desk, kept: Sequence[InvoicePart], new: Sequence[WantedPart]) -> list[Invoice]:
    """What is outside VAT apart from what is not."""
    paid = paid_of(each.about for each in new)
    parts = _with_paid(kept, new, paid)
    outside = desk.setting.fee_vat == FeeVat.OUTSIDE
    groups = [
        [each for each in parts if not (outside and each[0].is_fee)],
        [each for each in parts if outside and each[0].is_fee],
    ]
    out = []
    for group in groups:
        if group:
            drafts = [
                draft_of(want, paid, desk.rounds.get((want.about, want.what), 0) + 1, desk.setting)
                for want, paid in group
            ]
            out.append(_document(desk, drafts))
            _told(desk, out[-1])
    return out


def _with_paid(
    kept: Sequence[InvoicePart], new: Sequence[WantedPart], paid: dict[str, int]
) -> list[tuple[WantedPart, int]]:
    """What was paid of a thing belongs to what was invoiced of it first."""
    out = []
    for about in dict.fromkeys(each.about for each in new):
        mine = [each for each in new if each.about == about]
        before = [part.own_cents for part in kept if str(part.about) == about]
        cents = allotted(paid.get(about, 0), [*before, *(each.own_cents for each in mine)])
        out += list(zip(mine, cents[len(before) :], strict=True))
    return out


def _document(desk: Desk, drafts: list[Draft], credits: Invoice | None = None) -> Invoice:
    """A credit note is from and to who stands on what it credits, in the series of that seller: VAT is taken back by
    who charged it. It goes to where the buyer's mail goes now."""
    today = local_day(desk.now, desk.hub.zone)
    prefix, seller, buyer = desk.setting.prefix, desk.setting.seller, buyer_of(desk.organisation)
    if credits:
        prefix, seller, buyer = credits.series.prefix, credits.seller, replace(credits.to, email=buyer.email)
    series, place, number = next_number(prefix=prefix, on=today)
    invoice = Invoice(
        number=number,
        series=series,
        place=place,
        kind=InvoiceKind.CREDIT_NOTE if credits else InvoiceKind.INVOICE,
        hub=desk.hub,
        organisation=desk.organisation,
        credits=credits,
        seller=seller,
        buyer=buyer.to_json(),
        language=buyer.language,
        issued_at=desk.now,
        issued_on=today,
        due_on=today + timedelta(days=0 if credits else desk.setting.term_days),
    )
    return written(invoice, drafts)


def _told(desk: Desk, invoice: Invoice) -> None:
    """In the audit trail, and to the organisation; and it is asked after it once it is due."""
    emit(kind=ISSUED, about=invoice.ref, key=f"{ISSUED}:{invoice.number}", now=desk.now)
    if not invoice.is_credit and invoice.payable_cents > 0:
        first = invoice.due_on + timedelta(days=desk.setting.remind_after_days)
        for count, day in enumerate([first, first + timedelta(days=desk.setting.remind_again_days)], 1):
            at = datetime(day.year, day.month, day.day, REMIND_AT, tzinfo=desk.hub.zone)
            key = f"{REMIND}:{invoice.number}:{count}"
            emit(kind=REMIND, about=invoice.ref, key=key, payload={"count": count}, now=desk.now, due_at=at)
    record(
        action="funding.credit_invoice" if invoice.is_credit else "funding.issue_invoice",
        about=invoice.ref,
        actor=desk.actor,
        now=desk.now,
        organisation_id=desk.organisation.pk,
        hub_id=desk.hub.pk,
        facts={
            "payable_cents": invoice.payable_cents,
            "credits": invoice.credits.number if invoice.credits else None,
            "about": sorted({str(part.about) for part in invoice.parts.all()}),
        },
    )
