"""The links by which who called a hub takes over what it wrote down for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from bookings.models.bookings import Booking
from bookings.models.callers import Caller
from members.rules.keys import derived_key, hash_of

# A link is good until so long after the booking, for whoever wants its invoice in order.
GOOD_AFTER = timedelta(days=30)
# Links are mails to strangers.
MOST_A_DAY = 5


class HandOver(models.Model):
    """Bound to one address, good once and for a time. Only its key's hash is kept."""

    caller = models.ForeignKey(Caller, on_delete=models.CASCADE, related_name="hand_overs")
    email = models.EmailField()
    key_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["caller"], condition=Q(revoked_at=None, used_at=None), name="hand_over_one_open"
            ),
            models.UniqueConstraint(
                fields=["caller"], condition=Q(used_at__isnull=False), name="hand_over_once"
            ),
            models.CheckConstraint(
                name="hand_over_used_or_revoked", condition=Q(used_at=None) | Q(revoked_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.caller_id} {self.made_at:%Y-%m-%d}"

    @property
    def key(self) -> str:
        """What the link holds; worked out anew each time, also after SECRET_KEY was renewed and the old one is among
        the SECRET_KEY_FALLBACKS."""
        about = f"hand-over|{self.caller_id}|{self.email.lower()}|{self.made_at.astimezone(UTC).isoformat()}"
        secrets: Iterable[str] = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        keys = [derived_key(secret=secret, about=about) for secret in secrets]
        return next((key for key in keys if hash_of(key) == self.key_hash), keys[0])

    def is_good(self, now: datetime) -> bool:
        return self.used_at is None and self.revoked_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class HandingOver:
    """For the desk: the last link, if there ever was one, and what became of it."""

    caller: Caller
    last: HandOver | None

    @property
    def taken_over_at(self) -> datetime | None:
        return self.last.used_at if self.last else None


def handing_over_of(booking: Booking) -> HandingOver | None:
    """Of a booking that the desk made for who called, also once it was taken over; None of any other."""
    caller = Caller.objects.filter(organisation=booking.organisation_id).first()
    if caller is None:
        return None
    links = HandOver.objects.filter(caller=caller)
    used_first = links.order_by(models.F("used_at").desc(nulls_last=True), "-made_at", "-pk")
    return HandingOver(caller, used_first.first())


def good_link_of(caller: Caller, now: datetime) -> HandOver | None:
    found = HandOver.objects.filter(caller=caller, revoked_at=None, used_at=None).first()
    return found if found and found.is_good(now) and found.email == caller.email else None


def link_by_key(key: str) -> HandOver | None:
    """Whatever became of it, with who called and where."""
    found = HandOver.objects.select_related("caller__organisation", "caller__hub__municipality")
    return found.filter(key_hash=hash_of(key)).first()


def bookings_called_for(caller: Caller) -> list[Booking]:
    """What the desk wrote down, the first on top."""
    found = Booking.objects.filter(organisation=caller.organisation_id)
    return list(
        found.select_related("hub__municipality", "organisation", "placed_by", "house_rules").order_by(
            "during"
        )
    )
