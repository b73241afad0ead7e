from datetime import datetime
from random import SystemRandom

from django.http import Http404

from bookings.actions._placing import KeyReused
from bookings.actions._waitlist import record_waiting
from bookings.models import WaitlistEntry
from bookings.models.admission import look
from bookings.models.in_line import first_in_line, fit, offers_not_taken, places_of, waiting
from bookings.models.parties import Parties, parties
from bookings.rules import admission
from bookings.rules.inductions import Who
from bookings.rules.numbers import new_number
from bookings.rules.refusals import NotLive
from bookings.rules.waitlist import (
    MOST_OFFERS,
    MOST_WAITING,
    AlreadyInLine,
    FreeNow,
    NeedsCompany,
    OfferedTooOften,
    TooManyInLine,
    WaitRequest,
    check,
    last_start,
)
from facilities.models import Facility
from funding.rules.lines import LineWish
from hub.kit.errors import Forbidden
from hub.kit.locks import LockKind, lock
from hub.kit.periods import Period
from hub.kit.transactions import verb
from members.models import Post, User

__all__ = ["FreeNow", "KeyReused", "join_waitlist"]


@verb
def join_waitlist(*, request: WaitRequest, actor: User, now: datetime) -> WaitlistEntry:
    """Stand in line for a facility that is taken. It holds nothing and costs nothing; as soon as it can be had, who
    joined first is offered it. The same request again gives the same place.

    Raises `FreeNow` where it need not be waited for, `AlreadyInLine`, `TooManyInLine`, `OfferedTooOften`,
    `NeedsCompany`, `NoChanceLeft`, `WindowTooLong`, `WindowTooShort`, `KeyReused` and what admission refuses but that
    it is taken; `Forbidden` for a member who may not book, Http404 for a stranger and for what does not exist.
    """
    between = _between(request, actor)
    # How many places somebody has in line runs out; no unit is taken, so no facility's key is needed.
    lock([(LockKind.ORGANISATION, request.organisation_id), (LockKind.PERSON, actor.pk)])
    before = WaitlistEntry.objects.filter(placed_by=actor, request_key=request.request_key).first()
    if before:
        if before.request_digest != request.digest():
            raise KeyReused()
        return before
    facility = Facility.objects.select_related("hub").filter(pk=request.facility_id).first()
    if facility is None:
        raise Http404
    _demand_possible(request, facility, actor, now)
    _demand_place(request, facility, actor, now)
    entry = _unwritten(request, between, facility, actor, now)
    at = fit(entry, now)
    if at and not first_in_line(
        wishes=[LineWish(facility.pk, request.quantity, at)], organisation_id=request.organisation_id, now=now
    ):
        raise FreeNow()
    entry.save()
    record_waiting(entry=entry, how="join_waitlist", actor=actor, now=now)
    return entry


def _between(request: WaitRequest, actor: User) -> Parties:
    found = parties(
        organisation_id=request.organisation_id,
        hub_id=request.hub_id,
        person_id=actor.pk,
        request_key=request.request_key,
        facility_ids=[request.facility_id],
    )
    if found is None:
        raise Http404
    if found.post not in (Post.OWNER, Post.BOOKER):
        raise Forbidden()
    return found


def _demand_possible(request: WaitRequest, facility: Facility, actor: User, now: datetime) -> None:
    exact = request.window.minutes == request.minutes
    first = Period(request.window.start, request.window.end)
    seen = look(
        wishes=[LineWish(facility.pk, request.quantity, first)],
        hub_id=request.hub_id,
        organisation_id=0,
        person_id=0,
        now=now,
        visit=request.visit,
        who=Who(actor.pk, request.organisation_id),
    )
    check(request, seen.facts, now=now)
    if seen.facts.wishes[0].needs:
        raise NeedsCompany(facility=facility.name, hub=facility.hub.name)
    if exact:
        admission.check_policy(seen.facts)
    if not seen.leaf_ids:
        raise NotLive(facility=facility.name)


def _demand_place(request: WaitRequest, facility: Facility, actor: User, now: datetime) -> None:
    same = waiting(now).filter(
        organisation=request.organisation_id,
        facility=request.facility_id,
        minutes=request.minutes,
        during=request.window.to_range(),
    )
    if there := same.first():
        raise AlreadyInLine(number=there.number)
    places = places_of(
        organisation_id=request.organisation_id, hub_id=request.hub_id, person_id=actor.pk, now=now
    )
    if places >= MOST_WAITING:
        raise TooManyInLine(most=MOST_WAITING)
    times = offers_not_taken(
        organisation_id=request.organisation_id, facility_id=facility.pk, during=request.window
    )
    if times >= MOST_OFFERS:
        raise OfferedTooOften(facility=facility.name, times=times, hub=facility.hub.name)


def _unwritten(
    request: WaitRequest, between: Parties, facility: Facility, actor: User, now: datetime
) -> WaitlistEntry:
    last = last_start(request.window, request.minutes)
    return WaitlistEntry(
        number=new_number(SystemRandom()),
        organisation=between.organisation,
        hub=facility.hub,
        facility=facility,
        placed_by=actor,
        used_by_id=request.used_by_id,
        quantity=request.quantity,
        during=request.window.to_range(),
        minutes=request.minutes,
        purpose=request.purpose,
        joined_at=now,
        until=min(request.until or last, last),
        request_key=request.request_key,
        request_digest=request.digest(),
    )
