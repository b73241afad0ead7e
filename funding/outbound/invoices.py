"""Invoices on paper: PDF/A by Typst, from what was frozen. The same values give the same bytes."""

from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from funding.models import Invoice, InvoiceLine, InvoicePart
from funding.outbound.invoice_words import (
    credited,
    funds_of,
    iban_words,
    line_net,
    line_period,
    line_rates,
    line_words,
    no_vat_words,
    paid_before,
    paid_words,
    part_title,
    payment_words,
    title_of,
)
from funding.rules.invoices import STANDARD
from funding.rules.quoted import FUND, HUB, OWN, Share
from funding.rules.sellers import Seller
from hub.kit.money import format_eur, format_share
from hub.kit.pdf import document
from hub.kit.shares import bar


def pdf_of(invoice: Invoice) -> bytes:
    """Of an invoice that comes with its hub, parts and lines; not inside a transaction."""
    with override(invoice.language):
        at = invoice.issued_at.astimezone(invoice.hub.zone)
        return document("funding/invoice", on_paper(invoice), invoice.language, at)


def on_paper(invoice: Invoice) -> dict[str, Any]:
    """The values of `hub/documents/funding/invoice.typ`, in the language that is on."""
    parts = list(invoice.parts.all())
    return {
        "title": f"{title_of(invoice)} {invoice.number}",
        "author": invoice.from_.name,
        "heading": title_of(invoice),
        "house": invoice.hub.name,
        "seller": seller_words(invoice.from_),
        "buyer": _buyer(invoice),
        "facts": _facts(invoice, parts),
        "heads": _heads(parts),
        "parts": [_part(invoice, part, bool(_discount(parts))) for part in parts],
        "shares": share_values(_shares(invoice, parts), invoice.gross_cents + _discount(parts)),
        "sums": _sums(invoice, parts),
        "total": _total(invoice, parts),
        "pay": "" if invoice.is_credit else payment_words(invoice),
        "notes": _notes(invoice, parts),
    }


def seller_words(seller: Seller) -> list[str]:
    """The seller's own lines, for the foot of each page."""
    said = [seller.name, f"{seller.street}, {seller.postcode} {seller.town}"]
    numbers = [_("KvK %(number)s") % {"number": seller.kvk_number}]
    if seller.vat_number:
        numbers.append(_("VAT %(number)s") % {"number": seller.vat_number})
    if seller.iban:
        numbers.append(_("IBAN %(iban)s") % {"iban": iban_words(seller.iban)})
    return [*said, " · ".join(numbers)]


def _buyer(invoice: Invoice) -> list[str]:
    buyer = invoice.to
    said = [buyer.name, buyer.street, f"{buyer.postcode} {buyer.town}".strip()]
    if buyer.vat_number:
        said.append(_("VAT %(number)s") % {"number": buyer.vat_number})
    return [line for line in said if line]


def _facts(invoice: Invoice, parts: Sequence[InvoicePart]) -> list[list[str]]:
    facts = [[_("Number"), invoice.number], [_("Date"), date_format(invoice.issued_on, "DATE_FORMAT")]]
    if invoice.credits:
        facts.append([_("Credits invoice"), invoice.credits.number])
    elif invoice.payable_cents > 0:
        facts.append([_("To be paid by"), date_format(invoice.due_on, "DATE_FORMAT")])
    references = dict.fromkeys(part.reference for part in parts if part.reference)
    if references:
        facts.append([_("Your reference"), ", ".join(references)])
    return facts


def _heads(parts: Sequence[InvoicePart]) -> list[str]:
    """Without the hub's discount the list price is the amount, and stands there once."""
    if not _discount(parts):
        return [_("What"), _("VAT"), _("Amount, VAT included")]
    return [_("What"), _("List price"), _("Discount"), _("VAT"), _("Amount, VAT included")]


def _part(invoice: Invoice, part: InvoicePart, has_discount: bool) -> dict[str, Any]:
    rows = [_row(invoice, line, has_discount) for line in part.lines.all()]
    return {"title": part_title(part), "rows": rows}


