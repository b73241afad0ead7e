"""Open doors in kind: so many hours a month of a facility that an institution gives, and the ledger of these hours.

Hours are minutes of units here: two microphones for an hour are 120. They are never added to money; what they are worth
is what the giver stated, and stands on each entry.
"""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from facilities.models import Facility
from funding.models.fund_rules import codes
from hub.kit.fields import one
from hub.kit.refs import Ref, RefField
from members.models import Organisation


class HourPledge(models.Model):
    """An institution opens its doors: so many minutes of a facility's units in each calendar month from a day on. Its
    terms never change, the database sees to that; it ends, and another one begins."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="pledges")
    # Who ran the hub when it was made; that institution is accounted to.
    giver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="pledges")
    minutes_a_month = models.PositiveIntegerField()
    # Of that at most so many for one organisation; None: as many as there are.
    minutes_an_organisation = models.PositiveIntegerField(null=True, blank=True)
    value_cents_an_hour = models.PositiveIntegerField()
    # Codes of bands, comma-separated in order ("A,B"); empty for every organisation that has one.
    bands = models.CharField(max_length=20, blank=True)
    starts_on = models.DateField()
    # The last day; None until somebody ends it.
    ends_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["facility", "-starts_on"]
        constraints = [
            models.CheckConstraint(name="pledge_is_something", condition=Q(minutes_a_month__gt=0)),
            models.CheckConstraint(
                name="pledge_of_one_within_all",
                condition=Q(minutes_an_organisation=None)
                | Q(minutes_an_organisation__gt=0, minutes_an_organisation__lte=F("minutes_a_month")),
            ),
            models.CheckConstraint(
                name="pledge_end_has_its_instant",
                condition=Q(ends_on=None, ended_at=None)
                | Q(ends_on__gte=F("starts_on"), ended_at__isnull=False),
            ),
            ExclusionConstraint(
                name="pledge_one_at_a_time",
                index_type="GIST",
                expressions=[
                    (one("facility_id"), RangeOperators.OVERLAPS),
                    (
                        Func(
                            F("starts_on"),
                            F("ends_on"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facility_id} {self.starts_on}"

    @property
    def ref(self) -> Ref:
        return Ref("pledge", str(self.pk))

    @property
    def band_codes(self) -> frozenset[str]:
        return codes(self.bands)

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class HourMonth(models.Model):
    """How many of a pledge's minutes of a calendar month are promised and given. Kept in the transaction that writes
    the entries; the last word on how many there are."""

    pledge = models.ForeignKey(HourPledge, on_delete=models.PROTECT, related_name="months")
    # Its first day.
    month = models.DateField()
    offered_minutes = models.PositiveIntegerField()
    reserved_minutes = models.PositiveIntegerField(default=0)
    given_minutes = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pledge", "month"]
        constraints = [
            models.UniqueConstraint(fields=["pledge", "month"], name="hour_month_once"),
            models.CheckConstraint(
                name="hour_month_within_its_pledge",
                condition=Q(offered_minutes__gte=F("reserved_minutes") + F("given_minutes")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pledge_id} {self.month}"


class HourEntryKind(models.TextChoices):
    RESERVE = "reserve", _("reserved")
    RELEASE = "release", _("released")
    GIVE = "give", _("given")
    CHANGE = "change", _("changed")


class HourEntry(models.Model):
    """One event in the ledger of hours: by so much the minutes of one month that are promised, or given, rose or fell
    for one thing. Never edited."""

    pledge = models.ForeignKey(HourPledge, on_delete=models.PROTECT, related_name="entries")
    month = models.DateField()
    about = RefField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="hour_entries")
    kind = models.CharField(max_length=10, choices=HourEntryKind)
    minutes_reserved = models.IntegerField(default=0)
    minutes_given = models.IntegerField(default=0)
    # What the pledge states.
    value_cents_an_hour = models.PositiveIntegerField()
    idempotency_key = models.CharField(max_length=160, unique=True)
    posted_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "hour entries"
        constraints = [
            models.CheckConstraint(
                name="hour_entry_is_something", condition=~Q(minutes_reserved=0, minutes_given=0)
            )
        ]
        indexes = [
            models.Index(fields=["about"], name="hour_entry_about"),
            models.Index(fields=["pledge", "organisation", "month"], name="hour_entry_of_one"),
        ]

    def __str__(self) -> str:
        return self.idempotency_key
