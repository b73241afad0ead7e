from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from bookings.models import Booking, Contract
from bookings.models.papers import contract_text
from funding.models.invoicing import buyer_of, setting_on
from funding.rules.sellers import Seller
from funding.rules.time import local_day
from hub.kit.outbox import emit, emit_about_each
from hub.kit.transactions import step, verb
from hub.kit.writing import insert

FROZEN = "contract.frozen"


@verb
def freeze_contract(*, number: str, now: datetime) -> Contract | None:
    """What was agreed about a booking that was confirmed: parties, things, price, terms, the hub's agreement and the
    house rules that were accepted. Once for each change of it; None for what was never confirmed. For the worker,
    which hears of it when it is told to both sides, so that confirming itself writes nothing more; a change that comes
    before the worker does it instead (`contract_frozen`)."""
    booking = (
        Booking.objects.select_for_update(no_key=True, of=("self",))
        .select_related("hub__municipality", "hub__operator", "organisation__municipality", "house_rules")
        .get(number=number)
    )
    return contract_frozen(booking=booking, now=now) if booking.confirmed_at else None


@step
def contract_frozen(*, booking: Booking, now: datetime) -> Contract:
    """As the booking is by now. The caller holds its row, and it was confirmed."""
    if made := Contract.objects.filter(booking=booking, version=booking.changes).first():
        return made
    contract = _new(booking, Parties())
    contract.save()
    emit(kind=FROZEN, about=contract.ref, key=_key(contract), now=now)
    return contract


@step
def contracts_frozen(*, bookings: Sequence[Booking], now: datetime) -> None:
    """The same of several bookings. What is the same for many of them is read once, and all are written at once."""
    made = set(Contract.objects.filter(booking__in=bookings).values_list("booking_id", "version"))
    parties = Parties()
    fresh = [_new(each, parties) for each in bookings if (each.pk, each.changes) not in made]
    insert(fresh)
    abouts = {_key(each): each.ref for each in fresh}
    emit_about_each(kind=FROZEN, abouts=abouts, now=now)


class Parties:
    """Texts and addresses for contracts; asked for once."""

    def __init__(self) -> None:
        self.text = cache(contract_text)
        self.setting = cache(setting_on)
        self.buyer = cache(buyer_of)


def _new(booking: Booking, parties: Parties) -> Contract:
    # What was moved while it waited for an answer was agreed when it was confirmed.
    agreed_at = max(filter(None, (booking.changed_at, booking.confirmed_at)), default=None)
    if agreed_at is None:
        raise RuntimeError(f"{booking} was never confirmed, so nothing was agreed")
    facts = _facts(booking, agreed_at, parties)
    return Contract(
        booking=booking,
        version=booking.changes,
        facts=facts,
        language=facts["buyer"]["language"],
        agreed_at=agreed_at,
    )


def _key(contract: Contract) -> str:
    return f"{FROZEN}:{contract.booking.number}:{contract.version}"


def _facts(booking: Booking, agreed_at: datetime, parties: Parties) -> dict[str, Any]:
    version, dutch, english = parties.text(booking.hub, booking.confirmed_at or agreed_at)
    rules = booking.house_rules
    setting = parties.setting(booking.hub, local_day(agreed_at, booking.hub.zone))
    return {
        "seller": (setting.says if setting else _operator(booking)).to_json(),
        "buyer": parties.buyer(booking.organisation).to_json(),
        "house": booking.hub.name,
        "zone": booking.hub.zone_name,
        "quote": booking.quote,
        "number": booking.number,
        "purpose": booking.purpose,
        "reference": booking.reference,
        "visit": booking.visit.to_json(),
        "text_version": version,
        "text_nl": dutch,
        "text_en": english,
        "rules_version": rules.version if rules else None,
        "rules_nl": rules.text_nl if rules else "",
        "rules_en": rules.text_en if rules else "",
        "rules_accepted_at": (
            booking.house_rules_accepted_at.isoformat() if booking.house_rules_accepted_at else None
        ),
        "is_demo": booking.hub.is_demo,
        **(setting.no_vat if setting else {}),
    }


def _operator(booking: Booking) -> Seller:
    """Who runs the hub sells, where it sends no invoices."""
    hub = booking.hub
    return Seller(
        name=hub.operator.name,
        street=hub.street,
        postcode=hub.postcode,
        town=hub.municipality.name,
        kvk_number=hub.operator.kvk_number,
        vat_number=hub.operator.vat_number,
        email=hub.email,
    )
