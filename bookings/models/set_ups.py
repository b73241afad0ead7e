"""As last time: how things were set up for a booking, in words and photos, kept for the next one."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q

from bookings.models.bookings import Booking, BookingState

# Longer than what was said: the next time may be in a year or two.
KEPT_FOR = timedelta(days=3 * 365)
SET_UP_STATES = (BookingState.CONFIRMED, BookingState.COMPLETED)


class SetUp(models.Model):
    """The notes of one booking. Empty says that it is not as last time."""

    booking = models.OneToOneField(Booking, on_delete=models.CASCADE, related_name="set_up")
    text = models.TextField(blank=True)
    by_hub = models.BooleanField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.booking_id} {self.changed_at}"


class SetUpPhoto(models.Model):
    """A photo, made anew when it came in: without what the camera wrote into it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    set_up = models.ForeignKey(SetUp, on_delete=models.CASCADE, related_name="photos")
    stored = models.CharField(max_length=60, unique=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["set_up", "pk"]

    def __str__(self) -> str:
        return f"{self.set_up_id} {self.pk}"


def own_set_up(booking: Booking) -> SetUp | None:
    """What was kept with this very booking."""
    return SetUp.objects.filter(booking=booking).prefetch_related("photos").first()


def last_set_up(booking: Booking) -> SetUp | None:
    """How it was the last time before: the same organisation, at the same place, with one of the same things."""
    things = [line.facility_id for line in booking.lines.all()]
    photos = SetUpPhoto.objects.filter(set_up=OuterRef("pk"))
    return (
        SetUp.objects.filter(
            ~Q(text="") | Exists(photos),
            booking__in=Booking.objects.filter(
                organisation_id=booking.organisation_id,
                hub_id=booking.hub_id,
                state__in=SET_UP_STATES,
                during__startswith__lt=booking.period.start,
                lines__facility__in=things,
            ).exclude(pk=booking.pk),
        )
        .select_related("booking")
        .prefetch_related("photos")
        .order_by(Func(F("booking__during"), function="lower").desc(), "-pk")
        .first()
    )


def set_up_for(booking: Booking) -> SetUp | None:
    """What whoever sets up goes by: its own notes, else those of last time; None where nobody has said anything."""
    own = own_set_up(booking)
    if own is None:
        return last_set_up(booking)
    return own if own.text or own.photos.all() else None


def set_ups_to_forget(now: datetime) -> list[int]:
    return list(
        SetUp.objects.filter(booking__during__endswith__lt=now - KEPT_FOR)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
