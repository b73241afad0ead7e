from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bookings.models.bookings import Booking
from bookings.rules.request import Visit
from facilities.models import Hub
from funding.rules.lines import LineWish
from hub.kit.fields import finite_period, is_list
from hub.kit.periods import Period
from hub.kit.refs import Ref
from members.models import Organisation


class SecondState(models.TextChoices):
    WAITING = "waiting", _("second option")
    # It is an option of its own now, or a booking by now.
    BECAME = "became", _("first now")
    # The one before it is a booking.
    GONE = "gone", _("booked by others")
    # Its own day came first.
    OVER = "over", _("expired")
    WITHDRAWN = "withdrawn", _("let go")
    # It was its turn, and what it wants could not be had any more; `why` says the reason.
    FAILED = "failed", _("not possible")


class SecondOption(models.Model):
    """What an organisation wants as soon as the option in its way ends. It holds nothing but its place: units and money
    are with the first, and the price shown is that of the day on which it was taken."""

    # As a booking's: drawn at random, and never one that a booking has.
    number = models.CharField(max_length=12, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="second_options")
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="second_options")
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The first option. While this waits behind it, `behind.has_second` says so, and `behind`'s row guards both.
    behind = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="seconds")
    state = models.CharField(max_length=12, choices=SecondState, default=SecondState.WAITING)
    purpose = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    # [[facility, quantity, start, end], ...] and the visit as `Visit.to_json()` has it.
    wishes = models.JSONField()
    visit_said = models.JSONField()
    during = DateTimeRangeField()
    list_cents = models.PositiveBigIntegerField()
    own_cents = models.PositiveBigIntegerField()
    taken_at = models.DateTimeField()
    # It waits no longer than this; once challenged it waits for the first.
    until = models.DateTimeField()
    challenged_at = models.DateTimeField(null=True, blank=True)
    # When the first would have ended without the challenge, to give that back should this be let go.
    first_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=300, blank=True)
    became = models.OneToOneField(
        Booking, on_delete=models.PROTECT, null=True, blank=True, related_name="was_second"
    )
    request_key = models.UUIDField()
    request_digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            finite_period("during", "second_option_is_finite"),
            is_list("wishes", "second_option_wishes_are_a_list"),
            is_list("visit_said", "second_option_visit_is_a_list"),
            models.UniqueConstraint(
                fields=["behind"], name="second_option_one_behind_each", condition=Q(state="waiting")
            ),
            models.UniqueConstraint(
                fields=["placed_by", "request_key"], name="second_option_one_per_request"
            ),
            models.CheckConstraint(
                name="second_option_state_has_its_instant",
                condition=Q(state="waiting", ended_at=None, became=None)
                | Q(state="became", ended_at__isnull=False, became__isnull=False)
                | Q(state__in=["gone", "over", "withdrawn", "failed"], ended_at__isnull=False, became=None),
            ),
            models.CheckConstraint(
                name="second_option_challenge_knows_the_end",
                condition=Q(challenged_at=None, first_until=None)
                | Q(challenged_at__isnull=False, first_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-taken_at"], name="second_of_organisation"),
            models.Index(fields=["hub"], name="second_waits_at_hub", condition=Q(state="waiting")),
            models.Index(fields=["until"], name="second_waits_until", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> Ref:
        return Ref("second-option", self.number)

    @property
    def visit(self) -> Visit:
        return Visit(*self.visit_said)

    @property
    def period(self) -> Period:
        return Period.from_range(self.during)

    @property
    def lines(self) -> tuple[LineWish, ...]:
        return tuple(
            LineWish(facility, quantity, Period(datetime.fromisoformat(start), datetime.fromisoformat(end)))
            for facility, quantity, start, end in self.wishes
        )


def as_wishes(lines: Sequence[LineWish]) -> list[list[Any]]:
    """What `SecondOption.wishes` keeps of these lines."""
    return [
        [line.facility_id, line.quantity, line.period.start.isoformat(), line.period.end.isoformat()]
        for line in lines
    ]
