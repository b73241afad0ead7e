"""What a hub says in the mails about its bookings in words of its own, when they go, and who does not want them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bookings.models.bookings import Booking, BookingState, Line
from bookings.models.fees import Fee, FeeKind
from facilities.models import Hub, KindFamily
from hub.kit.periods import day
from hub.kit.translated import translated

EARLIEST, LATEST, USUAL = 6, 22, 16


class MessageKind(models.TextChoices):
    """A mail to the one who placed a booking that a hub may say something in."""

    CONFIRMATION = "confirmation", _("confirmation")
    APPROVAL = "approval", _("approval")
    CHANGE = "change", _("change")
    REMINDER = "reminder", _("reminder the day before")
    RETURN = "return", _("bringing things back")
    THANKS = "thanks", _("thanks, and what came of it")


# What goes by the clock, and can be switched off by the hub and by who gets it.
TIMED = (MessageKind.REMINDER, MessageKind.RETURN, MessageKind.THANKS)
# What somebody can do without: these, mails about what is said of a booking, and the week's digest of what they follow.
# All else tells what they must know.
TALK = "talk"
DIGEST = "digest"
OPTIONAL = (*(str(kind) for kind in TIMED), TALK, DIGEST)


class HubWords(models.Model):
    """A hub's own words in one kind of mail, with names in braces (`bookings.rules.words`)."""

    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, related_name="words")
    kind = models.CharField(max_length=12, choices=MessageKind)
    text_nl = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "hub words"
        constraints = [models.UniqueConstraint(fields=["hub", "kind"], name="hub_words_once_per_kind")]

    def __str__(self) -> str:
        return f"{self.hub_id} {self.kind}"

    @property
    def text(self) -> str:
        return translated(self, "text")


class MessageSetting(models.Model):
    """When a hub's mails go by its clock, which of them, and who sets up. A hub without one has the defaults."""

    hub = models.OneToOneField(Hub, on_delete=models.CASCADE, related_name="message_setting")
    remind_hour = models.PositiveSmallIntegerField(
        default=USUAL, validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
    )
    # Kinds of `TIMED` that this hub does not send.
    without = models.JSONField(default=list)
    # Who gets the notes for setting up; empty: the hub's own address.
    technician_email = models.EmailField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="hub_reminds_by_day", condition=Q(remind_hour__gte=EARLIEST, remind_hour__lte=LATEST)
            )
        ]

    def __str__(self) -> str:
        return f"{self.hub_id} {self.remind_hour}"


class MailOptOut(models.Model):
    """A kind of mail (one of `OPTIONAL`) that somebody does not want."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="mail_is_stopped_once"),
            models.CheckConstraint(name="mail_can_be_stopped", condition=Q(kind__in=OPTIONAL)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"


def words_of(hub: Hub, *kinds: str) -> HubWords | None:
    """A hub's own words in the first of these kinds that it has any for."""
    found = {each.kind: each for each in HubWords.objects.filter(hub=hub, kind__in=kinds)}
    return next((found[kind] for kind in kinds if kind in found), None)


def words_by_kind(hub: Hub) -> dict[str, HubWords]:
    return {each.kind: each for each in HubWords.objects.filter(hub=hub)}


def latest_booking_of(hub: Hub) -> Booking | None:
    """The one to look at a mail by, with what its words may name."""
    return (
        Booking.objects.filter(hub=hub, state__in=(BookingState.CONFIRMED, BookingState.COMPLETED))
        .select_related("hub__municipality", "organisation", "placed_by")
        .prefetch_related("lines__facility")
        .order_by("-confirmed_at", "-pk")
        .first()
    )


def setting_of(hub: Hub) -> MessageSetting:
    """The hub's, or the defaults, unsaved."""
    return MessageSetting.objects.filter(hub=hub).first() or MessageSetting(hub=hub)


def wants(person_id: int, kind: str) -> bool:
    return not MailOptOut.objects.filter(person=person_id, kind=kind).exists()


def stopped_by(person_id: int) -> set[str]:
    return set(MailOptOut.objects.filter(person=person_id).values_list("kind", flat=True))


def beginning_on(hub: Hub, on: date, *, known_at: datetime) -> QuerySet[Booking]:
    """Confirmed bookings that begin on a day of the hub's, and were so already, as they are, at an instant."""
    return _known(hub, known_at).filter(**_within("startswith", on, hub))


def borrowed_until(hub: Hub, on: date, *, known_at: datetime) -> QuerySet[Booking]:
    """The same of bookings with equipment that were out overnight and come back on a day."""
    start = day(on, hub.zone).start
    things = Line.objects.filter(booking=OuterRef("pk"), facility__kind__family=KindFamily.EQUIPMENT)
    return _known(hub, known_at).filter(
        Exists(things), during__startswith__lt=start, **_within("endswith", on, hub)
    )


def ended_on(hub: Hub, on: date) -> QuerySet[Booking]:
    """Bookings that were completed, and whose people came, with their last day on a day of the hub's."""
    missed = Fee.objects.filter(booking=OuterRef("pk"), kind=FeeKind.NO_SHOW, lifted_at=None)
    whole = day(on, hub.zone)
    return Booking.objects.filter(
        ~Exists(missed),
        hub=hub,
        state=BookingState.COMPLETED,
        during__endswith__gt=whole.start,
        during__endswith__lte=whole.end,
    )


def _known(hub: Hub, at: datetime) -> QuerySet[Booking]:
    unchanged = Q(changed_at=None) | Q(changed_at__lte=at)
    return Booking.objects.filter(unchanged, hub=hub, state=BookingState.CONFIRMED, confirmed_at__lte=at)


def _within(end: str, on: date, hub: Hub) -> dict[str, datetime]:
    whole = day(on, hub.zone)
    return {f"during__{end}__gte": whole.start, f"during__{end}__lt": whole.end}


def hubs_with_bookings(now: datetime) -> Iterable[Hub]:
    """Those where somebody comes soon or has been of late."""
    near = Booking.objects.filter(
        state__in=(BookingState.CONFIRMED, BookingState.COMPLETED),
        during__endswith__gt=now - timedelta(days=3),
    )
    return Hub.objects.filter(pk__in=near.values("hub")).order_by("pk")
