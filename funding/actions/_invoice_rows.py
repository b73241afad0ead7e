"""The rows of one invoice, from what is wanted or from what is credited."""

from collections.abc import Sequence
from dataclasses import dataclass

from funding.models import FeeVat, Invoice, InvoiceLine, InvoicePart, InvoiceSetting
from funding.rules.invoices import EXEMPT, OUTSIDE, STANDARD, Amount, WantedLine, WantedPart, total
from funding.rules.quoted import charged_json
from hub.kit.refs import Ref
from hub.kit.transactions import step


@dataclass(frozen=True, slots=True)
class Draft:
    """A part with its lines; what they come to without VAT is counted when all of an invoice is together."""

    part: InvoicePart
    lines: list[InvoiceLine]


def draft_of(want: WantedPart, paid_cents: int, round_: int, setting: InvoiceSetting) -> Draft:
    """`round_`: which time it is invoiced."""
    part = InvoicePart(
        about=Ref.parse(want.about),
        what=want.what,
        round=round_,
        list_cents=want.list_cents,
        discount_cents=want.discount_cents,
        own_cents=want.own_cents,
        funds_cents=want.funds_cents,
        paid_cents=paid_cents,
        funds=[fund.to_json() for fund in want.funds if fund.cents],
        purpose=want.purpose,
        reference=want.reference,
    )
    return Draft(part, [_line(line, setting) for line in want.lines])


def _line(line: WantedLine, setting: InvoiceSetting) -> InvoiceLine:
    category, vat_bp, reason = _vat(line, setting)
    return InvoiceLine(
        name=line.name,
        fee=line.fee,
        quantity=line.quantity,
        starts_at=line.period.start,
        ends_at=line.period.end,
        rates=charged_json(line.rates),
        list_cents=line.list_cents,
        discount_cents=line.discount_cents,
        category=category,
        vat_bp=vat_bp,
        reason=reason,
    )


def _vat(line: WantedLine, setting: InvoiceSetting) -> tuple[str, int, str]:
    """As the hub has set it for the day of the invoice; the rate itself is the one that was frozen with the price."""
    if line.fee and setting.fee_vat == FeeVat.OUTSIDE:
        return OUTSIDE, 0, setting.fee_reason
    if setting.kor:
        return EXEMPT, 0, setting.kor_reason
    if line.vat_bp:
        return STANDARD, line.vat_bp, ""
    return EXEMPT, 0, line.reason


def credit_rows(parts: Sequence[InvoicePart]) -> list[Draft]:
    """Each part once more, word for word, as what takes it back."""
    return [_credit(part) for part in parts]


def _credit(part: InvoicePart) -> Draft:
    same = ("about", "what", "round", "purpose", "reference", "funds")
    cents = ("list_cents", "discount_cents", "own_cents", "funds_cents", "paid_cents")
    back = InvoicePart(credits=part, **{name: getattr(part, name) for name in (*same, *cents)})
    kept = (
        "name", "fee", "quantity", "starts_at", "ends_at", "rates", "list_cents", "discount_cents", "category",
        "vat_bp", "reason",
    )  # fmt: skip
    lines = [InvoiceLine(**{name: getattr(line, name) for name in kept}) for line in part.lines.all()]
    return Draft(back, lines)


@step
def written(invoice: Invoice, drafts: Sequence[Draft]) -> Invoice:
    """Count it all together and write it, once and for good."""
    lines = [line for draft in drafts for line in draft.lines]
    sums = total(
        [
            Amount(line.list_cents, line.discount_cents, line.category, line.vat_bp, line.reason)
            for line in lines
        ]
    )
    for line, net in zip(lines, sums.lines, strict=True):
        line.list_net_cents, line.discount_net_cents = net.list_cents, net.discount_cents
        line.net_cents = net.net_cents
    parts = [draft.part for draft in drafts]
    invoice.vat = [
        [each.category, each.vat_bp, each.reason, each.net_cents, each.vat_cents] for each in sums.vat
    ]
    invoice.net_cents, invoice.vat_cents = sums.net_cents, sums.vat_cents
    invoice.rounding_cents = sums.rounding_cents
    invoice.prepaid_cents = sum(part.funds_cents + part.paid_cents for part in parts)
    invoice.payable_cents = sum(part.own_cents - part.paid_cents for part in parts)
    invoice.save(force_insert=True)
    for position, draft in enumerate(drafts):
        draft.part.invoice, draft.part.position = invoice, position
    InvoicePart.objects.bulk_create(parts)
    for draft in drafts:
        for position, line in enumerate(draft.lines):
            line.part, line.position = draft.part, position
    InvoiceLine.objects.bulk_create(lines)
    return invoice
