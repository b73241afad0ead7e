"""Inductions: what somebody must have been shown before they use a thing, who holds which, and the sessions that give
one."""

from datetime import date, timedelta
from typing import ClassVar, Self
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Q

from facilities.models.facilities import Facility
from facilities.models.hubs import Hub
from facilities.rules.inductions import MOST_MONTHS
from hub.kit.fields import finite_period
from hub.kit.periods import Period
from hub.kit.refs import Ref
from hub.kit.translated import translated


class Induction(models.Model):
    """What a hub shows people before they use something alone; one may serve several of its facilities."""

    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, related_name="inductions")
    name_nl = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    about_nl = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    # How long it holds once it is given; none: without end.
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["hub", "name_nl", "id"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "name_nl"], name="induction_name_in_hub"),
            models.CheckConstraint(
                name="induction_holds_some_months",
                condition=Q(months=None) | Q(months__gte=1, months__lte=MOST_MONTHS),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("induction", str(self.pk))

    @property
    def name(self) -> str:
        return translated(self, "name")

    @property
    def about(self) -> str:
        return translated(self, "about")


class TrainingSession(models.Model):
    """A facility whose units are seats, open at the session's own time and at no other. What it gives, it gives to who
    was there."""

    facility = models.OneToOneField(Facility, on_delete=models.CASCADE, related_name="session")
    induction = models.ForeignKey(
        Induction, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions"
    )
    during = DateTimeRangeField()
    teacher = models.CharField(max_length=120, blank=True)
    room = models.ForeignKey(Facility, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # What keeps the room free for it, by whoever keeps rooms.
    block = models.UUIDField(null=True, blank=True)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    planned_at = models.DateTimeField()
    called_off_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=200, blank=True)
    # When it was over and who had been there by then was given the induction.
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["during", "id"]
        constraints = [
            finite_period("during", "session_is_finite"),
            models.CheckConstraint(
                name="session_is_called_off_with_a_reason",
                condition=Q(called_off_at=None, why="") | (Q(called_off_at__isnull=False) & ~Q(why="")),
            ),
            models.CheckConstraint(
                name="session_is_held_or_called_off",
                condition=Q(called_off_at=None) | Q(settled_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facility} {self.period.start:%Y-%m-%d}"

    @property
    def period(self) -> Period:
        return Period.from_range(self.during)

    @property
    def ref(self) -> Ref:
        return Ref("session", str(self.pk))


class InductionGrants(models.QuerySet["InductionGrant"]):
    def in_force(self) -> Self:
        """Not withdrawn; some may be over by now."""
        return self.filter(withdrawn_at=None)


class InductionGrant(models.Model):
    """Somebody holds an induction for a time: shown in a session, or known to the hub's people, who say why."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    induction = models.ForeignKey(Induction, on_delete=models.PROTECT, related_name="grants")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="induction_grants"
    )
    session = models.ForeignKey(
        TrainingSession, on_delete=models.PROTECT, null=True, blank=True, related_name="grants"
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)
    given_at = models.DateTimeField()
    valid_from = models.DateTimeField()
    # None: without end.
    valid_until = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    withdrawn_why = models.CharField(max_length=300, blank=True)

    objects: ClassVar[InductionGrants] = InductionGrants.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-given_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                name="induction_grant_once_a_session",
                condition=Q(withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="induction_grant_has_a_ground", condition=Q(session__isnull=False) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="induction_grant_ends_after_it_begins",
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="induction_grant_is_withdrawn_with_a_reason",
                condition=Q(withdrawn_at=None, withdrawn_why="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_why="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["valid_until"], name="induction_grant_lapses", condition=Q(withdrawn_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.induction} {self.person_id}"

    @property
    def ref(self) -> Ref:
        return Ref("induction-grant", str(self.uuid))

    @property
    def last_day(self) -> date | None:
        """On the hub's clock; None without end."""
        until = self.valid_until
        return (until - timedelta.resolution).astimezone(self.induction.hub.zone).date() if until else None
