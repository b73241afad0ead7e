"""Series as pages list and show them: how each stands is read from its dates."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q, QuerySet

from bookings.models.bookings import LIVE_STATES, WAITING_STATES, Booking, BookingState, lapsed
from bookings.models.series import Series
from facilities.models import Hub
from members.models import Organisation

# Over, or let go: of no use to who wants to change what is to come.
CHANGEABLE = (BookingState.CONFIRMED, *WAITING_STATES)


@dataclass(frozen=True, slots=True)
class Standing:
    """A series in a list: how many of its dates live, the next of them, and the last."""

    series: Series
    live: int
    next_at: datetime | None
    last_at: datetime | None


def standings_of_series(rows: QuerySet[Series], now: datetime) -> list[Standing]:
    """Two queries, however many: of these series, which come with their hub and organisation, how they stand."""
    found = list(rows)
    live = Q(state__in=LIVE_STATES) & ~lapsed(now)
    counted = (
        Booking.objects.filter(series__in=[each.pk for each in found])
        .values("series_id")
        .annotate(
            live=Count("pk", filter=live),
            next_at=Min("during__startswith", filter=live & Q(during__endswith__gt=now)),
            last_at=Max("during__endswith", filter=live),
        )
    )
    by_series = {row["series_id"]: row for row in counted}
    return [
        Standing(
            each, by_series[each.pk]["live"], by_series[each.pk]["next_at"], by_series[each.pk]["last_at"]
        )
        for each in found
    ]


def series_of_organisation(organisation: Organisation) -> QuerySet[Series]:
    return _with_both(Series.objects.filter(organisation=organisation))


def series_at(hub: Hub) -> QuerySet[Series]:
    return _with_both(Series.objects.filter(hub=hub))


def _with_both(rows: QuerySet[Series]) -> QuerySet[Series]:
    return rows.select_related("hub", "organisation", "placed_by").order_by("-placed_at", "-pk")


def series_asked_for(*, organisation_id: int, hub_id: int, now: datetime) -> int:
    """How many series of an organisation wait for a hub's answer."""
    waits = Booking.objects.filter(organisation=organisation_id, hub=hub_id, state=BookingState.REQUESTED)
    found = waits.filter(series__isnull=False, held_until__gt=now).values("series").distinct()
    return found.count()


def dates_of(series: Series) -> QuerySet[Booking]:
    """Its bookings by start, with what a list shows of them."""
    return (
        series.bookings.select_related("hub", "organisation__municipality", "placed_by", "series")
        .prefetch_related("lines__facility")
        .order_by("during__startswith", "pk")
    )


def later_dates(*, series: Series, start: datetime, now: datetime) -> QuerySet[Booking]:
    """Those that begin then or later, have not begun, and may still be changed or cancelled."""
    rows = dates_of(series).filter(state__in=CHANGEABLE, during__startswith__gte=max(start, now))
    return rows.exclude(during__startswith__lte=now).exclude(lapsed(now))
