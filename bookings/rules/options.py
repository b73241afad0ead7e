"""Until when an option may last, the first and the second. Pure; days are those of the hub's clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hub.kit.errors import Refusal
from hub.kit.saying import moment
from hub.kit.words import _

# Of one organisation at one hub.
MOST_OPTIONS = 3
# Who comes first after having been second has at least so long to say yes.
LEAST_AS_FIRST = timedelta(days=1)
# Reminded so many days before the end.
REMINDERS = (3, 1)
LAST_MINUTE = time(23, 59)


class NoOptions(Refusal):
    code = "no_options"
    message = _("%(facility)s cannot be had in option. Book it, or leave it.")


class TooLateForAnOption(Refusal):
    code = "too_late_for_an_option"
    message = _("It begins too soon for an option. Book it, or leave it.")


class OptionTooLong(Refusal):
    code = "option_too_long"
    status = 400
    message = _("An option on this lasts until %(latest)s at most. Choose an earlier day.")


class OptionInThePast(Refusal):
    code = "option_in_the_past"
    status = 400
    message = _("Choose today or a later day.")


class TooManyOptions(Refusal):
    code = "too_many_options"
    message = _("You have %(most)d options at %(hub)s already. Book one of them or let one go.")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a facility allows: an option of so many days, over so many hours before the start."""

    facility: str
    days: int
    notice_hours: int


def latest(*, terms: Iterable[Terms], start: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    """The last instant at which an option on all of these may end. Raises `NoOptions`, `TooLateForAnOption`."""
    ends = []
    for each in terms:
        if not each.days:
            raise NoOptions(facility=each.facility)
        ends += [
            last_minute(now.astimezone(zone).date() + timedelta(days=each.days), zone),
            start - timedelta(hours=each.notice_hours),
        ]
    end = min(ends)
    if end <= now:
        raise TooLateForAnOption()
    return end


def until(*, on: date, last: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    """The end of an option until and including this day. Raises `OptionInThePast`, `OptionTooLong`."""
    if on < now.astimezone(zone).date():
        raise OptionInThePast()
    if on > last.astimezone(zone).date():
        raise OptionTooLong(latest=moment(last, zone), latest_at=last.isoformat())
    return min(last_minute(on, zone), last)


def last_minute(on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, LAST_MINUTE, zone)


def after_challenge(*, held_until: datetime, hours: int, now: datetime) -> datetime:
    """When the first option ends once the second has asked for it: sooner, or as it was; never later."""
    return min(held_until, now + timedelta(hours=hours))


def as_first(*, asked: datetime, hours: int | None, start: datetime, now: datetime) -> datetime:
    """Until when a second option lasts that is first from now on: as was asked, or so many `hours` where it had
    challenged; a day at least, also where the house gives options no longer so shortly before; never past its start.
    """
    wanted = asked if hours is None else now + timedelta(hours=hours)
    return min(start, max(wanted, now + LEAST_AS_FIRST))
