"""Organisations that have members, for a desk that was rung by one: found by name, and who of them is asked."""

from django.db.models import Case, Exists, F, OuterRef, QuerySet, Subquery, Value, When

from bookings.models.bookings import Booking
from facilities.models import Hub
from members.models import Membership, Organisation, Post, User

MOST_FOUND = 10


def _speaking() -> QuerySet[Membership]:
    return Membership.objects.filter(post__in=(Post.OWNER, Post.BOOKER), person__is_active=True)


def found_by_name(name: str) -> list[Organisation]:
    """Those with somebody who may book for them, by name: at most `MOST_FOUND`, with their town and nothing else."""
    spoken_for = Exists(_speaking().filter(organisation=OuterRef("pk")))
    found = Organisation.objects.filter(spoken_for, name__icontains=name)
    return list(found.select_related("municipality").order_by("name", "pk")[:MOST_FOUND])


def speaker_of(organisation: Organisation, hub: Hub) -> User | None:
    """Who of it booked at this hub last and still may; else its owner of longest standing."""
    here = Booking.objects.filter(organisation=organisation, hub=hub, placed_by=OuterRef("person"))
    owners_first = Case(When(post=Post.OWNER, then=Value(0)), default=Value(1))
    found = (
        _speaking()
        .filter(organisation=organisation)
        .annotate(latest=Subquery(here.order_by("-placed_at").values("placed_at")[:1]))
        .order_by(F("latest").desc(nulls_last=True), owners_first, "since", "pk")
        .select_related("person")
        .first()
    )
    return found.person if found else None
