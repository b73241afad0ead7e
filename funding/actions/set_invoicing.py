import re
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _
from stdnum import iban
from stdnum.exceptions import ValidationError

from facilities.models import Hub
from funding.actions.set_rate_card import NotInThePast
from funding.models import EndpointScheme, FeeVat, InvoicePrefix, InvoiceSetting, Rhythm
from funding.permissions import demand, sets_rates_of
from funding.rules.sellers import Seller
from funding.rules.time import local_day
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb
from members.rules.numbers import BadNumber, kvk_number, vat_number

PREFIX = re.compile(r"[A-Z][A-Z0-9]{1,7}")
MOST_DAYS = 120
NEEDED = ("name", "street", "postcode", "town", "kvk_number", "iban")


class SellerIncomplete(Refusal):
    code = "seller_incomplete"
    status = 400
    message = _("An invoice needs the seller's legal name, address, KvK number and IBAN.")


class BadSellerNumber(Refusal):
    """`field` says which."""

    code = "bad_seller_number"
    status = 400
    message = _("This number is not right: look at it once more.")


class VatNumberNeeded(Refusal):
    code = "vat_number_needed"
    status = 400
    message = _("Who charges VAT says its VAT number on each invoice.")


class BadPrefix(Refusal):
    code = "bad_prefix"
    status = 400
    message = _("Numbers begin with two to eight capitals and digits, a capital first: EFF.")


class PrefixTaken(Refusal):
    code = "prefix_taken"
    message = _("The invoices of another hub begin with %(prefix)s already.")


class DaysOutOfRange(Refusal):
    code = "days_out_of_range"
    status = 400
    message = _("A term is from 0 to %(most)d days, and a reminder from 1 to %(most)d.")


class SayWhyNoVat(Refusal):
    """`field` says of which."""

    code = "say_why_no_vat"
    status = 400
    message = _("Say why there is no VAT: it stands on the invoice.")


@dataclass(frozen=True, slots=True)
class Terms:
    """How a hub invoices. Days are of the calendar; `fee_vat` is one of `FeeVat`, `rhythm` one of `Rhythm`."""

    prefix: str
    term_days: int = 14
    remind_after_days: int = 1
    remind_again_days: int = 14
    rhythm: str = Rhythm.BOOKING
    kor: bool = False
    kor_reason: str = ""
    fee_vat: str = FeeVat.OUTSIDE
    fee_reason: str = ""


@verb
def set_invoicing(
    *, hub: Hub, valid_from: date, seller: Seller, terms: Terms, actor: Actor, now: datetime
) -> InvoiceSetting:
    """Say who sells at a hub and how it invoices, from a day on; the same day again replaces that. What was issued
    stays as it was printed.

    For the hub's managers. Raises `NotInThePast`, `SellerIncomplete`, `BadSellerNumber`, `VatNumberNeeded`,
    `BadPrefix`, `PrefixTaken`, `DaysOutOfRange`, `SayWhyNoVat`, `Forbidden`.
    """
    demand(sets_rates_of, actor, hub)
    if valid_from < local_day(now, hub.zone):
        raise NotInThePast()
    seller = _checked(seller)
    if not (terms.kor or seller.vat_number):
        raise VatNumberNeeded()
    _make_sense(terms)
    said = asdict(terms) | {"prefix": _prefix(hub, terms.prefix)}
    setting, _is_new = InvoiceSetting.objects.update_or_create(
        hub=hub, valid_from=valid_from, defaults={**said, "seller": seller.to_json()}
    )
    record(
        action="funding.set_invoicing",
        about=hub.ref,
        actor=actor,
        now=now,
        hub_id=hub.pk,
        facts={"valid_from": valid_from.isoformat(), **asdict(terms)},
    )
    return setting


def _checked(seller: Seller) -> Seller:
    seller = seller.tidy()
    if not all(getattr(seller, name) for name in NEEDED):
        raise SellerIncomplete()
    try:
        found = replace(
            seller,
            kvk_number=kvk_number(seller.kvk_number),
            vat_number=vat_number(seller.vat_number, of_a_person=False),
        )
    except BadNumber as bad:
        field = "kvk_number" if bad.wrong == "kvk" else "vat_number"
        raise BadSellerNumber(field=field) from None
    try:
        found = replace(found, iban=iban.validate(found.iban))
    except ValidationError:
        raise BadSellerNumber(field="iban") from None
    if found.endpoint_id and found.endpoint_scheme not in EndpointScheme.values:
        raise BadSellerNumber(field="endpoint_id")
    return found


def _prefix(hub: Hub, prefix: str) -> InvoicePrefix:
    """The hub's own, or one that nobody has yet: the first who takes it has it."""
    if not PREFIX.fullmatch(prefix):
        raise BadPrefix()
    InvoicePrefix.objects.bulk_create([InvoicePrefix(prefix=prefix, hub=hub)], ignore_conflicts=True)
    found = InvoicePrefix.objects.get(prefix=prefix)
    if found.hub_id != hub.pk:
        raise PrefixTaken(prefix=prefix)
    return found


def _make_sense(terms: Terms) -> None:
    reminders = (terms.remind_after_days, terms.remind_again_days)
    if not 0 <= terms.term_days <= MOST_DAYS or not all(1 <= days <= MOST_DAYS for days in reminders):
        raise DaysOutOfRange(most=MOST_DAYS)
    if terms.kor and not terms.kor_reason.strip():
        raise SayWhyNoVat(field="kor_reason")
    if terms.fee_vat == FeeVat.OUTSIDE and not terms.fee_reason.strip():
        raise SayWhyNoVat(field="fee_reason")
