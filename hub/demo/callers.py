"""Who rang Effenaar: a choir without an account, whose booking its desk wrote down."""

from datetime import datetime, time, timedelta
from itertools import product
from random import Random
from uuid import UUID

from bookings.actions._between import AtOnce
from bookings.actions._placing import placed
from bookings.models import Caller
from bookings.models.house_rules import current_house_rules
from bookings.models.parties import at_desk
from bookings.rules.request import BookingRequest
from facilities.models import Facility, Hub
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import quote
from hub.demo.reading import toml
from hub.kit.audit import record
from hub.kit.errors import Refusal
from hub.kit.models import OutboxMessage
from hub.kit.periods import Period
from hub.kit.transactions import savepoint, step
from members.models import Grant, Organisation, OrganisationKind, Role, User

A_QUARTER = timedelta(minutes=15)


@step
def make_a_call(*, hub: Hub, random: Random, now: datetime) -> None:
    """A room for an evening of the days to come, whichever is free first."""
    staff = Grant.objects.filter(role=Role.HUB_STAFF, scope=hub.ref).order_by("pk")[0].person
    at, words = now - A_QUARTER, toml("talk")["caller"]
    organisation = _written_down(hub, words, staff, at)
    rules = current_house_rules(hub, at)
    today = now.astimezone(hub.zone).date()
    rooms = Facility.objects.filter(hub=hub, state="live", kind__family="studio", companion_rules=None)
    for ahead, room in product(range(1, 9), rooms.order_by("pk")):
        start = datetime.combine(today + timedelta(days=ahead), time(19), hub.zone)
        wish = LineWish(room.pk, 1, Period(start, start + timedelta(hours=3)))
        price = quote(quote_facts(wishes=(wish,), hub=hub, organisation=organisation, now=at))
        key = UUID(int=random.getrandbits(128), version=4)
        request = BookingRequest(organisation.pk, hub.pk, (wish,), words["purpose"], "", price.digest(), key)
        try:
            with savepoint():
                done = placed(
                    request=request,
                    actor=staff,
                    now=at,
                    at_once=AtOnce(rules.version if rules else None, by_desk=True),
                    found=at_desk(organisation=organisation, hub=hub, person_id=staff.pk, request=request),
                )
        except Refusal:
            continue
        # Nobody is mailed about what is made up.
        OutboxMessage.objects.filter(about=done.booking.ref).update(done_at=now)
        return


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
