"""Quotes and agreements on paper, from what was frozen. The same facts give the same bytes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from bookings.models import Contract, Offer
from bookings.models.papers import in_force
from bookings.rules.request import Visit
from bookings.showing import rates_in_words, visit_words
from funding.actions.keep_papers import keep_papers
from funding.models import Paper, PaperKind
from funding.outbound.explain import explain, shares
from funding.outbound.invoices import seller_words, share_values
from funding.outbound.terms import in_words
from funding.rules.invoices import EXEMPT, STANDARD, Amount, total
from funding.rules.quoted import FUND, QuotedLine, charged_json, frozen_lines, frozen_taxed
from funding.rules.sellers import Buyer, Seller
from hub.kit import clock
from hub.kit.models import OutboxMessage
from hub.kit.money import format_eur, format_share
from hub.kit.pdf import document
from hub.kit.periods import Period
from hub.kit.refs import Ref
from hub.kit.saying import moment, period

Facts = Mapping[str, Any]


def keep_offer(message: OutboxMessage) -> None:
    """Make the PDF of a quote and keep it."""
    offer = Offer.objects.get(number=message.about.id)
    keep_papers(about=offer.ref, made={PaperKind.PDF: pdf_of_offer(offer)}, now=clock.now())


def keep_contract(message: OutboxMessage) -> None:
    """The same of an agreement."""
    number, _dash, version = message.about.id.rpartition("-")
    contract = Contract.objects.select_related("booking").get(booking__number=number, version=int(version))
    keep_papers(about=contract.ref, made={PaperKind.PDF: pdf_of_contract(contract)}, now=clock.now())


def kept_or(made: Offer | Contract) -> bytes:
    """As it was kept; while nobody has made it yet, as it will be."""
    kept = _kept(made.ref)
    if kept is not None:
        return kept
    return pdf_of_offer(made) if isinstance(made, Offer) else pdf_of_contract(made)


def _kept(about: Ref) -> bytes | None:
    found = Paper.objects.filter(about=about, kind=PaperKind.PDF).first()
    return found.data if found else None


def pdf_of_offer(offer: Offer) -> bytes:
    with override(offer.language):
        zone = ZoneInfo(offer.facts["zone"])
        values = offer_values(offer)
        return document("bookings/offer", values, offer.language, offer.issued_at.astimezone(zone))


def pdf_of_contract(contract: Contract) -> bytes:
    with override(contract.language):
        zone = ZoneInfo(contract.facts["zone"])
        values = contract_values(contract)
        return document("bookings/contract", values, contract.language, contract.agreed_at.astimezone(zone))


def offer_values(offer: Offer) -> dict[str, Any]:
    """Of `hub/documents/bookings/offer.typ`, in the language that is on."""
    facts, zone = offer.facts, ZoneInfo(offer.facts["zone"])
    until = moment(offer.valid_until, zone, "year")
    funds = any(share["role"] == FUND and share["cents"] for share in facts["quote"]["shares"])
    promise = _("This quote holds until %(until)s, at these prices; till then everything is kept for you.")
    if facts["state"] == "confirmed":
        promise = _("This is booked already; the price is fixed. The quote holds until %(until)s.")
    if funds:
        promise += " " + _(
            "What the funds carry is reserved for this and goes back to them if it is not booked."
        )
    return {
        **_common(facts, _("Quote")),
        "title": _("Quote %(number)s") % {"number": offer.number},
        "facts": [
            [_("Number"), offer.number],
            [_("Date"), date_format(offer.issued_at.astimezone(zone).date(), "DATE_FORMAT")],
            [_("Valid until"), date_format(offer.valid_until.astimezone(zone).date(), "DATE_FORMAT")],
            [_("Booking"), facts["number"]],
            *_reference(facts),
        ],
        "promise": promise % {"until": until},
        "steps": {
            "title": _("How the price is made"),
            "said": [each.text for each in explain(facts["quote"].get("steps", ()))],
        },
    }


def contract_values(contract: Contract) -> dict[str, Any]:
    """Of `hub/documents/bookings/contract.typ`, in the language that is on."""
    facts, zone = contract.facts, ZoneInfo(contract.facts["zone"])
    agreed = moment(contract.agreed_at, zone, "year")
    words = {"at": agreed, "seller": facts["seller"]["name"], "buyer": facts["buyer"]["name"]}
    between = _("%(seller)s lets to %(buyer)s what stands below. Agreed on this site on %(at)s.") % words
    if contract.version:
        between += " " + _("It takes the place of what was agreed before it was changed.")
    return {
        **_common(facts, _("Agreement")),
        "title": _("Agreement about booking %(number)s") % {"number": facts["number"]},
        "facts": [
            [_("Booking"), facts["number"]],
            [_("Agreed"), date_format(contract.agreed_at.astimezone(zone).date(), "DATE_FORMAT")],
            *([[_("Change"), str(contract.version)]] if contract.version else []),
            *_reference(facts),
        ],
        "promise": between,
        "text": {"title": _("What both agree to"), "paragraphs": _paragraphs(in_force(facts))},
        "rules": _rules(facts, zone),
    }


def _rules(facts: Facts, zone: ZoneInfo) -> dict[str, Any]:
    """The house rules as they were accepted; nothing where the hub had none."""
    if facts["rules_version"] is None:
        return {"title": "", "paragraphs": []}
    text = in_force({"text_nl": facts["rules_nl"], "text_en": facts["rules_en"]})
    accepted = facts["rules_accepted_at"]
    words = {"version": facts["rules_version"]}
    title = _("House rules, version %(version)d") % words
    if accepted:
        at = moment(datetime.fromisoformat(accepted), zone, "year")
        title = _("House rules, version %(version)d, accepted %(at)s") % {**words, "at": at}
    return {"title": title, "paragraphs": _paragraphs(text)}


def _paragraphs(text: str) -> list[str]:
    """As they were typed: an empty line between two."""
    return [" ".join(each.split()) for each in text.replace("\r", "").split("\n\n") if each.strip()]


def _common(facts: Facts, heading: str) -> dict[str, Any]:
    """What both show: the parties, the things, the price and who carries it, what cancelling costs."""
    seller, buyer = Seller.from_json(facts["seller"]), Buyer.from_json(facts["buyer"])
    quote = facts["quote"]
    lines, zone = _lines(facts), ZoneInfo(facts["zone"])
    has_discount = bool(quote["hub_cents"])
    heads = [_("What"), *([_("List price"), _("Discount")] if has_discount else []), _("VAT")]
    carried = shares(quote, own_label=buyer.name)
    visit = _visit(facts, lines, zone)
    return {
        "author": seller.name,
        "heading": heading,
        "house": facts["house"],
        "seller": seller_words(seller),
        "buyer": [line for line in _address(buyer) if line],
        "purpose": ", ".join(filter(None, [facts["purpose"], *visit])),
        "heads": [*heads, _("Amount, VAT included")],
        "rows": _rows(quote, lines, zone, has_discount),
        "shares": share_values(carried, quote["list_cents"]),
        "sums": _sums(quote, lines),
        "total": [_("You pay"), format_eur(quote["own_cents"])],
        "terms": {"title": _("Cancelling and not coming"), "rows": _terms(lines)},
        "notes": _notes(facts, lines),
    }


def _lines(facts: Facts) -> tuple[QuotedLine, ...]:
    """As they will be invoiced: under the scheme for small businesses nothing has VAT."""
    lines = frozen_lines(facts["quote"])
    if reason := facts.get("kor_reason"):
        return tuple(replace(line, vat_bp=0, exemption_reason=reason) for line in lines)
    return lines


def _visit(facts: Facts, lines: tuple[QuotedLine, ...], zone: ZoneInfo) -> list[str]:
    if not facts.get("visit"):
        return []
    whole = Period(min(each.period.start for each in lines), max(each.period.end for each in lines))
    return visit_words(Visit(*facts["visit"]), whole, zone)


def _address(buyer: Buyer) -> list[str]:
    return [buyer.name, buyer.street, f"{buyer.postcode} {buyer.town}".strip()]


def _reference(facts: Facts) -> list[list[str]]:
    return [[_("Your reference"), facts["reference"]]] if facts["reference"] else []


def _rows(
    quote: Facts, lines: tuple[QuotedLine, ...], zone: ZoneInfo, has_discount: bool
) -> list[dict[str, Any]]:
    out = []
    for line, taxed in zip(lines, frozen_taxed(quote), strict=True):
        rates = rates_in_words(charged_json(line.rates))
        off = [format_eur(-taxed.discount_cents) if taxed.discount_cents else ""]
        out.append(
            {
                "name": f"{line.quantity} × {line.name}" if line.quantity > 1 else line.name,
                "details": [
                    period(line.period.start, line.period.end, zone, "year"),
                    *([rates] if rates else []),
                ],
                "amounts": [
                    *([format_eur(line.list_cents), *off] if has_discount else []),
                    format_share(line.vat_bp) if line.vat_bp else "–",
                    format_eur(line.list_cents - taxed.discount_cents),
                ],
            }
        )
    return out


def _sums(quote: Facts, lines: tuple[QuotedLine, ...]) -> list[list[str]]:
    """As the invoice will count it."""
    found = total(
        [
            Amount(
                line.list_cents,
                taxed.discount_cents,
                STANDARD if line.vat_bp else EXEMPT,
                line.vat_bp,
                line.exemption_reason,
            )
            for line, taxed in zip(lines, frozen_taxed(quote), strict=True)
        ]
    )
    rows = [[_("Without VAT"), format_eur(found.net_cents)]]
    for each in found.vat:
        if each.vat_bp:
            words = {"rate": format_share(each.vat_bp), "net": format_eur(each.net_cents)}
            rows.append([_("VAT %(rate)s of %(net)s") % words, format_eur(each.vat_cents)])
    if found.rounding_cents:
        rows.append([_("Rounding"), format_eur(found.rounding_cents)])
    gross = found.net_cents + found.vat_cents + found.rounding_cents
    rows.append([_("Price, VAT included"), format_eur(gross)])
    for share in shares(quote):
        if share.role == FUND and share.cents:
            rows.append([_("Paid by %(fund)s") % {"fund": share.label}, format_eur(-share.cents)])
    return rows


def _terms(lines: tuple[QuotedLine, ...]) -> list[list[str]]:
    """One row where all lines have the same terms, else one for each."""
    said = [
        (line.name, "; ".join(f"{when} {share}" for when, share in in_words(line.terms))) for line in lines
    ]
    if len({words for _name, words in said}) == 1:
        return [["", said[0][1]]]
    return [[name, words] for name, words in dict(said).items()]


def _notes(facts: Facts, lines: tuple[QuotedLine, ...]) -> list[str]:
    said = list(dict.fromkeys(line.exemption_reason for line in lines if line.exemption_reason))
    if facts["is_demo"]:
        said.append(_("A demonstration: this hub, its prices and this document are made up."))
    return said
