"""How rate cards are written, one or a thousand, and what a card may say: what every verb that sets some shares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from facilities.models import Facility
from funding.models import Rate, RateCard, RateUnit
from funding.rules.surcharges import SurchargeFacts
from hub.kit.audit import Actor, noted, write
from hub.kit.errors import Refusal
from hub.kit.models import AuditRow
from hub.kit.transactions import step

MOST_CENTS = 100_000_000
MOST_SURCHARGES = 6
# Rows of one statement.
A_HANDFUL = 250


class NoRatesGiven(Refusal):
    code = "no_rates_given"
    status = 400
    message = _("Fill in at least one price: for an hour, a daypart, a day or a week.")


class RateOutOfRange(Refusal):
    code = "rate_out_of_range"
    status = 400
    message = _("A price is at least € 0.00 and at most € 1,000,000.00.")


class SurchargeNeverCounts(Refusal):
    code = "surcharge_never_counts"
    status = 400
    message = _("Say on which days %(surcharge)s counts.")


class TooManySurcharges(Refusal):
    code = "too_many_surcharges"
    status = 400
    message = _("A card has at most %(most)d surcharges.")


@dataclass(frozen=True, slots=True)
class NewCard:
    """Cents including VAT by unit (`RateUnit`), from a day on."""

    facility: Facility
    valid_from: date
    rates: Mapping[str, int]
    surcharges: Sequence[SurchargeFacts] = ()


def demand_sense(rates: Mapping[str, int], surcharges: Sequence[SurchargeFacts]) -> None:
    if not rates:
        raise NoRatesGiven()
    if not all(0 <= cents <= MOST_CENTS for cents in [*rates.values(), *(each.cents for each in surcharges)]):
        raise RateOutOfRange()
    if len(surcharges) > MOST_SURCHARGES:
        raise TooManySurcharges(most=MOST_SURCHARGES)
    for each in surcharges:
        if not each.weekdays and not each.holidays:
            raise SurchargeNeverCounts(surcharge=dict(each.names).get("nl", ""))


@step
def write_card(new: NewCard, *, hub_id: int, actor: Actor, now: datetime) -> RateCard:
    """The same day again replaces that card. The caller has asked whether it makes sense (`demand_sense`)."""
    card, is_new = RateCard.objects.get_or_create(facility=new.facility, valid_from=new.valid_from)
    # Two managers who set the same day wait for each other here.
    card = RateCard.objects.select_for_update().get(pk=card.pk)
    before = {} if is_new else dict(card.rates.values_list("unit", "cents"))
    card.surcharges = [each.to_json() for each in new.surcharges]
    card.save(update_fields=["surcharges"])
    card.rates.all().delete()
    Rate.objects.bulk_create(
        [Rate(card=card, unit=RateUnit(unit), cents=cents) for unit, cents in new.rates.items()]
    )
    write([_note(new, before, hub_id=hub_id, actor=actor, now=now)])
    return card


@step
def write_first_cards(new: Sequence[NewCard], *, hub_id: int, actor: Actor, now: datetime) -> list[RateCard]:
    """Those of facilities that were made in this transaction, without surcharges, in a handful of statements."""
    made = RateCard.objects.bulk_create(
        [RateCard(facility=each.facility, valid_from=each.valid_from) for each in new], batch_size=A_HANDFUL
    )
    rates = [
        Rate(card=card, unit=RateUnit(unit), cents=cents)
        for card, each in zip(made, new, strict=True)
        for unit, cents in each.rates.items()
    ]
    Rate.objects.bulk_create(rates, batch_size=A_HANDFUL)
    notes = [_note(each, {}, hub_id=hub_id, actor=actor, now=now) for each in new]
    for start in range(0, len(notes), A_HANDFUL):
        write(notes[start : start + A_HANDFUL])
    return made


def _note(new: NewCard, before: Mapping[str, int], *, hub_id: int, actor: Actor, now: datetime) -> AuditRow:
    after = {"after": dict(new.rates), "surcharges": [each.to_json() for each in new.surcharges]}
    return noted(
        action="funding.set_rate_card",
        about=new.facility.ref,
        actor=actor,
        now=now,
        hub_id=hub_id,
        facts={"valid_from": new.valid_from.isoformat(), "before": dict(before), **after},
    )
