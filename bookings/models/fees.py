from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bookings.models.bookings import WAITING_STATES, Booking, BookingState
from hub.kit.fields import is_list


class FeeKind(models.TextChoices):
    CANCELLED = "cancelled", _("cancelled late")
    # Something was taken out of it, or moved, when it was late for that.
    DROPPED = "dropped", _("changed late")
    NO_SHOW = "no_show", _("did not come")


class Fee(models.Model):
    """What a booking costs beside or instead of its price: the organisation's part, and that of funds which bear such
    fees. The amounts never change; the hub may lift it: waived, or they came after all."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="fees")
    # Counts the fees of a booking from one; the parts of funds are allocations of that portion.
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=FeeKind)
    own_cents = models.PositiveBigIntegerField()
    funds_cents = models.PositiveBigIntegerField(default=0)
    # What the hub earns by it, by the VAT of the lines that it is for: [[2100, "", 8000]].
    by_rate = models.JSONField(default=list, db_default=[])
    # What funds got back by it.
    back_cents = models.PositiveBigIntegerField(default=0)
    charged_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lift_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["booking", "number"]
        constraints = [
            models.UniqueConstraint(fields=["booking", "number"], name="fee_number"),
            models.UniqueConstraint(
                fields=["booking", "kind"],
                name="fee_once_for_the_whole",
                condition=Q(lifted_at=None, kind__in=["cancelled", "no_show"]),
            ),
            is_list("by_rate", "fee_rates_are_a_list"),
            # Who did not come is noted even where that costs nothing.
            models.CheckConstraint(
                name="fee_is_something",
                condition=Q(kind="no_show") | Q(own_cents__gt=0) | Q(funds_cents__gt=0),
            ),
            models.CheckConstraint(
                name="fee_lifted_with_a_reason",
                condition=Q(lifted_at=None, lift_reason="") | Q(lifted_at__isnull=False) & ~Q(lift_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.number}"

    @property
    def cents(self) -> int:
        """What the hub earns by it."""
        return self.own_cents + self.funds_cents


def fees_of(booking: Booking, now: datetime) -> list[Fee]:
    """In the order in which they were charged. Nothing is asked where none can be: of what is to come and was never
    changed."""
    to_come = booking.state in (*WAITING_STATES, BookingState.CONFIRMED) and now < booking.period.start
    if to_come and not booking.changes:
        return []
    return list(booking.fees.all())
