"""Who may do what with a booking, and the only ways to reach one for somebody.

A booking is seen by the members of its organisation and by those who work at its hub; for anybody else it does not
exist (404). The owner of the organisation changes all of its bookings, a booker those that they placed.
"""

from enum import Enum
from typing import Any
from uuid import UUID

from django.db.models import F, Func, QuerySet
from django.http import Http404
from rules import predicate

from bookings.models import Block, Booking, SecondOption, Series, WaitlistEntry
from bookings.models.blocked import with_units
from bookings.models.series_reads import dates_of
from bookings.rules.numbers import read_number
from hub.kit.errors import Forbidden
from hub.kit.sql import row
from members.models import Organisation, Post
from members.permissions import is_member, is_site_admin, manages, post_of, works_at

FOR_WHOM_AND_WHERE = """
SELECT organisation.id, hub.id
FROM members_organisation organisation
JOIN members_membership membership ON membership.organisation_id = organisation.id
JOIN members_user person ON person.id = membership.person_id
JOIN facilities_hub hub ON hub.slug = %(hub)s
WHERE organisation.uuid = %(organisation)s AND person.id = %(person)s::bigint AND person.is_active
"""


@predicate
def may_see(person: Any, booking: Booking | SecondOption | Series | WaitlistEntry) -> bool:
    return bool(
        is_member(person, booking.organisation) or works_at(person, booking.hub) or is_site_admin(person)
    )


@predicate
def may_change(person: Any, booking: Booking | SecondOption | Series | WaitlistEntry) -> bool:
    """Confirm it, or cancel it without saying why."""
    post = post_of(person, booking.organisation_id)
    return post == Post.OWNER or (post == Post.BOOKER and booking.placed_by_id == person.pk)


@predicate
def may_cancel(person: Any, booking: Booking | Series) -> bool:
    """Those who may change it, and the hub's staff, who give a reason."""
    return bool(may_change(person, booking) or works_at(person, booking.hub))


@predicate
def may_judge(person: Any, booking: Booking | Series) -> bool:
    """Approve it, decline it, ask about it: the staff of its own hub and nobody else."""
    return bool(works_at(person, booking.hub))


@predicate
def may_move_money(person: Any, booking: Booking) -> bool:
    """Say that money went back, or send it again: who manages its hub."""
    return bool(manages(person, booking.hub))


@predicate
def may_give_up_payments(person: Any, booking: Booking) -> bool:
    """Say that a payment will not come in: who manages its hub, and site administrators."""
    return bool(may_move_money(person, booking) or is_site_admin(person))


class Side(Enum):
    """The two who talk about a booking."""

    ORGANISATION = "organisation"
    HUB = "hub"

    @property
    def is_hub(self) -> bool:
        return self is Side.HUB


def side_of(person: Any, booking: Booking) -> Side | None:
    """Whose part somebody takes: their organisation's, also where they work at the hub; None for who only looks."""
    if is_member(person, booking.organisation):
        return Side.ORGANISATION
    return Side.HUB if works_at(person, booking.hub) else None


def speaks_for_hub(person: Any, booking: Booking) -> bool:
    return side_of(person, booking) is Side.HUB


@predicate
def may_talk(person: Any, booking: Booking) -> bool:
    """Say something about it and how it is set up: the owner and bookers of its organisation, the hub's staff."""
    post = post_of(person, booking.organisation_id)
    return post in (Post.OWNER, Post.BOOKER) or (post is None and bool(works_at(person, booking.hub)))


def demand_talker(person: Any, booking: Booking) -> None:
    """For verbs: raises `Forbidden` unless `may_talk`."""
    if not may_talk(person, booking):
        raise Forbidden()


def booking_for(person: Any, number: str) -> Booking:
    """The booking with all that its page shows, for who may see it; raises Http404 for anybody else."""
    booking = (
        Booking.objects.filter(number=read_number(number))
        .select_related("hub__municipality", "organisation", "placed_by", "used_by", "house_rules", "series")
        .prefetch_related("lines__facility__kind")
        .first()
    )
    return seen(person, booking)


def seen(person: Any, booking: Booking | None) -> Booking:
    """The booking itself, or Http404 for who may not know of it."""
    if booking is None or not may_see(person, booking):
        raise Http404
    return booking


def second_for(person: Any, number: str) -> SecondOption:
    """A second option with what its page shows, for who may see it; raises Http404 for anybody else."""
    second = (
        SecondOption.objects.filter(number=read_number(number))
        .select_related("hub__municipality", "organisation", "placed_by", "behind", "became")
        .first()
    )
    if second is None or not may_see(person, second):
        raise Http404
    return second


def block_for(person: Any, uuid: UUID) -> Block:
    """A block with what its page shows, for those who work at its hub; raises Http404 for anybody else."""
    block = with_units(Block.objects.filter(uuid=uuid)).first()
    if block is None or not (works_at(person, block.hub) or is_site_admin(person)):
        raise Http404
    return block


def series_for(person: Any, number: str) -> Series:
    """A series with its parties, for who may see it; raises Http404 for anybody else."""
    series = (
        Series.objects.filter(number=read_number(number))
        .select_related("hub__municipality", "organisation__municipality", "placed_by", "event")
        .first()
    )
    if series is None or not may_see(person, series):
        raise Http404
    return series


def date_of(series: Series, number: str) -> Booking:
    """One of its dates, by the number of the booking; raises Http404 for what is none of them."""
    booking = dates_of(series).filter(number=read_number(number)).first()
    if booking is None:
        raise Http404
    return booking


def waiting_for(person: Any, number: str) -> WaitlistEntry:
    """A place in line with what its page shows, for who may see it; raises Http404 for anybody else."""
    entry = (
        WaitlistEntry.objects.filter(number=read_number(number))
        .select_related(
            "hub__municipality", "facility__kind", "organisation", "placed_by", "used_by", "offer"
        )
        .first()
    )
    if entry is None or not may_see(person, entry):
        raise Http404
    return entry


def where_to_book(person: Any, organisation: UUID, hub: str) -> tuple[int, int]:
    """The ids of an organisation and of a hub (by its slug), for the organisation's members; raises Http404 for anybody
    else and where there is no such hub."""
    found = row(FOR_WHOM_AND_WHERE, {"organisation": organisation, "hub": hub, "person": person.pk or 0})
    if found is None:
        raise Http404
    organisation_id, hub_id = found
    return int(organisation_id), int(hub_id)


def bookings_of(organisation: Organisation) -> QuerySet[Booking]:
    """An organisation's bookings, the latest start first; who may ask was settled when the organisation was reached."""
    return (
        Booking.objects.filter(organisation=organisation)
        .select_related("hub", "placed_by")
        .prefetch_related("lines__facility")
        .order_by(Func(F("during"), function="lower").desc(), "-pk")
    )
