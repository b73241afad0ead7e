from collections.abc import Iterable
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import BooleanField, Expression, Func, Q, QuerySet, Subquery, Value
from django.utils.translation import gettext_lazy as _

from bookings.models.blocks import Block
from bookings.models.bookings import Line
from facilities.models import Unit
from hub.kit.fields import finite_period, one, spelt_out
from hub.kit.periods import Period


class OccupancyReason(models.TextChoices):
    BOOKING = "booking", _("booking")
    BLOCK = "block", _("blocked")


def among(units: "Iterable[int] | QuerySet[Unit]") -> Func:
    """The occupancy's unit is one of these, said in the constraint's own expression so that its index is used.

    `unit_id = X` on the same index takes 300 times as long; ids that follow each other become one range.
    """
    if isinstance(units, QuerySet):
        source: Expression | Subquery = Subquery(units.order_by().values("pk"))
        rows = "%(expressions)s"
    else:
        source = Value(sorted(set(units)), output_field=ArrayField(models.BigIntegerField()))
        rows = "unnest(%(expressions)s)"
    template = f"(SELECT range_agg(int8range(among.id, among.id, '[]')) FROM {rows} AS among (id))"
    many = Func(source, template=template, output_field=models.TextField())
    return Func(
        one("unit_id"), many, template="(%(expressions)s)", arg_joiner=" && ", output_field=BooleanField()
    )


class Occupancies(QuerySet["Occupancy"]):
    def live(self) -> Self:
        """Those that count: not released."""
        return self.filter(released_at=None)

    def overlapping(self, units: "Iterable[int] | QuerySet[Unit]", window: Period) -> Self:
        """The live occupancies of these units that touch the window. For a short time of very many there is another
        way to ask (docs/availability.md)."""
        return self.live().filter(among(units), during__overlap=window.to_range())


class Occupancy(models.Model):
    """One unit is taken for one period, the turnaround after a booking included.

    While `released_at` is empty no two rows of a unit overlap: the database refuses it, whatever the code does.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="occupancies", db_index=False)
    during = DateTimeRangeField()
    reason = models.CharField(max_length=10, choices=OccupancyReason, default=OccupancyReason.BOOKING)
    line = models.ForeignKey(
        Line, on_delete=models.CASCADE, null=True, blank=True, related_name="occupancies"
    )
    # Of each block there is a row for each stretch of a unit that nothing else holds.
    block = models.ForeignKey(
        Block, on_delete=models.PROTECT, null=True, blank=True, related_name="occupancies", db_index=False
    )
    # blank=True: without it full_clean() leaves the constraint's condition out of sight.
    released_at = models.DateTimeField(null=True, blank=True)

    objects = Occupancies.as_manager()

    class Meta:
        verbose_name_plural = "occupancies"
        constraints = [
            finite_period("during", "occupancy_is_finite"),
            models.CheckConstraint(
                name="occupancy_has_its_reason",
                condition=Q(reason="booking", line__isnull=False, block=None)
                | Q(reason="block", line=None, block__isnull=False),
            ),
            ExclusionConstraint(
                name="occupancy_no_unit_twice",
                index_type="GIST",
                expressions=[(one("unit_id"), RangeOperators.OVERLAPS), ("during", RangeOperators.OVERLAPS)],
                condition=Q(released_at=None),
            ),
        ]
        # For a short time of many units: the constraint's index would touch a page of each (bookings/models/near.py).
        indexes = [
            GistIndex(spelt_out("during"), name="occupancy_by_time", condition=Q(released_at=None)),
            # Of a million rows a few are of blocks.
            models.Index(fields=["block"], name="occupancy_of_block", condition=Q(block__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.during}"
