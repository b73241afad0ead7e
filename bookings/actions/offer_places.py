"""What came free is offered to who stands in line for it.

Between a release and the offer nobody else can come: who places lets the line go first (`_waitlist`), so it matters
little how soon this runs. docs/locking.md tells the order of the locks.
"""

from datetime import datetime
from uuid import uuid4

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from bookings.actions._ending import release_lapsed
from bookings.actions._placing import Between, promised
from bookings.actions._telling import OFFERED, tell
from bookings.actions._waitlist import end_waiting
from bookings.models import Booking, WaitlistEntry, WaitState
from bookings.models.admission import Look, look
from bookings.models.in_line import first_in_line, fit, hopeful
from bookings.rules import admission
from bookings.rules.inductions import Who
from bookings.rules.refusals import NotLive
from bookings.rules.request import BookingRequest, Visit
from bookings.rules.waitlist import offer_until
from facilities.models.parts import leaf_ids_of
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import quote
from hub.kit.audit import SITE
from hub.kit.batches import each_alone
from hub.kit.errors import Busy, Refusal
from hub.kit.locks import LockKind, lock
from hub.kit.periods import Period
from hub.kit.transactions import savepoint, step, verb
from members.models import Post
from members.permissions import post_of


def offer_places(*, now: datetime, most: int = 200) -> int:
    """Offer what came free, whatever freed it, to the first in line whom it fits; returns how many offers were made.
    Each in a transaction of its own; any number of workers may do it at once."""
    return each_alone("offer_places", lambda pk: _offer(entry_id=pk, now=now), hopeful(now=now, most=most))


@verb
def _offer(*, entry_id: int, now: datetime) -> bool:
    found = WaitlistEntry.objects.get(pk=entry_id)
    leaves = frozenset(leaf_ids_of([found.facility_id]))
    keys = [(LockKind.FACILITY, id_) for id_ in leaves]
    lock([*keys, (LockKind.ORGANISATION, found.organisation_id), (LockKind.PERSON, found.placed_by_id)])
    entry = waiting_row(entry_id, now)
    if entry is None:
        return False
    at = fit(entry, now)
    if at is None or _others_first(entry, at, now):
        entry.looked_at = now
        entry.save(update_fields=["looked_at"])
        return False
    return _offered(entry, at, leaves, now)


@step
def waiting_row(entry_id: int, now: datetime) -> WaitlistEntry | None:
    """The row of an entry that still waits, held; none where somebody has it in hand or it has ended."""
    rows = WaitlistEntry.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    rows = rows.select_related("facility__hub", "organisation__municipality", "placed_by")
    return rows.filter(pk=entry_id, state=WaitState.WAITING, until__gt=now).first()


def _others_first(entry: WaitlistEntry, at: Period, now: datetime) -> bool:
    wish = LineWish(entry.facility_id, entry.quantity, at)
    first = first_in_line(wishes=[wish], organisation_id=entry.organisation_id, now=now, before=entry)
    return first is not None


def _offered(entry: WaitlistEntry, at: Period, leaves: frozenset[int], now: datetime) -> bool:
    """True where it is theirs to take now; should it not be possible for them, they read why and the next is asked."""
    wish = LineWish(entry.facility_id, entry.quantity, at)
    if any(standing.lapsed for standing in _look(entry, wish, now).standings):
        release_lapsed(facility_ids=leaves, now=now)
    try:
        with savepoint():
            booking = _promised(entry, wish, leaves, now)
    except Busy:
        raise
    except Refusal as refusal:
        with override(entry.placed_by.language):
            why = str(refusal)
        end_waiting(entry=entry, state=WaitState.FAILED, actor=SITE, now=now, why=why)
        return False
    end_waiting(entry=entry, state=WaitState.OFFERED, actor=SITE, now=now, offer=booking)
    tell(kind=OFFERED, booking=booking, now=now)
    return True


def _look(entry: WaitlistEntry, wish: LineWish, now: datetime) -> Look:
    # Nobody has the number nought: an offer is no hold of theirs that is counted.
    who = Who(entry.placed_by_id, entry.organisation_id)
    visit = Visit(used_by_id=entry.used_by_id)
    return look(
        wishes=[wish], hub_id=entry.hub_id, organisation_id=0, person_id=0, now=now, visit=visit, who=who
    )


class MayNotBook(Refusal):
    code = "may_not_book"
    message = _("Who joined the line books for the organisation no longer.")


def _promised(entry: WaitlistEntry, wish: LineWish, leaves: frozenset[int], now: datetime) -> Booking:
    """Units, price and funds of this moment, held until the offer lapses."""
    if not entry.placed_by.is_active or post_of(entry.placed_by, entry.organisation_id) not in (
        Post.OWNER,
        Post.BOOKER,
    ):
        raise MayNotBook()
    seen = _look(entry, wish, now)
    if not leaves >= seen.leaf_ids:
        raise Busy()
    admission.check(seen.facts)
    hub = entry.facility.hub
    try:
        price = quote(quote_facts(wishes=(wish,), hub=hub, organisation=entry.organisation, now=now))
    except Http404 as error:
        raise NotLive(facility=entry.facility.name) from error
    request = BookingRequest(
        organisation_id=entry.organisation_id,
        hub_id=entry.hub_id,
        lines=(wish,),
        purpose=entry.purpose,
        reference="",
        price_digest=price.digest(),
        request_key=uuid4(),
        visit=seen.facts.visit,
    )
    between = Between(entry.organisation, hub, placed_by=entry.placed_by, actor=SITE)
    booking = promised(request=request, seen=seen, price=price, between=between, now=now)
    booking.offered_at = now
    booking.held_until = offer_until(hours=hub.offer_hours, start=wish.period.start, now=now, zone=hub.zone)
    booking.save(update_fields=["offered_at", "held_until"])
    return booking
