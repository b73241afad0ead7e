from datetime import datetime

from bookings.actions._files import drop, sweep
from bookings.models import Booking
from bookings.models.set_ups import SetUp, SetUpPhoto, set_ups_to_forget
from bookings.models.thread import ThreadFile, ThreadSide, to_be_forgotten
from hub.kit.audit import SITE, record
from hub.kit.batches import each_alone
from hub.kit.transactions import after_commit, verb


def forget_talk(*, now: datetime) -> int:
    """At night: a year after a booking is over, what was said about it goes with its files; three years after, how it
    was set up. Files that belong to no row go too. Returns of how many bookings something went."""
    said = each_alone("forgetting talk", lambda pk: _forget(booking_id=pk, now=now), to_be_forgotten(now))
    set_up = each_alone(
        "forgetting a set-up", lambda pk: _forget_set_up(pk=pk, now=now), set_ups_to_forget(now)
    )
    sweep(now)
    return said + set_up


@verb
def _forget(*, booking_id: int, now: datetime) -> bool:
    booking = Booking.objects.select_for_update(no_key=True, of=("self",)).get(pk=booking_id)
    files = list(ThreadFile.objects.filter(remark__booking=booking).values_list("stored", flat=True))
    count = booking.remarks.count()
    if not count:
        return False
    booking.remarks.all().delete()
    ThreadSide.objects.filter(booking=booking).delete()
    _note(booking, "bookings.forget_talk", now, remarks=count, files=len(files))
    after_commit(lambda: drop(files))
    return True


@verb
def _forget_set_up(*, pk: int, now: datetime) -> bool:
    set_up = SetUp.objects.select_related("booking").get(pk=pk)
    files = list(SetUpPhoto.objects.filter(set_up=set_up).values_list("stored", flat=True))
    set_up.delete()
    _note(set_up.booking, "bookings.forget_set_up", now, photos=len(files))
    after_commit(lambda: drop(files))
    return True


def _note(booking: Booking, action: str, now: datetime, **facts: int) -> None:
    record(
        action=action,
        about=booking.ref,
        actor=SITE,
        now=now,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        facts=facts,
    )
