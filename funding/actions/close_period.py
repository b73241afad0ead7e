from datetime import date, datetime, timedelta

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from facilities.permissions import demand_site_admin
from funding.models import ClosedPeriod, Entry, HourMonth
from funding.models.journal import Days, closed_through, totals
from funding.models.limits import COUNTRY
from funding.rules.time import local_day
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.locks import LockKind, lock
from hub.kit.transactions import verb

# What was begun on the last day of a period is written by then: no transaction lasts an hour.
GRACE = timedelta(days=1)


class NotOverYet(Refusal):
    code = "not_over_yet"
    status = 400
    message = _("Books are closed a day after they end at the earliest: choose %(latest)s or a day before.")


class HoursStillReserved(Refusal):
    code = "hours_still_reserved"
    message = _(
        "Hours in kind of the month that begins on %(month)s are still reserved. Close the books once those bookings "
        "are done, or up to a day before that month is over."
    )


class ClosedAlready(Refusal):
    code = "closed_already"
    message = _("The books are closed up to and including %(through)s already. Choose a later day.")


@verb
def close_period(*, through: date, actor: Actor, now: datetime) -> ClosedPeriod:
    """The books up to and including a day are done: from now on the database refuses any entry dated in them, whoever
    writes it, and any entry of hours in kind of a month that is over by then. It cannot be undone; a mistake is put
    right by an entry of today.

    For site administrators. Raises `NotOverYet`, `ClosedAlready`, `HoursStillReserved`, `Forbidden`.
    """
    demand_site_admin(actor)
    lock([(LockKind.BOOKS, 1)])
    latest = local_day(now, COUNTRY) - GRACE - timedelta(days=1)
    if through > latest:
        raise NotOverYet(latest=latest)
    before = closed_through()
    if before and through <= before:
        raise ClosedAlready(through=before)
    _check_hours(through)
    entries, debits = totals(Days(before + timedelta(days=1) if before else _first_day(through), through))
    period = ClosedPeriod.objects.create(
        through=through, closed_at=now, closed_by_id=actor.pk, entries=entries, debits=debits
    )
    record(
        action="funding.close_period",
        about=period.ref,
        actor=actor,
        now=now,
        facts={"through": through.isoformat(), "entries": entries, "debits": debits},
    )
    return period


def _check_hours(through: date) -> None:
    """What is reserved will be given or let go, and that would be written in its month."""
    first_open = (through + timedelta(days=1)).replace(day=1)
    waiting = HourMonth.objects.filter(reserved_minutes__gt=0, month__lt=first_open).order_by("month").first()
    if waiting:
        raise HoursStillReserved(month=waiting.month)


def _first_day(through: date) -> date:
    """Of the first entry there is."""
    first = Entry.objects.aggregate(at=Min("posted_at"))["at"]
    return min(local_day(first, COUNTRY), through) if first else through
