"""Who called a hub and has no account: how to reach them, and who a booking's mails go to."""

from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models.bookings import Booking
from facilities.models import Hub
from members.models import Membership, Organisation, User
from members.models.correspondents import correspondent


class Caller(models.Model):
    """Seen by the hub that wrote it down, and by nobody else; it counts until the organisation has a member."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="caller")
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="callers")
    name = models.CharField(_("who called"), max_length=120)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="nl", db_default="nl")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="caller_can_be_reached", condition=~models.Q(email="") | ~models.Q(phone="")
            )
        ]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is told of a booking on the other side. `email` is empty where only a telephone is known, or where nobody is
    left of the organisation. `person`: with an account."""

    name: str
    email: str
    language: str
    caller: Caller | None = None
    person: User | None = None

    @property
    def to_ring(self) -> str:
        """Whom one rings, with the number where the desk wrote one down."""
        return f"{self.name} ({self.caller.phone})" if self.caller and self.caller.phone else self.name


def guest_of(booking: Booking) -> Guest:
    """The one who placed it, or speaks for the organisation since; of a booking that the desk made, who called."""
    caller = caller_of(booking)
    if caller:
        return Guest(caller.name, caller.email, caller.language, caller)
    person = correspondent(booking.organisation, booking.placed_by)
    if person is None:
        return Guest(booking.organisation.name, "", booking.placed_by.language)
    return Guest(str(person), person.email, person.language, person=person)


def caller_of(booking: Booking) -> Caller | None:
    if not booking.organisation.made_by_desk:
        return None
    if Membership.objects.filter(organisation=booking.organisation_id).exists():
        return None
    return Caller.objects.filter(organisation=booking.organisation_id).first()
