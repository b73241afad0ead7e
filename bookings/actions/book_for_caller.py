from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bookings.actions._assigning import put_on
from bookings.actions._between import AtOnce
from bookings.actions._handing_over import new_link
from bookings.actions._placing import KeyReused, Placed, PriceChanged, placed
from bookings.actions._waiving import asked_in, waived
from bookings.models import Booking
from bookings.models.callers import Caller
from bookings.models.parties import at_desk
from bookings.rules.request import BookingRequest
from facilities.models import Hub, Unit
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import quote
from hub.kit.audit import record
from hub.kit.errors import Forbidden, Refusal
from hub.kit.periods import Period
from hub.kit.transactions import step, verb
from members.models import Organisation, OrganisationKind, User
from members.permissions import works_at


class NoWayToReachThem(Refusal):
    code = "no_way_to_reach_them"
    status = 400
    message = _(
        "Give an e-mail address or a telephone number, so that they can be told when something changes."
    )


@dataclass(frozen=True, slots=True)
class Called:
    """Who called: a name for the booking and its invoice, and how to reach them."""

    organisation: str
    name: str
    email: str = ""
    phone: str = ""
    street: str = ""
    postcode: str = ""
    language: str = "nl"


def book_for_caller(
    *,
    hub: Hub,
    called: Called,
    unit: Unit,
    period: Period,
    purpose: str,
    own_cents: int,
    house_rules_version: int | None,
    request_key: UUID,
    actor: User,
    now: datetime,
    waiving: str = "",
) -> Placed:
    """A booking for somebody without an account, confirmed and on account, at the list price: nobody declared anything
    for them, so no fund is asked. The hub's own yes stands for its approval and its credit. The same key again is the
    same booking, and refused with something else in it. It gets the unit that was asked for. `waiving`: why who called
    may do without an induction, since they hold none.

    For the hub's staff. Raises `Forbidden`, `NoWayToReachThem`, `PriceChanged` when it is not `own_cents` any more,
    `AcceptHouseRules`, `UnitIsOut`, `UnitIsTaken`, `KeyReused`, and what admission refuses.
    """
    try:
        return _booked(
            hub=hub,
            called=called,
            unit=unit,
            period=period,
            purpose=purpose,
            own_cents=own_cents,
            house_rules_version=house_rules_version,
            request_key=request_key,
            actor=actor,
            now=now,
            waiving=waiving.strip(),
        )
    except KeyReused:  # pressed twice at once: the first is through by now, and may be the very same
        if before := _placed_before(hub, called, unit, period, purpose, request_key, actor):
            return before
        raise


@verb
def _booked(
    *,
    hub: Hub,
    called: Called,
    unit: Unit,
    period: Period,
    purpose: str,
    own_cents: int,
    house_rules_version: int | None,
    request_key: UUID,
    actor: User,
    now: datetime,
    waiving: str,
) -> Placed:
    if not works_at(actor, hub):
        raise Forbidden()
    if before := _placed_before(hub, called, unit, period, purpose, request_key, actor):
        return before
    if not (called.email or called.phone):
        raise NoWayToReachThem()
    organisation = _written_down(hub, called, actor, now)
    line = LineWish(unit.facility_id, 1, period)
    price = quote(quote_facts(wishes=(line,), hub=hub, organisation=organisation, now=now))
    if price.own_cents != own_cents:
        raise PriceChanged(price)
    request = BookingRequest(organisation.pk, hub.pk, (line,), purpose, "", price.digest(), request_key)
    request = replace(request, waived=bool(waiving))
    found = at_desk(organisation=organisation, hub=hub, person_id=actor.pk, request=request)
    at_once = AtOnce(house_rules_version, by_desk=True)
    done = placed(request=request, actor=actor, now=now, at_once=at_once, found=found)
    put_on(booking=done.booking, unit=unit, period=period, actor=actor, now=now)
    if waiving and (asked := asked_in(done.booking)):
        waived(booking=done.booking, induction_ids=asked, reason=waiving, actor=actor, now=now)
    if called.email:
        new_link(caller=organisation.caller, actor=actor, now=now)
    return done


def _placed_before(
    hub: Hub, called: Called, unit: Unit, period: Period, purpose: str, request_key: UUID, actor: User
) -> Placed | None:
    """What the same key made, if the same was said with it. Raises `KeyReused`."""
    made = Booking.objects.select_related("organisation").filter(placed_by=actor, request_key=request_key)
    booking = made.first()
    if booking is None:
        return None
    lines = [(line.facility_id, line.quantity, line.period) for line in booking.lines.all()]
    who = Caller.objects.filter(organisation=booking.organisation_id)
    said = who.values_list("hub", "organisation__name", "name", "email", "phone").first()
    asked = (hub.pk, called.organisation, called.name, called.email, called.phone)
    if (said, lines, booking.purpose) != (asked, [(unit.facility_id, 1, period)], purpose):
        raise KeyReused()
    return Placed(booking, again=True)


@step
def _written_down(hub: Hub, called: Called, actor: User, now: datetime) -> Organisation:
    """Known to this hub alone. Its seat is taken to be the hub's: nothing depends on it before somebody declares."""
    organisation = Organisation.objects.create(
        name=called.organisation,
        kind=OrganisationKind.MAKERS,
        municipality_id=hub.municipality_id,
        street=called.street,
        postcode=called.postcode,
        billing_email=called.email,
        made_by_desk=True,
        created_at=now,
    )
    Caller.objects.create(
        organisation=organisation,
        hub=hub,
        name=called.name,
        email=called.email,
        phone=called.phone,
        language=called.language,
        created_by=actor,
        created_at=now,
    )
    record(
        action="bookings.write_down_caller",
        about=organisation.ref,
        actor=actor,
        now=now,
        organisation_id=organisation.pk,
        hub_id=hub.pk,
    )
    return organisation
