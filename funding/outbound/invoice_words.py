"""What an invoice says beside its figures, in the language that is on: the same on paper and for programs."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from funding.models import Invoice, InvoiceLine, InvoicePart
from funding.outbound.explain import rate_words
from funding.rules.invoices import EXEMPT, STANDARD, VatPart
from hub.kit.money import format_eur
from hub.kit.saying import period


def line_words(line: InvoiceLine) -> str:
    """`Studio 2`, or of what it is a fee."""
    fees = {
        "cancelled": _("Fee for cancelling late: %(what)s"),
        "dropped": _("Fee for changing late: %(what)s"),
        "no_show": _("Fee for not coming: %(what)s"),
    }
    return fees[line.fee] % {"what": line.name} if line.fee else line.name


def line_period(line: InvoiceLine, zone: ZoneInfo) -> str:
    return period(line.starts_at, line.ends_at, zone, "year")


def line_rates(line: InvoiceLine) -> str:
    """`1 daypart at € 160.00`, of several units of each."""
    said = " + ".join(rate_words(*rate) for rate in line.rates)
    if said and line.quantity > 1:
        return _("%(count)d × (%(rates)s)") % {"count": line.quantity, "rates": said}
    return said


def line_net(line: InvoiceLine) -> str:
    """Its price without VAT, of all its units, which the law wants on it; empty where it has none in it."""
    if line.category != STANDARD:
        return ""
    words = {"net": format_eur(line.list_net_cents), "off": format_eur(line.discount_net_cents)}
    if line.discount_net_cents:
        return _("%(net)s without VAT, less a discount of %(off)s") % words
    return _("%(net)s without VAT") % words


def no_vat_words(part: VatPart) -> str:
    """Why there is none, as the hub said it."""
    return part.reason or (_("Exempt from VAT") if part.category == EXEMPT else _("Outside the scope of VAT"))


def fund_label(fund: dict[str, object]) -> str:
    names = fund.get("names") or {}
    assert isinstance(names, dict)
    return str(names.get((get_language() or "nl")[:2]) or fund["label"])


def funds_of(parts: Sequence[InvoicePart]) -> list[tuple[str, int]]:
    """Who else pays how much, over all of an invoice."""
    found: dict[str, int] = {}
    for part in parts:
        for fund in part.funds:
            label = fund_label(fund)
            found[label] = found.get(label, 0) + int(fund["cents"])
    return list(found.items())


def paid_before(parts: Sequence[InvoicePart]) -> int:
    return sum(part.paid_cents for part in parts)


def credited(parts: Sequence[InvoicePart]) -> int:
    """What a credit note takes back of what the buyer itself was to pay, paid or not."""
    return sum(part.own_cents for part in parts)


def paid_words(invoice: Invoice, parts: Sequence[InvoicePart]) -> str:
    """What the buyer had paid by then; of a credit note, what becomes of it. Empty where it had paid nothing."""
    cents = paid_before(parts)
    if not cents:
        return ""
    if invoice.is_credit:
        said = _(
            "You had paid %(amount)s of it by then. That counts towards what is due instead; what is more goes back "
            "to you."
        )
    else:
        said = _("Paid by you before: %(amount)s.")
    return said % {"amount": format_eur(cents)}


def note_words(invoice: Invoice, parts: Sequence[InvoicePart]) -> list[str]:
    """Sentences: what is credited, who paid in advance, what for."""
    said = []
    if invoice.credits:
        words = {
            "number": invoice.credits.number,
            "day": date_format(invoice.credits.issued_on, "DATE_FORMAT"),
        }
        said.append(_("Credit note for invoice %(number)s of %(day)s.") % words)
    for label, cents in funds_of(parts):
        said.append(_("%(fund)s pays %(amount)s of it.") % {"fund": label, "amount": format_eur(cents)})
    if words_of_paid := paid_words(invoice, parts):
        said.append(words_of_paid)
    purposes = dict.fromkeys(part.purpose for part in parts if part.purpose)
    if purposes:
        said.append(_("For: %(purpose)s.") % {"purpose": "; ".join(purposes)})
    return said


def payment_words(invoice: Invoice) -> str:
    """By when, and where to."""
    words = {
        "amount": format_eur(invoice.payable_cents),
        "day": date_format(invoice.due_on, "DATE_FORMAT"),
        "iban": iban_words(invoice.from_.iban),
        "name": invoice.from_.name,
        "number": invoice.number,
    }
    if invoice.payable_cents > 0:
        return (
            _("Please pay %(amount)s by %(day)s to %(iban)s of %(name)s, and say %(number)s with it.") % words
        )
    if invoice.payable_cents < 0:
        words["amount"] = format_eur(-invoice.payable_cents)
        return _("You paid %(amount)s more than is due; %(name)s gives it back.") % words
    return _("There is nothing to pay.")


def iban_words(iban: str) -> str:
    """In groups of four, as people read it."""
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


def title_of(invoice: Invoice) -> str:
    return _("Credit note") if invoice.is_credit else _("Invoice")


def part_title(part: InvoicePart) -> str:
    """`Booking K7QM-3D2X, Rehearsal, your reference P-12`."""
    said = [_("Booking %(number)s") % {"number": part.about.id}]
    if part.purpose:
        said.append(part.purpose)
    if part.reference:
        said.append(_("your reference %(reference)s") % {"reference": part.reference})
    return ", ".join(said)
