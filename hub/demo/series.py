"""What somebody books every week: a series of the first maker, whose log-in is told, with a date that was left out and
one that comes at another hour."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID

from bookings.actions._placing_series import series_placed
from bookings.models import Series
from bookings.models.house_rules import current_house_rules
from bookings.repeated import OUT, ShownSeries, shown_series
from bookings.rules.request import Visit
from bookings.rules.series import Repeat, Rhythm, SeriesRequest
from facilities.models import Facility, Hub
from funding.rules.lines import LineWish
from hub.demo.changing import changed_to_one, its_wishes
from hub.demo.people import Maker
from hub.kit.models import OutboxMessage
from hub.kit.periods import Period
from hub.kit.transactions import step

WEEKS = 12
HOURS = (time(10), time(14), time(19), time(16))


@step
def make_series(*, makers: Sequence[Maker], hub: Hub, random: Random, now: datetime) -> None:
    """Each week at a time at which most dates are free; of the others nobody takes anything."""
    maker = makers[0]
    for lines in _times(hub, now):
        shown = _shown(maker, hub, lines, {}, now)
        if len(shown.taken) >= WEEKS - 3 and not shown.terms.asks_approval and not shown.must_be_paid:
            break
    else:
        return
    shown = _shown(maker, hub, lines, {each.on.isoformat(): OUT for each in shown.undecided}, now)
    if not shown.may_go_on:
        return
    rules = current_house_rules(hub, now)
    request = SeriesRequest(
        organisation_id=maker.organisation.pk,
        hub_id=hub.pk,
        repeat=shown.repeat,
        lines=shown.first,
        dates=shown.series_dates,
        left_out=shown.left_out,
        purpose="Repetitie",
        reference="",
        price_digest=shown.digest,
        request_key=UUID(int=random.getrandbits(128), version=4),
    )
    placed = series_placed(
        request=request, house_rules_version=rules.version if rules else None, actor=maker.booker, now=now
    )
    _another_hour(placed.series, maker, now)
    # Nobody is mailed about what is made up.
    OutboxMessage.objects.filter(about=placed.series.ref).update(done_at=now)


@step
def _another_hour(series: Series, maker: Maker, now: datetime) -> None:
    """Of the first date after the next that can be put an hour or two off."""
    dates = series.bookings.select_related("hub__municipality", "organisation__municipality", "placed_by")
    for booking in dates.order_by("during")[1:]:
        its = its_wishes(booking)
        ways = (
            tuple(LineWish(each.facility_id, each.quantity, _later(each.period, hours)) for each in its)
            for hours in (1, -1, 2, -2)
        )
        if changed_to_one(booking=booking, ways=ways, person=maker.booker, at=now):
            return


def _later(period: Period, hours: int) -> Period:
    return Period(period.start + timedelta(hours=hours), period.end + timedelta(hours=hours))


def _times(hub: Hub, now: datetime) -> Iterator[tuple[LineWish, ...]]:
    """From the week after the next on: a room for two hours, on a day of the week and at an hour of the day."""
    today = now.astimezone(hub.zone).date()
    for facility in Facility.objects.filter(hub=hub, state="live", asks_approval=False).order_by("pk"):
        for day in range(15, 20):
            for at in HOURS:
                start = datetime.combine(today + timedelta(days=day), at, hub.zone)
                yield (LineWish(facility.pk, 1, Period(start, start + timedelta(hours=2))),)


def _shown(
    maker: Maker, hub: Hub, lines: tuple[LineWish, ...], choices: dict[str, str], now: datetime
) -> ShownSeries:
    return shown_series(
        lines=lines,
        hub=hub,
        organisation=maker.organisation,
        visit=Visit(),
        repeat=Repeat(Rhythm.WEEKLY, count=WEEKS),
        choices=choices,
        now=now,
        person=maker.booker,
    )
