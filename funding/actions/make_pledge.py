from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from facilities.models import Facility, FacilityState
from funding.models import HourPledge
from funding.permissions import demand, sets_rates_of
from funding.rules.bands import CODE
from funding.rules.time import local_day
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import savepoint, verb, violated

# All units of a pool for a whole month are fewer: 1,000 for 31 days.
MOST_HOURS = 744_000
MOST_VALUE_CENTS = 10_000_000


class WasOpen(Refusal):
    code = "was_open"
    status = 400
    message = _("What was open in kind until now stays so. Choose today or a later day.")


class FeeIsFixed(Refusal):
    code = "fee_is_fixed"
    message = _("The fee of %(facility)s goes to the expert, so its hours cannot be given in kind.")


class AlreadyPledged(Refusal):
    code = "already_pledged"
    message = _("%(facility)s is opened in kind at that time already. End that first, or choose a later day.")


class HoursOutOfRange(Refusal):
    code = "hours_out_of_range"
    status = 400
    message = _(
        "A facility is opened for at least an hour a month, and for one organisation for no more than that."
    )


class ValueOutOfRange(Refusal):
    code = "value_out_of_range"
    status = 400
    message = _("Say what an hour is worth: from nothing to a hundred thousand euros.")


class NoSuchBand(Refusal):
    code = "no_such_band"
    status = 400
    message = _("Write codes of bands with commas, such as A,B.")


class NotOpenToAnybody(Refusal):
    code = "not_open_to_anybody"
    message = _("%(facility)s is no longer let, so it cannot be opened in kind.")


@dataclass(frozen=True, slots=True)
class PledgeTerms:
    """How many hours of units a calendar month, for one organisation at most (None: all of them), what an hour is
    worth, for which bands (none: all), and from which day on, on the hub's calendar."""

    hours_a_month: int
    value_cents_an_hour: int
    starts_on: date
    hours_an_organisation: int | None = None
    bands: Collection[str] = ()


@verb
def make_pledge(*, facility: Facility, terms: PledgeTerms, actor: Actor, now: datetime) -> HourPledge:
    """The institution that runs the hub gives hours of a facility in kind. A month that has begun counts whole.

    For the hub's managers; the facility comes with its hub. Raises `WasOpen`, `HoursOutOfRange`,
    `ValueOutOfRange`, `NoSuchBand`, `FeeIsFixed`, `NotOpenToAnybody`, `AlreadyPledged`, `Forbidden`.
    """
    hub = facility.hub
    demand(sets_rates_of, actor, hub)
    _make_sense(terms)
    if terms.starts_on < local_day(now, hub.zone):
        raise WasOpen()
    if facility.fixed_fee:
        raise FeeIsFixed(facility=facility.name)
    if facility.state == FacilityState.RETIRED:
        raise NotOpenToAnybody(facility=facility.name)
    pledge = _written(facility, terms, now)
    record(
        action="funding.make_pledge",
        about=pledge.ref,
        actor=actor,
        now=now,
        organisation_id=pledge.giver_id,
        hub_id=hub.pk,
        facts={
            "facility": facility.pk,
            "minutes_a_month": pledge.minutes_a_month,
            "minutes_an_organisation": pledge.minutes_an_organisation,
            "value_cents_an_hour": pledge.value_cents_an_hour,
            "bands": pledge.bands,
            "starts_on": pledge.starts_on.isoformat(),
        },
    )
    return pledge


def _make_sense(terms: PledgeTerms) -> None:
    if not 1 <= terms.hours_a_month <= MOST_HOURS:
        raise HoursOutOfRange()
    mine = terms.hours_an_organisation
    if mine is not None and not 1 <= mine <= terms.hours_a_month:
        raise HoursOutOfRange()
    if not 0 <= terms.value_cents_an_hour <= MOST_VALUE_CENTS:
        raise ValueOutOfRange()
    if len(terms.bands) > 5 or not all(CODE.fullmatch(code) for code in terms.bands):
        raise NoSuchBand()


def _written(facility: Facility, terms: PledgeTerms, now: datetime) -> HourPledge:
    mine = terms.hours_an_organisation
    try:
        with savepoint():
            return HourPledge.objects.create(
                facility=facility,
                giver_id=facility.hub.operator_id,
                minutes_a_month=terms.hours_a_month * 60,
                minutes_an_organisation=None if mine is None else mine * 60,
                value_cents_an_hour=terms.value_cents_an_hour,
                bands=",".join(sorted(set(terms.bands))),
                starts_on=terms.starts_on,
                made_at=now,
            )
    except IntegrityError as error:
        if violated(error) != "pledge_one_at_a_time":
            raise
        raise AlreadyPledged(facility=facility.name) from error
