from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from facilities.models import Facility
from funding.actions._cards import NewCard, demand_sense, write_card
from funding.models import RateCard
from funding.permissions import demand, sets_rates_of
from funding.rules.surcharges import SurchargeFacts
from funding.rules.time import local_day
from hub.kit.audit import Actor
from hub.kit.errors import Refusal
from hub.kit.transactions import verb


class NotInThePast(Refusal):
    code = "not_in_the_past"
    status = 400
    message = _("Prices and VAT of the past stay as they were. Choose today or a later day.")


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
    demand_sense(rates, surcharges)
    return write_card(NewCard(facility, valid_from, rates, surcharges), hub_id=hub.pk, actor=actor, now=now)
