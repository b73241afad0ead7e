from typing import ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from schedule.models import Event

from facilities.models.facilities import Facility
from facilities.models.hubs import Hub
from hub.kit.fields import finite_period, one, spelt_out


class EntryMeaning(models.TextChoices):
    OPENING = "opening", _("opening hours")
    CLOSURE = "closure", _("closed")
    HOLIDAY = "holiday", _("public holiday")


class CalendarEntries(models.QuerySet["CalendarEntry"]):
    def of_hub(self, hub: Hub) -> Self:
        """What stands on the calendar of a hub or of one of its facilities."""
        facilities = Facility.objects.filter(hub=hub).values("calendar")
        return self.filter(
            models.Q(event__calendar=hub.calendar_id) | models.Q(event__calendar__in=facilities)
        )


class CalendarEntry(models.Model):
    """What a django-scheduler event on a hub's or facility's calendar means.

    The events are the definition of recurrence; nothing on a request path expands them. Times of an event are read on
    the hub's wall clock, its length too (an opening from 22:00 to 06:00 stays so when the clock changes).
    """

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="entry")
    meaning = models.CharField(max_length=10, choices=EntryMeaning)
    reason = models.CharField(max_length=200, blank=True)
    # A closure that was taken back, or a public holiday on which the hub opens anyway: kept, so that the next loading
    # of holidays does not bring it back.
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[CalendarEntries] = CalendarEntries.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name_plural = "calendar entries"

    def __str__(self) -> str:
        return f"{self.meaning} {self.event_id}"


class OpeningWindow(models.Model):
    """When a facility can be booked, projected from the calendars for a rolling 18 months. Read, never edited."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="openings", db_index=False)
    during = DateTimeRangeField()

    class Meta:
        constraints = [
            finite_period("during", "opening_is_finite"),
            # Also the index that reads go through, when they are about few facilities.
            ExclusionConstraint(
                name="opening_windows_do_not_overlap",
                index_type="GIST",
                expressions=[
                    (one("facility_id"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [GistIndex(spelt_out("during"), name="opening_by_time")]

    def __str__(self) -> str:
        return f"{self.facility_id} {self.during}"
