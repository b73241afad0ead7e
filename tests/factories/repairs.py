"""What a house cannot keep, and what its staff decide about it."""

from datetime import datetime, timedelta

from bookings.actions.repair import Repaired, repair
from bookings.models import Booking
from bookings.models.hits import hits
from bookings.repairing import Repair, Way, repairs
from bookings.rules.repairing import How
from facilities.actions.add_closure import add_closure
from facilities.models import Facility
from funding.models import RateCard
from tests.cast import NOW, THURSDAY, Cast
from tests.factories.facilities import FacilityFactory
from tests.factories.funding import card


def other_studio(cast: Cast, *, hour: int = 5_000, daypart: int = 16_000, name: str = "Studio 5") -> Facility:
    """Another one of the same kind at Effenaar, open on the same days."""
    days = {each.during.lower.date() for each in cast.studio.openings.all()}
    studio = FacilityFactory(
        hub=cast.effenaar, slug=name.lower().replace(" ", "-"), name=name, open_days=days
    )
    card(studio, hour=hour, daypart=daypart)
    assert RateCard.objects.filter(facility=studio).exists()
    return studio


def closed_on_thursday(cast: Cast, *bookings: Booking) -> None:
    """The whole house, though these are there."""
    start = datetime.combine(THURSDAY, datetime.min.time())
    add_closure(
        hub=cast.effenaar,
        starts=start,
        ends=start + timedelta(days=1),
        reason="New floor",
        knowing={each.number for each in bookings},
        actor=cast.hanna,
        now=NOW,
    )


def found(cast: Cast, now: datetime = NOW) -> list[Repair]:
    return repairs(hits(hub=cast.effenaar, now=now), now)


def the_way(cast: Cast, how: How, now: datetime = NOW) -> Way:
    """Of the one booking that is hit."""
    (one,) = found(cast, now)
    return next(way for way in one.ways if way.how == how)


def decided(
    cast: Cast, *ways: Way, reason: str = "The floor is broken", now: datetime = NOW
) -> list[Repaired]:
    """By Teun, at the desk."""
    return repair(
        hub=cast.effenaar,
        decisions=[way.decision for way in ways],
        reason=reason,
        actor=cast.teun,
        now=now,
    )
