from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bookings.models.bookings import Line
from facilities.models import Unit
from hub.kit.fields import finite_period, one


class OccupancyReason(models.TextChoices):
    BOOKING = "booking", _("booking")
    BLOCK = "block", _("blocked")


class Occupancy(models.Model):
    """One unit is taken for one period, the turnaround after a booking included.

    While `released_at` is empty no two rows of a unit overlap: the database refuses it, whatever the code does.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="occupancies", db_index=False)
    during = DateTimeRangeField()
    reason = models.CharField(max_length=10, choices=OccupancyReason, default=OccupancyReason.BOOKING)
    line = models.ForeignKey(Line, on_delete=models.CASCADE, null=True, blank=True, related_name="occupancies")
    # blank=True: without it full_clean() leaves the constraint's condition out of sight.
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "occupancies"
        constraints = [
            finite_period("during", "occupancy_is_finite"),
            models.CheckConstraint(
                name="occupancy_of_a_booking_has_a_line",
                condition=Q(reason="booking", line__isnull=False) | Q(reason="block", line=None),
            ),
            ExclusionConstraint(
                name="occupancy_no_unit_twice",
                index_type="GIST",
                expressions=[(one("unit_id"), RangeOperators.OVERLAPS), ("during", RangeOperators.OVERLAPS)],
                condition=Q(released_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.during}"
