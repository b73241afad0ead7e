"""Who rang Effenaar: a choir without an account, whose booking its desk wrote down, and a quartet that has taken over
what it was since."""

from datetime import datetime, time, timedelta
from itertools import product
from random import Random
from uuid import UUID

from django.db.models import Q

from bookings.actions._between import AtOnce
from bookings.actions._handing_over import new_link
from bookings.actions._placing import placed
from bookings.models import Booking, Caller
from bookings.models.house_rules import current_house_rules
from bookings.models.parties import at_desk
from bookings.rules.request import BookingRequest
from facilities.models import Facility, Hub
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import quote
from hub.demo.people import person_of
from hub.demo.reading import toml
from hub.kit.audit import record
from hub.kit.errors import Refusal
from hub.kit.models import OutboxMessage
from hub.kit.periods import Period
from hub.kit.transactions import savepoint, step
from members.actions._first_owner import first_owner
from members.models import Grant, Organisation, OrganisationKind, Role, User

A_QUARTER = timedelta(minutes=15)


@step
def make_calls(*, hub: Hub, random: Random, now: datetime) -> None:
    """One is as it was written down; whoever made the other has taken it over since."""
    staff, words = staff_of(hub), toml("talk")
    _called(hub, words["caller"], staff, random, now - A_QUARTER)
    at = now - timedelta(hours=20)
    booking = _called(hub, words["taken_over"], staff, random, at)
    if booking is not None:
        _taken_over(booking, staff, at, now - timedelta(hours=3))


def staff_of(hub: Hub) -> User:
    return Grant.objects.filter(role=Role.HUB_STAFF, scope=hub.ref).order_by("pk")[0].person


@step
def _called(hub: Hub, words: dict[str, str], staff: User, random: Random, at: datetime) -> Booking | None:
    """A room for an evening of the days to come, whichever is free first, confirmed at the desk."""
    organisation = _written_down(hub, words, staff, at)
    rules = current_house_rules(hub, at)
    booking = an_evening(
        organisation=organisation,
        hub=hub,
        person=staff,
        by=staff,
        purpose=words["purpose"],
        random=random,
        at=at,
        at_once=AtOnce(rules.version if rules else None, by_desk=True),
        days=range(2, 9),
    )
    if booking is not None:
        nobody_is_mailed(booking, at)
    return booking


@step
def nobody_is_mailed(booking: Booking, at: datetime) -> None:
    """About what is made up."""
    OutboxMessage.objects.filter(about=booking.ref).update(done_at=at)


@step
def an_evening(
    *,
    organisation: Organisation,
    hub: Hub,
    person: User,
    by: User,
    purpose: str,
    random: Random,
    at: datetime,
    days: range,
    at_once: AtOnce | None = None,
    only: Q | None = None,
) -> Booking | None:
    """Placed at the desk, at three hours from seven on, in the first room that is free; none where there is none."""
    today = at.astimezone(hub.zone).date()
    rooms = Facility.objects.filter(
        only or Q(), hub=hub, state="live", kind__family="studio", companion_rules=None
    )
    for ahead, room in product(days, rooms.order_by("pk")):
        start = datetime.combine(today + timedelta(days=ahead), time(19), hub.zone)
        wish = LineWish(room.pk, 1, Period(start, start + timedelta(hours=3)))
        price = quote(quote_facts(wishes=(wish,), hub=hub, organisation=organisation, now=at))
        key = UUID(int=random.getrandbits(128), version=4)
        request = BookingRequest(organisation.pk, hub.pk, (wish,), purpose, "", price.digest(), key)
        found = at_desk(organisation=organisation, hub=hub, person_id=person.pk, request=request)
        try:
            with savepoint():
                return placed(
                    request=request, actor=person, by=by, now=at, at_once=at_once, found=found
                ).booking
        except Refusal:
            continue
    return None


@step
def _taken_over(booking: Booking, staff: User, made_at: datetime, at: datetime) -> None:
    """By an account of the address that the link was sent to."""
    caller = Caller.objects.get(organisation=booking.organisation)
    owner = person_of(email=caller.email, name=caller.name, since=at)
    link = new_link(caller=caller, actor=staff, now=made_at)
    link.used_at, link.used_by = at, owner
    link.save(update_fields=["used_at", "used_by"])
    first_owner(organisation=booking.organisation, person=owner, now=at)
    Booking.objects.filter(pk=booking.pk).update(placed_by=owner)
    record(
        action="bookings.take_over",
        about=booking.organisation.ref,
        actor=owner,
        now=at,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
    )


@step
def _written_down(hub: Hub, words: dict[str, str], staff: User, at: datetime) -> Organisation:
    organisation = Organisation.objects.create(
        name=words["organisation"],
        kind=OrganisationKind.MAKERS,
        municipality_id=hub.municipality_id,
        billing_email=words["email"],
        made_by_desk=True,
        created_at=at,
        is_demo=True,
    )
    Caller.objects.create(
        organisation=organisation,
        hub=hub,
        name=words["name"],
        email=words["email"],
        phone=words["phone"],
        language="nl",
        created_by=staff,
        created_at=at,
    )
    record(
        action="bookings.write_down_caller",
        about=organisation.ref,
        actor=staff,
        now=at,
        organisation_id=organisation.pk,
        hub_id=hub.pk,
    )
    return organisation
