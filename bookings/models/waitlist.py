from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bookings.models.bookings import Booking
from facilities.models import Facility, Hub
from hub.kit.fields import finite_period
from hub.kit.periods import Period
from hub.kit.refs import Ref
from members.models import Organisation


class WaitState(models.TextChoices):
    WAITING = "waiting", _("in line")
    # It was offered, as the booking `offer`; what became of that is the booking's to say.
    OFFERED = "offered", _("offered")
    WITHDRAWN = "withdrawn", _("left")
    # Its time came before its turn.
    OVER = "over", _("expired")
    # It was its turn, and it could not be had all the same; `why` says the reason.
    FAILED = "failed", _("not possible")


class WaitlistEntry(models.Model):
    """An organisation that waits for a facility. It holds nothing but its place in line; an offer is a held booking."""

    # As a booking's: drawn at random.
    number = models.CharField(max_length=12, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="waits")
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="waits")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="waits", db_index=False)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Who will be there, where that is not who stands in line: their induction counts, and a seat is theirs.
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=12, choices=WaitState, default=WaitState.WAITING)
    quantity = models.PositiveSmallIntegerField()
    # Any `minutes` within this; as long as this: exactly then.
    during = DateTimeRangeField()
    minutes = models.PositiveIntegerField()
    purpose = models.CharField(max_length=200, blank=True)
    # Its place in line: who joined first is asked first.
    joined_at = models.DateTimeField()
    # No longer than this, and no longer than it could still begin.
    until = models.DateTimeField()
    # When the worker last looked in vain: others are looked at before.
    looked_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=300, blank=True)
    offer = models.OneToOneField(
        Booking, on_delete=models.PROTECT, null=True, blank=True, related_name="waited"
    )
    request_key = models.UUIDField()
    request_digest = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "waitlist entries"
        constraints = [
            finite_period("during", "waitlist_is_finite"),
            models.CheckConstraint(
                name="waitlist_wants_something", condition=Q(quantity__gte=1, minutes__gte=1)
            ),
            models.UniqueConstraint(fields=["placed_by", "request_key"], name="waitlist_one_per_request"),
            models.CheckConstraint(
                name="waitlist_state_has_its_instant",
                condition=Q(state="waiting", ended_at=None, offer=None)
                | Q(state="offered", ended_at__isnull=False, offer__isnull=False)
                | Q(state__in=["withdrawn", "over", "failed"], ended_at__isnull=False, offer=None),
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-joined_at"], name="waitlist_of_organisation"),
            models.Index(fields=["facility"], name="waitlist_of_facility", condition=Q(state="waiting")),
            models.Index(fields=["hub"], name="waitlist_at_hub", condition=Q(state="waiting")),
            models.Index(fields=["until"], name="waitlist_until", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> Ref:
        return Ref("waitlist", self.number)

    @property
    def period(self) -> Period:
        return Period.from_range(self.during)

    @property
    def is_exact(self) -> bool:
        return self.period.minutes == self.minutes

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)
