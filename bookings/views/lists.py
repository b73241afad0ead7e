"""An organisation's own bookings."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bookings.forms.search import refuse_long
from bookings.models import Booking, BookingState, WaitlistEntry
from bookings.models.behind import seconds_of
from bookings.models.bookings import WAITING_STATES, lapsed
from bookings.models.in_line import waits_of
from bookings.models.owed import owed_of
from bookings.models.part_of import parts_of
from bookings.models.thread import unread
from bookings.permissions import bookings_of
from bookings.showing import states_of, waited_for
from hub.kit import clock
from hub.kit.choosing import chosen
from hub.kit.paging import page_number, page_of
from members.current import current_organisation
from members.models import Organisation

PAGE_SIZE = 20


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """The bookings of the organisation that the reader acts for: what is to come first, what was on another page."""
    refuse_long(request.GET)
    now, organisation = clock.now(), current_organisation(request)
    number, show = page_number(request), "past" if request.GET.get("show") == "past" else "coming"
    context: dict[str, object] = {"organisation": organisation, "show": show, "now": now}
    if organisation:
        rows, wholes = bookings_of(organisation), parts_of(organisation)
        whole = chosen(request, "part_of", {str(each.ref): each for each in wholes})
        if whole:
            rows = rows.filter(part_of=whole.ref)
        is_first = show == "coming" and number == 1
        page = page_of(past(rows, now) if show == "past" else coming(rows, now), number, PAGE_SIZE)
        context |= {
            "waits": listed_waits(organisation, now) if is_first and not whole else [],
            "seconds": seconds_of(organisation) if is_first and not whole else [],
            "wholes": wholes,
            "whole": whole,
            "page_obj": page,
            "with_news": unread([booking.pk for booking in page.object_list], by_hub=False),
            "bookings": listed(list(page.object_list), now),
        }
    return render(request, "bookings/list.html", context)


def listed_waits(organisation: Organisation, now: datetime) -> list[tuple[WaitlistEntry, str]]:
    """What it stands in line for, each with its time in words."""
    return [(entry, waited_for(entry)) for entry in waits_of(organisation, now)]


def listed(bookings: Sequence[Booking], now: datetime) -> list[tuple[Booking, str, int]]:
    """Each with its state at this moment and what the organisation owes for it: of what is let go nothing, or a fee."""
    owed = owed_of(bookings)
    return [
        (booking, state, 0 if state == BookingState.EXPIRED else owed[booking.pk])
        for booking, state in zip(bookings, states_of(bookings, now), strict=True)
    ]


def coming(rows: QuerySet[Booking], now: datetime) -> QuerySet[Booking]:
    """Held, in option, asked for and confirmed, until their end; the first to start first. What may still be paid
    for is kept, though its time is over."""
    waiting = rows.filter(Q(held_until__gt=now) | Q(paying=True), state__in=WAITING_STATES)
    return (waiting | rows.filter(state=BookingState.CONFIRMED, during__endswith__gt=now)).order_by(
        "during__startswith", "pk"
    )


def past(rows: QuerySet[Booking], now: datetime) -> QuerySet[Booking]:
    """Over, cancelled, or let go."""
    over = rows.filter(state__in=[BookingState.CONFIRMED, BookingState.COMPLETED], during__endswith__lte=now)
    early = rows.filter(state=BookingState.COMPLETED) | rows.filter(state=BookingState.CANCELLED)
    expired = rows.filter(state=BookingState.EXPIRED) | rows.filter(lapsed(now))
    return over | early | expired
