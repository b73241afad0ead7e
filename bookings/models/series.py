"""A booking that comes again. Each of its dates is a booking of its own, with its own price, money and number."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from schedule.models import Event

from bookings.rules.series import Rhythm
from facilities.models import Hub
from hub.kit.fields import is_list
from hub.kit.refs import Ref
from members.models import Organisation

RHYTHMS = {
    Rhythm.WEEKLY: _("every week"),
    Rhythm.FORTNIGHTLY: _("every other week"),
    Rhythm.MONTHLY: _("every month, on the same weekday"),
    Rhythm.MONTHLY_LAST: _("every month, on the last of that weekday"),
}


class Series(models.Model):
    """How something was booked again and again, as it was asked; what became of each date is its booking's."""

    # Drawn and read like a booking's.
    number = models.CharField(max_length=12, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="series")
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="series")
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="series")
    # The definition of how it recurs, on the calendar of the first thing in it. Nothing on a request path expands it.
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="series")
    rhythm = models.CharField(max_length=12, choices=[(each.value, RHYTHMS[each]) for each in Rhythm])
    # How many dates its rule has, and the days (ISO) of those that were left out when it was booked.
    dates = models.PositiveSmallIntegerField()
    left_out = models.JSONField(default=list)
    purpose = models.CharField(max_length=200, blank=True)
    placed_at = models.DateTimeField()
    # One request, one effect, as of a booking.
    request_key = models.UUIDField()
    request_digest = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "series"
        constraints = [
            is_list("left_out", "series_left_out_is_a_list"),
            models.UniqueConstraint(fields=["placed_by", "request_key"], name="series_one_per_request"),
            models.CheckConstraint(
                name="series_has_some_dates", condition=models.Q(dates__gte=2, dates__lte=104)
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-placed_at"], name="series_of_organisation"),
            models.Index(fields=["hub", "-placed_at"], name="series_of_hub"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> Ref:
        return Ref("series", self.number)

    @property
    def zone(self) -> ZoneInfo:
        return self.hub.zone

    @property
    def rhythm_words(self) -> str:
        return str(RHYTHMS[Rhythm(self.rhythm)])
