from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from bookings.models.series import Series
from bookings.rules.request import Visit
from facilities.models import Facility, HouseRules, Hub
from facilities.rules.companions import Activity
from hub.kit.fields import finite_period, is_object
from hub.kit.periods import Period
from hub.kit.refs import Ref, RefField
from hub.kit.sql import rows
from members.models import Organisation


class BookingState(models.TextChoices):
    HELD = "held", _("held")
    OPTION = "option", _("option")
    # It waits for the hub's approval.
    REQUESTED = "requested", _("asked")
    CONFIRMED = "confirmed", _("confirmed")
    COMPLETED = "completed", _("done")
    CANCELLED = "cancelled", _("cancelled")
    EXPIRED = "expired", _("expired")


# These hold units and money until `held_until`, and not a second longer.
WAITING_STATES = (BookingState.HELD, BookingState.OPTION, BookingState.REQUESTED)
LIVE_STATES = (*WAITING_STATES, BookingState.CONFIRMED, BookingState.COMPLETED)


def over(now: datetime) -> Q:
    """Bookings whose waiting is over, so that nobody may confirm them any more."""
    return Q(state__in=WAITING_STATES, held_until__lte=now)


def lapsed(now: datetime, at: str = "") -> Q:
    """Of these the ones that do not count any more, whoever writes that down: all but those that a second option waits
    behind, whose units go to nobody else, and those that may still be paid for, until the card processor says that they
    will not be. `at` leads to the booking (`line__booking__`). In SQL the same stands once, as `LAPSED` in
    `free_time`."""
    return Q(
        (f"{at}state__in", WAITING_STATES),
        (f"{at}held_until__lte", now),
        (f"{at}has_second", False),
        (f"{at}paying", False),
    )


