"""What a hub takes along of inductions: what it asks for, its training sessions, and what it let bookings do without.
Who holds one is that person's own, who reads it on a page of theirs; here stands how many."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Count, Q

from bookings.models.export_rows import A_HANDFUL, Row, instant, times
from bookings.models.inductions import InductionWaiver
from facilities.models import Facility, Hub, Induction, TrainingSession


def inductions(hub: Hub) -> Iterator[Row]:
    asking: dict[int | None, list[str]] = defaultdict(list)
    things = Facility.objects.filter(hub=hub, induction__isnull=False).order_by("slug")
    for induction, slug in things.values_list("induction", "slug"):
        asking[induction].append(slug)
    in_force = Count("grants", filter=Q(grants__withdrawn_at=None))
    for each in Induction.objects.filter(hub=hub).annotate(given=in_force).order_by("name_nl", "pk"):
        yield {
            "name_nl": each.name_nl,
            "name_en": each.name_en,
            "about_nl": each.about_nl,
            "about_en": each.about_en,
            "months": each.months,
            "asked_by": asking[each.pk],
            "given": each.given,
            "created_at": instant(each.created_at),
        }


def sessions(hub: Hub) -> Iterator[Row]:
    found = TrainingSession.objects.filter(facility__hub=hub).select_related("facility", "induction", "room")
    lines = "facility__lines"
    counted = found.annotate(
        seats=Count("facility__units", distinct=True),
        came=Count(
            f"{lines}__booking", filter=Q(**{f"{lines}__booking__attendance__came": True}), distinct=True
        ),
    )
    for each in counted.order_by("during", "pk").iterator(chunk_size=A_HANDFUL):
        yield {
            "facility": each.facility.slug,
            "induction": each.induction.name_nl if each.induction else None,
            "teacher": each.teacher,
            "room": each.room.slug if each.room else None,
            "seats": each.seats,
            "came": each.came,
            **times(hub, each.period.start, each.period.end),
            "planned_at": instant(each.planned_at),
            "called_off_at": instant(each.called_off_at),
            "why": each.why,
        }


def waivers(hub: Hub) -> Iterator[Row]:
    found = InductionWaiver.objects.filter(booking__hub=hub).select_related("booking", "induction")
    for each in found.order_by("at", "pk").iterator(chunk_size=A_HANDFUL):
        yield {
            "booking": each.booking.number,
            "induction": each.induction.name_nl,
            "reason": each.reason,
            "at": instant(each.at),
        }
