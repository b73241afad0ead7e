from django.conf import settings
from django.db import models

from bookings.models.bookings import Booking


class Remark(models.Model):
    """One message about a booking, between its organisation and its hub: what is asked back about a request, what it
    is answered, and all else that is said. `text` may be empty where files say it all."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="remarks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Said by the hub's staff; else by the organisation.
    by_hub = models.BooleanField()
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["booking", "at", "id"]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.at}"
