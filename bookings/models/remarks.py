from django.conf import settings
from django.db import models

from bookings.models.bookings import Booking


class Remark(models.Model):
    """What the hub asks about a booking that waits for its approval, and what it is answered."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="remarks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Asked by the hub's staff; else answered by the organisation.
    by_hub = models.BooleanField()
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["booking", "at", "id"]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.at}"
