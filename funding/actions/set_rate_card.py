from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from facilities.models import Facility
from funding.models import Rate, RateCard, RateUnit
from funding.permissions import demand, sets_rates_of
from funding.rules.surcharges import SurchargeFacts
from funding.rules.time import local_day
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb

MOST_CENTS = 100_000_000
MOST_SURCHARGES = 6


class NotInThePast(Refusal):
    code = "not_in_the_past"
    status = 400
    message = _("Prices and VAT of the past stay as they were. Choose today or a later day.")


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


@verb
def set_rate_card(
    *,
    facility: Facility,
    valid_from: date,
    rates: Mapping[str, int],
    surcharges: Sequence[SurchargeFacts] = (),
    actor: Actor,
    now: datetime,
) -> RateCard:
    """Say what a facility costs from a day on: cents including VAT by unit (`RateUnit`), and what a begun hour costs on
    top at certain times. What is booked stays so.

    For the hub's managers. The same day again replaces that card. Raises `NotInThePast`, `NoRatesGiven`,
    `RateOutOfRange`, `SurchargeNeverCounts`, `TooManySurcharges`, `Forbidden`.
    """
    hub = facility.hub
    demand(sets_rates_of, actor, hub)
    if valid_from < local_day(now, hub.zone):
        raise NotInThePast()
    _make_sense(rates, surcharges)
    card, is_new = RateCard.objects.get_or_create(facility=facility, valid_from=valid_from)
    # Two managers who set the same day wait for each other here.
    card = RateCard.objects.select_for_update().get(pk=card.pk)
    before = {} if is_new else dict(card.rates.values_list("unit", "cents"))
    card.surcharges = [each.to_json() for each in surcharges]
    card.save(update_fields=["surcharges"])
    card.rates.all().delete()
    Rate.objects.bulk_create(
        [Rate(card=card, unit=RateUnit(unit), cents=cents) for unit, cents in rates.items()]
    )
    facts = {"before": before, "after": dict(rates), "surcharges": card.surcharges}
    record(
        action="funding.set_rate_card",
        about=facility.ref,
        actor=actor,
        now=now,
        hub_id=hub.pk,
        facts={"valid_from": valid_from.isoformat(), **facts},
    )
    return card


def _make_sense(rates: Mapping[str, int], surcharges: Sequence[SurchargeFacts]) -> None:
    if not rates:
        raise NoRatesGiven()
    if not all(0 <= cents <= MOST_CENTS for cents in [*rates.values(), *(each.cents for each in surcharges)]):
        raise RateOutOfRange()
    if len(surcharges) > MOST_SURCHARGES:
        raise TooManySurcharges(most=MOST_SURCHARGES)
    for each in surcharges:
        if not each.weekdays and not each.holidays:
            raise SurchargeNeverCounts(surcharge=dict(each.names).get("nl", ""))
