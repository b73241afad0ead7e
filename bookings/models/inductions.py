"""What bookings have to do with inductions: who was let in without one, and who was there when one was given."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from bookings.models.bookings import Booking
from facilities.models import Induction


class InductionWaiver(models.Model):
    """The hub's people let a booking be without an induction, and say why: somebody of theirs is beside it."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="induction_waivers")
    induction = models.ForeignKey(Induction, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["booking", "induction"], name="induction_waived_once"),
            models.CheckConstraint(name="induction_waived_with_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.induction_id}"


class Attendance(models.Model):
    """Whether who has a seat in a training session was there, as the desk saw it."""

    booking = models.OneToOneField(Booking, on_delete=models.CASCADE, related_name="attendance")
    came = models.BooleanField()
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    noted_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "attendance"

    def __str__(self) -> str:
        return f"{self.booking_id} {self.came}"
