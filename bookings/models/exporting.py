"""Everything that a hub owns, row by row, as its managers take it along: names that stay, instants in UTC and the same
time on the hub's clock. Each kind is a generator: nothing is kept whole, however long the hub has been here.

Of people there is nobody in it but those whom the hub wrote down itself: bookings are an organisation's. (Field by
field: `docs/taking-along.md`.)
"""

from collections.abc import Callable, Iterator

from bookings.models import exporting_besides as besides
from bookings.models import exporting_inductions as shown_how
from bookings.models.blocks import Block
from bookings.models.bookings import Line
from bookings.models.export_rows import A_HANDFUL, Row, instant, times
from bookings.models.exporting_files import photos
from bookings.models.occupancy import Occupancy
from facilities.models import CalendarEntry, Facility, Hub, Unit
from funding.models import RateCard
from hub.kit.periods import Period


def facilities(hub: Hub) -> Iterator[Row]:
    rows = Facility.objects.filter(hub=hub).select_related("kind", "provided_by")
    rows = rows.prefetch_related("features", "parts__part", "photos").order_by("name", "pk")
    for each in rows.iterator(chunk_size=A_HANDFUL):
        yield {
            "slug": each.slug,
            "name": each.name,
            "kind": each.kind.slug,
            "state": each.state,
            "about_nl": each.about_nl,
            "about_en": each.about_en,
            "features": sorted(feature.slug for feature in each.features.all()),
            "capacity_people": each.capacity_people,
            "grid_minutes": each.grid_minutes,
            "min_minutes": each.min_minutes,
            "max_minutes": each.max_minutes,
            "notice_minutes": each.notice_minutes,
            "horizon_days": each.horizon_days,
            "turnaround_minutes": each.turnaround_minutes,
            "asks_approval": each.asks_approval,
            "options_until_days": each.options_until_days,
            "options_notice_hours": each.options_notice_hours,
            "fixed_fee": each.fixed_fee,
            "provided_by": each.provided_by.name if each.provided_by else None,
            "parts": {part.part.slug: part.quantity for part in each.parts.all()},
        }


def units(hub: Hub) -> Iterator[Row]:
    rows = Unit.objects.filter(facility__hub=hub).order_by("facility__name", "facility", "label", "pk")
    named = rows.values_list("facility__slug", "label", "serial_number", "state", "note")
    for values in named.iterator(chunk_size=A_HANDFUL):
        yield dict(zip(("facility", "label", "serial_number", "state", "note"), values, strict=True))


def opening_hours(hub: Hub) -> Iterator[Row]:
    yield from _entries(hub, "opening")


def closures(hub: Hub) -> Iterator[Row]:
    yield from _entries(hub, "closure", "holiday")


def _entries(hub: Hub, *meanings: str) -> Iterator[Row]:
    """As they are defined; `recurs` is empty for what is once. Of the hub as a whole where no facility is named."""
    of = dict(Facility.objects.filter(hub=hub).values_list("calendar", "slug"))
    rows = CalendarEntry.objects.of_hub(hub).filter(meaning__in=meanings, lifted_at=None)
    for each in rows.select_related("event__rule").order_by("pk").iterator(chunk_size=A_HANDFUL):
        event = each.event
        yield {
            "facility": of.get(event.calendar_id),
            "meaning": each.meaning,
            **times(hub, event.start, event.end),
            "recurs": event.rule.frequency if event.rule else None,
            "recurs_on": event.rule.params if event.rule else None,
            "recurs_until": instant(event.end_recurring_period),
            "reason": each.reason,
        }


def rates(hub: Hub) -> Iterator[Row]:
    cards = RateCard.objects.filter(facility__hub=hub).select_related("facility").prefetch_related("rates")
    ordered = cards.order_by("facility__name", "facility", "valid_from")
    for card in ordered.iterator(chunk_size=A_HANDFUL):
        yield {
            "facility": card.facility.slug,
            "valid_from": card.valid_from.isoformat(),
            **{f"{unit}_cents": None for unit in ("hour", "daypart", "day", "week")},
            **{f"{rate.unit}_cents": rate.cents for rate in card.rates.all()},
            "surcharges": card.surcharges,
        }


def bookings(hub: Hub) -> Iterator[Row]:
    """A row for each line."""
    lines = Line.objects.filter(booking__hub=hub).select_related(
        "facility", "booking__organisation", "booking__series"
    )
    for line in lines.order_by("booking", "position").iterator(chunk_size=A_HANDFUL):
        booking, period = line.booking, line.period
        yield {
            "number": booking.number,
            "state": booking.state,
            "series": booking.series.number if booking.series else None,
            "organisation": booking.organisation.name,
            "purpose": booking.purpose,
            "part_of": str(booking.part_of) if booking.part_of else None,
            "people": booking.people,
            "activity": booking.activity,
            "facility": line.facility.slug,
            "quantity": line.quantity,
            **times(hub, period.start, period.end),
            "placed_at": instant(booking.placed_at),
            "ended_at": instant(booking.ended_at),
            "list_cents": line.list_cents,
            "vat_bp": line.vat_bp,
            "booking_list_cents": booking.list_cents,
            "booking_own_cents": booking.own_cents,
            "booking_funds_cents": booking.funds_cents,
            "booking_hub_cents": booking.hub_cents,
        }


def blocks(hub: Hub) -> Iterator[Row]:
    rows = Block.objects.filter(hub=hub).prefetch_related("wanted__unit__facility").order_by("pk")
    for each in rows.iterator(chunk_size=A_HANDFUL):
        period = each.period
        yield {
            "uuid": str(each.uuid),
            "kind": each.kind,
            "title": each.title,
            "note": each.note,
            "units": [f"{wanted.unit.facility.slug}/{wanted.unit.label}" for wanted in each.wanted.all()],
            **times(hub, period.start, period.end),
            "created_at": instant(each.created_at),
            "lifted_at": instant(each.lifted_at),
        }


def occupancy(hub: Hub) -> Iterator[Row]:
    """What is held now, turnaround included."""
    rows = Occupancy.objects.live().filter(unit__facility__hub=hub).order_by("pk")
    named = rows.values_list(
        "unit__facility__slug", "unit__label", "during", "reason", "line__booking__number", "block__uuid"
    )
    for facility, label, during, reason, number, block in named.iterator(chunk_size=A_HANDFUL):
        period = Period.from_range(during)
        yield {
            "facility": facility,
            "unit": label,
            **times(hub, period.start, period.end),
            "reason": reason,
            "booking": number,
            "block": str(block) if block else None,
        }


KINDS: dict[str, Callable[[Hub], Iterator[Row]]] = {
    "hub": besides.hubs,
    "facilities": facilities,
    "units": units,
    "photos": photos,
    "companions": besides.companions,
    "house_rules": besides.house_rules,
    "opening_hours": opening_hours,
    "closures": closures,
    "rates": rates,
    "vat": besides.vat,
    "bookings": bookings,
    "series": besides.series,
    "second_options": besides.second_options,
    "waitlist": besides.waitlist,
    "fees": besides.fees,
    "advances": besides.advances,
    "blocks": blocks,
    "occupancy": occupancy,
    "messages": besides.messages,
    "set_ups": besides.set_ups,
    "words": besides.words,
    "callers": besides.callers,
    "calendars": besides.calendars,
    "inductions": shown_how.inductions,
    "sessions": shown_how.sessions,
    "waivers": shown_how.waivers,
}
