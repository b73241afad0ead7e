"""What a person reads about another calendar that is read: why it could not be, and what of it was left out."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bookings.models import CalendarSource
from bookings.models.reading import BUDGET, reads_again_at
from bookings.models.sources import LONGEST_WAIT, ONE_PART_IN
from bookings.rules.busy import CAPPED, COUNTED, NOT_A_CALENDAR, TOO_OFTEN, UNKNOWN_ZONE, UNREADABLE
from facilities.models import Hub
from hub.kit.saying import length, moment

PROBLEMS = {
    "address_not_allowed": gettext_lazy(
        "The address is not allowed: it must lead to a public server, over https."
    ),
    "bad_certificate": gettext_lazy("The other side cannot prove who it is (its certificate is not valid)."),
    "too_slow": gettext_lazy("The other side answered too slowly."),
    "unreachable": gettext_lazy("The other side could not be reached."),
    "too_many_redirects": gettext_lazy("The address leads on and on to others."),
    "answered": gettext_lazy(
        "The other side answered “%(fact)s”. Perhaps the link was changed there: make a new one and add it here."
    ),
    "too_large": gettext_lazy("The calendar is larger than %(fact)s MB."),
    "odd_encoding": gettext_lazy("The calendar is packed in a way that we cannot unpack."),
    NOT_A_CALENDAR: gettext_lazy(
        "What came is no calendar (.ics). Check that it is the secret address of one."
    ),
    "takes_too_long": gettext_lazy("The calendar is too complicated: reading it took too long."),
    "cannot_be_read": gettext_lazy("The calendar could not be read."),
    "busy_here": gettext_lazy("Many people were booking at that moment. It is tried again."),
    "failed": gettext_lazy("Something went wrong on our side. It is tried again, and written down for us."),
}
NOTES = {
    UNKNOWN_ZONE: gettext_lazy(
        "Events in the unknown time zone “%(fact)s” are left out: they block nothing."
    ),
    TOO_OFTEN: gettext_lazy(
        "Events that repeat every second or minute, or for very long by the hour, are not supported: they block"
        " nothing."
    ),
    CAPPED: gettext_lazy("Only the first %(fact)s times are blocked: there are more."),
    COUNTED: gettext_lazy(
        "An event repeats for very long: it blocks until %(fact)s, and each day one day more."
    ),
    "here": gettext_lazy(
        "%(fact)s of these are bookings or blocks that are here already. They are left out."
    ),
    UNREADABLE: gettext_lazy("Some events could not be read: they block nothing."),
}


def problem_of(source: CalendarSource) -> str:
    """Why it could not be read the last time; empty when it was."""
    code = source.problem.get("code")
    return _said(PROBLEMS.get(code, PROBLEMS["failed"]), source.problem.get("fact", "")) if code else ""


def slow_of(source: CalendarSource) -> str:
    """That it is read less often because it takes long; empty where it does not."""
    if not source.is_slow:
        return ""
    every = min(source.took * ONE_PART_IN, LONGEST_WAIT)
    return _(
        "Reading it took %(took)s, so it is read about every %(every)s instead of every half hour. A calendar with "
        "fewer years in it, or on a quicker server, is read more often."
    ) % {"took": _seconds(source.took), "every": length(max(1, every // timedelta(minutes=1)))}


def waits_of(hub: Hub, now: datetime) -> str:
    """That the hub has had its part of the hour; empty where it has not."""
    at = reads_again_at(hub, now)
    if at is None:
        return ""
    return _(
        "Reading the calendars of this hub took %(spent)s within the hour, as much as one hub has. They are read again "
        "from %(at)s. What is blocked stays blocked."
    ) % {"spent": length(BUDGET // timedelta(minutes=1)), "at": moment(at, hub.zone)}


def _seconds(took: timedelta) -> str:
    seconds = round(took.total_seconds())
    return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}


def notes_of(source: CalendarSource) -> list[str]:
    """What of it was left out."""
    return list(in_words(source.notes))


def in_words(notes: Iterable[tuple[str, str]]) -> Iterable[str]:
    for code, fact in notes:
        if code in NOTES:
            yield _said(NOTES[code], date_format(date.fromisoformat(fact)) if code == COUNTED else fact)


def _said(words: object, fact: str) -> str:
    return str(words) % {"fact": fact} if fact else str(words)
