"""Series the way people make them: at the price that was shown, through the verb."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from bookings.actions.place_series import PlacedSeries, place_series
from bookings.models.repeating import price_dates
from bookings.rules.request import Visit
from bookings.rules.series import (
    Repeat,
    Rhythm,
    SeriesDate,
    SeriesRequest,
    definition_of,
    in_all,
    occurrence,
    wall_span,
)
from facilities.models import Facility
from funding.rules.quote import Quote
from hub.kit.periods import Period
from hub.kit.refs import Ref
from members.models import Organisation, User
from tests.cast import NOW, THURSDAY, thursday
from tests.factories.bookings import _line
from tests.factories.facilities import open_on

EVENING = thursday(19, 22)


def thursdays(count: int, *, weeks: int = 1) -> list[date]:
    """From the one that everybody speaks of."""
    return [THURSDAY + timedelta(weeks=weeks * number) for number in range(count)]


def open_thursdays(*facilities: Facility, count: int = 60) -> None:
    """Beyond the month for which the cast's things are open; bookable as far ahead as that."""
    for facility in facilities:
        known = {each.during.lower.date() for each in facility.openings.all()}
        open_on(facility, [on for on in thursdays(count) if on not in known])
        Facility.objects.filter(pk=facility.pk).update(horizon_days=7 * count)


def a_series(
    organisation: Organisation,
    *wanted: Facility | tuple[Facility, int],
    period: Period = EVENING,
    repeat: Repeat | None = None,
    count: int = 4,
    without: Iterable[date] = (),
    instead: dict[date, SeriesDate] | None = None,
    now: datetime = NOW,
    key: UUID | None = None,
    price_digest: str | None = None,
    visit: Visit | None = None,
    part_of: Ref | None = None,
) -> SeriesRequest:
    """Each week so many times, at the price of this moment unless told otherwise."""
    repeat = repeat or Repeat(Rhythm.WEEKLY, count=count)
    lines = tuple(_line(each, period) for each in wanted)
    hub = (wanted[0] if isinstance(wanted[0], Facility) else wanted[0][0]).hub
    out = frozenset(without)
    _definition, days = definition_of(repeat, *wall_span(lines, hub.zone))
    taken = [SeriesDate(on, occurrence(lines, days[0], on, hub.zone).lines) for on in days if on not in out]
    dates = tuple((instead or {}).get(each.on, each) for each in taken)
    if price_digest is None:
        priced = price_dates([each.lines for each in dates], hub=hub, organisation=organisation, now=now)
        price_digest = in_all(each.digest() for each in priced if isinstance(each, Quote))
    return SeriesRequest(
        organisation_id=organisation.pk,
        hub_id=hub.pk,
        repeat=repeat,
        lines=lines,
        dates=dates,
        left_out=tuple(on for on in days if on in out),
        purpose="Choir rehearsal",
        reference="",
        price_digest=price_digest,
        request_key=key or uuid4(),
        visit=visit or Visit(),
        part_of=part_of,
    )


def series_of(actor: User, organisation: Organisation, *wanted, now: datetime = NOW, **asked) -> PlacedSeries:
    """Booked, on account."""
    request = a_series(organisation, *wanted, now=now, **asked)
    return place_series(request=request, house_rules_version=None, actor=actor, now=now)
