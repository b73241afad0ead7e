"""Bookings whose people no mail reaches, so that somebody rings them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from bookings.models.bookings import WAITING_STATES, Booking, BookingState
from bookings.models.callers import Caller, Guest, guest_of
from facilities.models import Hub
from members.models import Membership, Post, UnreachableAddress, User


@dataclass(frozen=True, slots=True)
class Unreached:
    """A booking, and whom its mails go to in vain."""

    booking: Booking
    guest: Guest


def unreached_at(hub: Hub, now: datetime) -> list[Unreached]:
    """At a hub, what is still to come, the first on top; one query, and some for each organisation that is found."""
    guests: dict[tuple[int, int], Guest] = {}
    found = []
    for booking in _perhaps(hub, now):
        pair = (booking.organisation_id, booking.placed_by_id)
        if pair not in guests:
            guests[pair] = guest_of(booking)
        found.append(Unreached(booking, guests[pair]))
    refused = _refused({each.guest.email.lower() for each in found})
    return [each for each in found if each.guest.email.lower() in refused]


def _perhaps(hub: Hub, now: datetime) -> list[Booking]:
    """Those about whom a refused address is: of who placed it, who owns the organisation, or who called. Whose of these
    the mails go to is for `guest_of` to say."""
    people = User.objects.filter(_is_refused("email"))
    owned = Membership.objects.filter(post=Post.OWNER, person__in=people)
    called = Caller.objects.filter(_is_refused("email"), hub=hub)
    return list(
        Booking.objects.filter(
            Q(placed_by__in=people)
            | Q(organisation__in=owned.values("organisation"))
            | Q(organisation__in=called.values("organisation")),
            hub=hub,
            state__in=(*WAITING_STATES, BookingState.CONFIRMED),
            during__endswith__gt=now,
        )
        .select_related("organisation", "placed_by")
        .order_by("during", "pk")
    )


def _is_refused(email: str) -> Exists:
    return Exists(UnreachableAddress.objects.filter(address=Lower(OuterRef(email))))


def _refused(addresses: set[str]) -> set[str]:
    if not addresses:
        return set()
    return set(UnreachableAddress.objects.filter(address__in=addresses).values_list("address", flat=True))
