"""How long workers read other calendars for a hub, so that no hub takes them from the others."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import QuerySet

from facilities.models import Hub

# Of the clock, whatever it was spent on: an answer that drips, or a file that is hard to read. A hundred calendars that
# are read twice an hour at a second and a half each take half of it.
HOUR, BUDGET = timedelta(hours=1), timedelta(minutes=10)


class ReadingTime(models.Model):
    """Of one hub, within the hour that began then."""

    hub = models.OneToOneField(Hub, on_delete=models.CASCADE, related_name="reading_time")
    began_at = models.DateTimeField()
    spent_ms = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.hub}: {self.spent_ms} ms"


def spent_out(now: datetime) -> QuerySet[ReadingTime]:
    """Of hubs whose calendars wait for the next hour."""
    most = BUDGET // timedelta(milliseconds=1)
    return ReadingTime.objects.filter(began_at__gt=now - HOUR, spent_ms__gte=most)


def reads_again_at(hub: Hub, now: datetime) -> datetime | None:
    """When a hub's calendars are read again; None where they are now."""
    began_at = spent_out(now).filter(hub=hub).values_list("began_at", flat=True).first()
    return began_at + HOUR if began_at else None
