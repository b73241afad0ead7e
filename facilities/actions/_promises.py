"""Nothing that a place has promised is taken away unseen: who does so is told first which bookings are hit.

Bookings are another room, one that knows of this one and not the other way round. Settings name who answers
(`hub.wiring.PROMISES`).
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from facilities.models import Facility, Hub
from facilities.models.parts import leaf_ids_of
from facilities.rules.promises import Promise, unknown
from hub.kit.errors import Refusal
from hub.kit.locks import MOST, LockKind, lock
from hub.kit.transactions import step


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """What the room of bookings answers, inside the transaction of the verb that asks:

    `on_unit(unit=, now=)` which bookings hold it, `outside_hours(hub=, now=)` which do not lie within their facility's
    opening windows, `of_facilities(facility_ids=, now=)` which are still to come of these, and
    `move_off(unit=, actor=, now=)` gives those on a unit another one where one is free.
    """

    on_unit: Callable[..., list[Promise]]
    outside_hours: Callable[..., list[Promise]]
    of_facilities: Callable[..., list[Promise]]
    move_off: Callable[..., int]


class BookingsAreHit(Refusal):
    """Carries the bookings as `promises`. Nothing was changed; who names their numbers (`knowing`) goes on."""

    code = "bookings_are_hit"
    message = _("Bookings are in the way. Nothing is changed yet: look at them first, then decide.")

    def __init__(self, promises: list[Promise]) -> None:
        self.promises = promises
        super().__init__(numbers=sorted({promise.number for promise in promises}))


def promises() -> Promises:
    found: Promises = import_string(settings.PROMISES)
    return found


@step
def hold_back(facility_ids: Collection[int]) -> None:
    """Nobody books these facilities until the transaction ends, so that what is read of their bookings stays so. Who
    books takes the keys of the leaves, so those are held here too.

    In handfuls, since a place may have more facilities than one lock takes; in the order of all locks all the same.
    """
    ids = sorted({*facility_ids, *leaf_ids_of(facility_ids)})
    for start in range(0, len(ids), MOST):
        lock((LockKind.FACILITY, id_) for id_ in ids[start : start + MOST])


@contextmanager
def keeping_promises(
    *, hub: Hub, facility: Facility | None = None, knowing: Collection[str], now: datetime
) -> Iterator[None]:
    """Around what changes opening hours: raises `BookingsAreHit` when bookings that lay within them lie outside
    afterwards and are not among `knowing`. What lay outside before is no news."""
    ids = [facility.pk] if facility else list(hub.facilities.values_list("pk", flat=True))
    hold_back(ids)
    before = {promise.line for promise in promises().outside_hours(hub=hub, now=now)}
    yield
    hit = [each for each in promises().outside_hours(hub=hub, now=now) if each.line not in before]
    if unknown(hit, knowing):
        raise BookingsAreHit(hit)