class Booking(models.Model):
    """One promise over time and money, by one hub to one organisation. Its price and band are frozen when placed."""

    # What people read, say on the phone and see in the address: `K7QM-3D2X`, drawn at random.
    number = models.CharField(max_length=12, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="bookings")
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="bookings")
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bookings")
    state = models.CharField(max_length=12, choices=BookingState)
    purpose = models.CharField(_("what you will do"), max_length=200, blank=True)
    # The payer's own reference, repeated on what they get from us.
    reference = models.CharField(_("your own reference"), max_length=80, blank=True)
    # What it was booked for that is larger than itself, such as a pilot; of a room that is not known here.
    part_of = RefField(blank=True, default="", db_default="")
    # How many come and what for, where they said so; minutes of the time that are for set-up and strike.
    people = models.PositiveIntegerField(_("how many people"), null=True, blank=True)
    activity = models.CharField(_("activity"), max_length=12, blank=True, default="", db_default="")
    setup_minutes = models.PositiveSmallIntegerField(default=0, db_default=0)
    strike_minutes = models.PositiveSmallIntegerField(default=0, db_default=0)
    # Who will be there and use it, where that is not who placed it: their inductions count, and a seat is theirs.
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # From the first start to the last end of its lines, without turnaround.
    during = DateTimeRangeField()
    placed_at = models.DateTimeField()
    # When a hold, an option or a request runs out.
    held_until = models.DateTimeField()
    optioned_at = models.DateTimeField(null=True, blank=True)
    # It was offered to who stood in line for it: a hold of hours, not of minutes.
    offered_at = models.DateTimeField(null=True, blank=True)
    # A second option waits behind it: what it holds is free for others only when that one was asked.
    has_second = models.BooleanField(default=False, db_default=False)
    # Somebody may be paying for it at this moment: when its time is over it is let go only after the card processor
    # has called the payment off.
    paying = models.BooleanField(default=False, db_default=False)
    # It was paid after its time, everything was still free, and this is what it was placed anew as.
    again_as = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="again_of"
    )
    requested_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    # Cancelled or expired.
    ended_at = models.DateTimeField(null=True, blank=True)
    # How often it was changed since it was placed, and when last.
    changes = models.PositiveSmallIntegerField(default=0, db_default=0)
    changed_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)
    # The frozen price: list = own + funds + hub, to the cent; all including VAT.
    list_cents = models.PositiveBigIntegerField()
    own_cents = models.PositiveBigIntegerField()
    funds_cents = models.PositiveBigIntegerField()
    hub_cents = models.PositiveBigIntegerField()
    band_code = models.CharField(max_length=4, blank=True)
    # The whole calculation as it was explained, so that "why these shares?" stays answerable.
    quote = models.JSONField()
    house_rules = models.ForeignKey(
        HouseRules, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    house_rules_accepted_at = models.DateTimeField(null=True, blank=True)
    # One request, one effect: the same key again gives this booking, with another body it is refused.
    request_key = models.UUIDField()
    request_digest = models.CharField(max_length=64)
    # It is one date of a series: a booking like any other, that may be changed and cancelled together with later ones.
    series = models.ForeignKey(
        Series, on_delete=models.PROTECT, null=True, blank=True, related_name="bookings"
    )
    # Rises with each change of time, place or state that calendars must hear of (RFC 5545 SEQUENCE).
    sequence = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            finite_period("during", "booking_is_finite"),
            models.UniqueConstraint(fields=["placed_by", "request_key"], name="booking_one_per_request"),
            models.CheckConstraint(
                name="booking_activity_is_known",
                condition=Q(activity__in=["", *(each.value for each in Activity)]),
            ),
            models.CheckConstraint(
                name="booking_people_are_some", condition=Q(people=None) | Q(people__gte=1)
            ),
            models.CheckConstraint(
                name="booking_parts_make_the_price",
                condition=Q(list_cents=F("own_cents") + F("funds_cents") + F("hub_cents")),
            ),
            models.CheckConstraint(
                name="booking_change_has_its_instant",
                condition=Q(changes=0, changed_at=None) | Q(changes__gt=0, changed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="booking_is_first_while_it_waits",
                condition=Q(has_second=False) | Q(state__in=["option", "requested"]),
            ),
            models.CheckConstraint(
                name="booking_waits_while_it_is_paid_for",
                condition=Q(paying=False) | Q(state__in=["held", "option"]),
            ),
            models.CheckConstraint(
                name="booking_state_has_its_instant",
                condition=Q(state="held", confirmed_at=None, ended_at=None)
                | Q(state="option", optioned_at__isnull=False, confirmed_at=None, ended_at=None)
                | Q(state="requested", requested_at__isnull=False, confirmed_at=None, ended_at=None)
                | Q(state="confirmed", confirmed_at__isnull=False, ended_at=None)
                | Q(state="completed", completed_at__isnull=False, ended_at=None)
                | Q(state__in=["cancelled", "expired"], ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-placed_at"], name="booking_of_organisation"),
            models.Index(fields=["held_until"], name="booking_waits", condition=Q(state__in=WAITING_STATES)),
            # A hub's calendar: its nearest, however many it has.
            models.Index("hub", Func("during", function="upper"), name="booking_of_hub_by_end"),
            # What was booked for one pilot.
            models.Index(fields=["part_of"], name="booking_part_of", condition=~Q(part_of="")),
            # The clock's question: which of these have come to their end?
            models.Index(
                Func("during", function="upper"), name="booking_ends", condition=Q(state="confirmed")
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> Ref:
        return Ref("booking", self.number)

    @property
    def visit(self) -> Visit:
        return Visit(self.people, self.activity, self.setup_minutes, self.strike_minutes, self.used_by_id)

    @property
    def period(self) -> Period:
        return Period.from_range(self.during)


class Line(models.Model):
    """So many units of one facility for one period, at a frozen price including VAT."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="lines")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="lines")
    quantity = models.PositiveSmallIntegerField()
    during = DateTimeRangeField()
    list_cents = models.PositiveBigIntegerField()
    vat_bp = models.PositiveIntegerField()
    # How the price was made, for people: [["daypart", 1, 16000]] is one daypart at € 160.00.
    rates = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField()
    # Of a whole: the leaves it had when it was booked and how many units of each one of it holds, {"12": 2, "14": 1}.
    # Empty: units of the facility itself.
    leaves = models.JSONField(default=dict, db_default={})
    # What cancelling it late costs, frozen with the price (`funding.rules.terms`); the database refuses to change it.
    terms = models.JSONField(default=dict, db_default={})

    class Meta:
        ordering = ["booking", "position"]
        constraints = [
            is_object("leaves", "line_leaves_are_numbered"),
            is_object("terms", "line_terms_are_named"),
            finite_period("during", "line_is_finite"),
            models.CheckConstraint(name="line_has_units", condition=Q(quantity__gte=1)),
            models.UniqueConstraint(fields=["booking", "position"], name="line_position"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.facility_id}"

    @property
    def period(self) -> Period:
        return Period.from_range(self.during)


APPROVAL = """
SELECT EXISTS (
    SELECT FROM bookings_line line
    CROSS JOIN LATERAL (
        SELECT line.facility_id UNION ALL SELECT leaf::bigint FROM jsonb_object_keys(line.leaves) AS leaf
    ) AS thing (id)
    JOIN facilities_facility facility ON facility.id = thing.id
    WHERE line.booking_id = %(booking)s::bigint AND facility.asks_approval
)
"""
APPROVAL_OF_THINGS = """
SELECT EXISTS (SELECT FROM facilities_facility WHERE id = ANY(%(things)s::bigint[]) AND asks_approval)
"""


def asks_approval(booking: Booking) -> bool:
    """Whether the hub looks at it first: where one thing in it, or a part of one, wants that."""
    ((asks,),) = rows(APPROVAL, {"booking": booking.pk})
    return bool(asks)


def wants_approval(things: set[int]) -> bool:
    return Facility.objects.filter(pk__in=things, asks_approval=True).exists()