def _row(invoice: Invoice, line: InvoiceLine, has_discount: bool) -> dict[str, Any]:
    name = line_words(line)
    details = [line_period(line, invoice.hub.zone), line_rates(line), line_net(line)]
    off = format_eur(-line.discount_cents) if line.discount_cents else ""
    # What is exempt has no rate, which is not the rate of nought.
    vat = format_share(line.vat_bp) if line.category == STANDARD else "–"
    return {
        "name": f"{line.quantity} × {name}" if line.quantity > 1 else name,
        "details": [each for each in details if each],
        "amounts": [
            *([format_eur(line.list_cents), off] if has_discount else []),
            vat,
            format_eur(line.gross_cents),
        ],
    }


def _discount(parts: Sequence[InvoicePart]) -> int:
    return sum(part.discount_cents for part in parts)


def _shares(invoice: Invoice, parts: Sequence[InvoicePart]) -> list[Share]:
    own = sum(part.own_cents for part in parts)
    return [
        Share(invoice.to.name, own, OWN),
        *(Share(label, cents, FUND) for label, cents in funds_of(parts)),
        Share(invoice.hub.name, _discount(parts), HUB),
    ]


def share_values(shares: Sequence[Share], total_cents: int) -> dict[str, Any]:
    """The bar of who carries what, as a drawing and in words; nothing where nobody else carries a part."""
    drawn = bar([share for share in shares if share.cents], total_cents)
    if len(drawn.parts) < 2:
        return {"title": "", "words": "", "parts": []}
    return {
        "title": _("Who carries the price"),
        "words": drawn.words,
        "parts": [
            {"fill": part.fill, "cents": part.cents, "label": part.label, "amount": format_eur(part.cents)}
            for part in drawn.parts
        ],
    }


def _sums(invoice: Invoice, parts: Sequence[InvoicePart]) -> list[list[str]]:
    """What leads to the amount at the foot: without VAT, the VAT of each rate, what others and the buyer paid
    before."""
    rows = _price(invoice)
    for label, cents in funds_of(parts):
        rows.append([_("Paid by %(fund)s") % {"fund": label}, format_eur(-cents)])
    if (paid := paid_before(parts)) and not invoice.is_credit:
        rows.append([_("Paid by you before"), format_eur(-paid)])
    return rows


def _price(invoice: Invoice) -> list[list[str]]:
    """With and without VAT; one row where there is none in it."""
    if not (invoice.vat_cents or invoice.rounding_cents):
        return [[_("Price, without VAT"), format_eur(invoice.gross_cents)]]
    rows = [[_("Without VAT"), format_eur(invoice.net_cents)]]
    for each in invoice.vat_parts:
        if each.category == STANDARD:
            words = {"rate": format_share(each.vat_bp), "net": format_eur(each.net_cents)}
            rows.append([_("VAT %(rate)s of %(net)s") % words, format_eur(each.vat_cents)])
        else:
            rows.append([_("No VAT on %(net)s") % {"net": format_eur(each.net_cents)}, format_eur(0)])
    if invoice.rounding_cents:
        rows.append([_("Rounding"), format_eur(invoice.rounding_cents)])
    return [*rows, [_("Price, VAT included"), format_eur(invoice.gross_cents)]]


def _total(invoice: Invoice, parts: Sequence[InvoicePart]) -> list[str]:
    if invoice.is_credit:
        return [_("Credited"), format_eur(credited(parts))]
    if invoice.payable_cents < 0:
        return [_("You get back"), format_eur(-invoice.payable_cents)]
    return [_("To pay"), format_eur(invoice.payable_cents)]


def _notes(invoice: Invoice, parts: Sequence[InvoicePart]) -> list[str]:
    """Why there is no VAT, and what a credit note does."""
    said = [no_vat_words(each) for each in invoice.vat_parts if each.category != STANDARD]
    if invoice.credits:
        words = {
            "number": invoice.credits.number,
            "day": date_format(invoice.credits.issued_on, "DATE_FORMAT"),
        }
        takes_back = _("This takes back what invoice %(number)s of %(day)s charged for it.") % words
        said = [takes_back, *filter(None, [paid_words(invoice, parts)]), *said]
    if invoice.hub.is_demo:
        said.append(_("A demonstration: this hub, its prices and this invoice are made up."))
    return said
