from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bookings.actions._assigning import put_on
from bookings.actions._optioned import optioned
from bookings.actions._placing import Placed, PriceChanged, placed
from bookings.actions._telling import KEPT
from bookings.actions._waiving import asked_in, waived
from bookings.models import Booking, BookingState
from bookings.models.options import latest_of, options_of
from bookings.models.parties import at_desk
from bookings.models.speaking import speaker_of
from bookings.rules.options import MOST_OPTIONS
from bookings.rules.request import BookingRequest
from facilities.models import Hub, Unit
from facilities.permissions import demand_staff
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import quote
from hub.kit.errors import Refusal
from hub.kit.periods import Period
from hub.kit.transactions import step, verb
from members.models import Organisation, User


class NobodyToAsk(Refusal):
    code = "nobody_to_ask"
    message = _("Nobody has an account for %(organisation)s any more. Book for them as somebody who calls.")


class TheyHaveTooManyOptions(Refusal):
    code = "they_have_too_many_options"
    message = _(
        "They have %(most)d options at %(hub)s already. One of them has to be booked or let go first."
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """What the desk keeps for an organisation: of a facility this unit. `list_cents` is the price that it was shown;
    `waiving` why they may do without an induction, empty where they hold it."""

    organisation: Organisation
    unit: Unit
    period: Period
    purpose: str
    list_cents: int
    waiving: str = ""


@verb
def keep_in_option(*, hub: Hub, kept: Kept, request_key: UUID, actor: User, now: datetime) -> Placed:
    """An option for an organisation that has members, made at the desk: the hub spends nobody's money, so one of them
    says yes. Units, price and funds are held as in any option, as long as the hub gives one on this; the one who is
    asked gets a mail. Whatever holds of who books holds of them: rules, what they hold already, who waits in line. The
    same key again is the same option.

    For the hub's staff. Raises `Forbidden`, `NobodyToAsk`, `NoOptions`, `TooLateForAnOption`, `TheyHaveTooManyOptions`,
    `PriceChanged` when the list price is not `list_cents` any more, `UnitIsOut`, `UnitIsTaken`, and what admission and
    the line refuse.
    """
    demand_staff(actor, hub)
    organisation, facility_id = kept.organisation, kept.unit.facility_id
    asked = speaker_of(organisation, hub)
    if asked is None:
        raise NobodyToAsk(organisation=organisation.name)
    ends = latest_of(facility_ids=[facility_id], start=kept.period.start, zone=hub.zone, now=now)
    line = LineWish(facility_id, 1, kept.period)
    price = quote(quote_facts(wishes=(line,), hub=hub, organisation=organisation, now=now))
    if price.list_cents != kept.list_cents:
        raise PriceChanged(price)
    request = BookingRequest(organisation.pk, hub.pk, (line,), kept.purpose, "", price.digest(), request_key)
    waiving = kept.waiving.strip()
    request = replace(request, waived=bool(waiving))
    found = at_desk(organisation=organisation, hub=hub, person_id=asked.pk, request=request)
    done = placed(request=request, actor=asked, by=actor, now=now, found=found)
    if not done.again:
        put_on(booking=done.booking, unit=kept.unit, period=kept.period, actor=actor, now=now)
        if waiving and (inductions := asked_in(done.booking)):
            waived(booking=done.booking, induction_ids=inductions, reason=waiving, actor=actor, now=now)
        _into_option(done.booking, ends, actor, now)
    return done


@step
def _into_option(booking: Booking, ends: datetime, actor: User, now: datetime) -> None:
    """What was placed a moment ago, under the organisation's key."""
    if options_of(organisation_id=booking.organisation_id, hub_id=booking.hub_id, now=now) >= MOST_OPTIONS:
        raise TheyHaveTooManyOptions(most=MOST_OPTIONS, hub=booking.hub.name)
    booking.state, booking.held_until, booking.optioned_at = BookingState.OPTION, ends, now
    booking.save(update_fields=["state", "held_until", "optioned_at"])
    optioned(booking=booking, actor=actor, now=now, kind=KEPT)
