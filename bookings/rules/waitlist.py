"""Standing in line for what is taken: how many places, how long an offer lasts. Pure; days and nights are those of the
hub's clock."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from bookings.rules.facts import Facts
from bookings.rules.inducting import colleague, inducted
from bookings.rules.refusals import BeyondHorizon, NotLive, QuantityOutOfBounds, SlotTaken, TooLong, TooShort
from bookings.rules.request import Visit
from bookings.rules.waking import awake
from hub.kit.errors import Refusal
from hub.kit.periods import Period
from hub.kit.saying import day, length
from hub.kit.words import _

# Of one organisation at one hub, and of one person everywhere.
MOST_WAITING = 5
# What was offered and not taken is held from others each time: not again and again.
MOST_OFFERS = 3
# Within so long somebody may leave the time to chance: a week, with the day on which the clock changes.
LONGEST_WINDOW = timedelta(days=7, hours=1)


class LineGoesFirst(SlotTaken):
    """It is free, and somebody was promised to be asked first."""

    code = "line_goes_first"
    message = _(
        "%(facility)s has just come free, and who waits in line is asked first. Nothing was booked; "
        "join the line, or choose another time."
    )


class WindowTooLong(Refusal):
    code = "window_too_long"
    status = 400
    message = _("You can wait for a time within one week at most. Choose a shorter span.")


class WindowTooShort(Refusal):
    code = "window_too_short"
    status = 400
    message = _("What you wait for does not fit into that span of time. Choose a longer one.")


class NoChanceLeft(Refusal):
    code = "no_chance_left"
    message = _("That begins too soon to wait for it. Choose a later time.")


class NeedsCompany(Refusal):
    code = "needs_company"
    message = _(
        "%(facility)s comes with somebody or something that is booked along with it, and all of that together "
        "cannot be waited for. Speak to %(hub)s."
    )


class FreeNow(Refusal):
    code = "free_now"
    message = _("It is free, so you need not wait for it. Look at the price and book it.")


class TooManyInLine(Refusal):
    code = "too_many_in_line"
    message = _("You wait for %(most)d things already. Leave one of those lines first.")


class AlreadyInLine(Refusal):
    code = "already_in_line"
    message = _("You are in line for this already: your number is %(number)s.")


class OfferedTooOften(Refusal):
    code = "offered_too_often"
    message = _(
        "%(facility)s was offered to you %(times)d times around then, and you did not take it. Speak to %(hub)s if "
        "you still need it."
    )


@dataclass(frozen=True, slots=True)
class WaitRequest:
    """So many units of a facility for `minutes`, at any time within the window; as long as the window itself: exactly
    then. `until`: wait no longer than that; `used_by_id`: the colleague who will be there. The same `request_key` again
    is the same request."""

    organisation_id: int
    hub_id: int
    facility_id: int
    quantity: int
    window: Period
    minutes: int
    purpose: str
    until: datetime | None
    request_key: UUID
    used_by_id: int | None = None

    @property
    def visit(self) -> Visit:
        return Visit(used_by_id=self.used_by_id)

    def digest(self) -> str:
        body: list[object] = [
            self.organisation_id,
            self.hub_id,
            self.facility_id,
            self.quantity,
            self.minutes,
            self.purpose,
        ]
        body += [str(self.window.start), str(self.window.end), str(self.until)]
        if self.used_by_id is not None:
            body.append(self.used_by_id)
        return hashlib.sha256(json.dumps(body).encode()).hexdigest()


def check(request: WaitRequest, facts: Facts, *, now: datetime) -> None:
    """What can never be offered is not waited for. Whether it is free is not looked at."""
    wish = facts.wishes[0]
    thing = wish.thing
    if not thing.live or thing.hub_id != request.hub_id or wish.in_service == 0:
        raise NotLive(**wish.about)
    if not 1 <= wish.quantity <= wish.in_service:
        raise QuantityOutOfBounds(most=wish.in_service, **wish.about)
    colleague(facts)
    inducted(wish, facts)
    if request.minutes < thing.min_minutes:
        raise TooShort(least=length(thing.min_minutes), **wish.about)
    if request.minutes > thing.max_minutes:
        raise TooLong(most=length(thing.max_minutes), **wish.about)
    if request.window.length > max(LONGEST_WINDOW, timedelta(minutes=request.minutes)):
        raise WindowTooLong()
    if request.window.minutes < request.minutes:
        raise WindowTooShort()
    if last_start(request.window, request.minutes) <= max(now, thing.earliest):
        raise NoChanceLeft()
    if request.window.start + timedelta(minutes=request.minutes) > thing.latest:
        last_day = day(thing.latest - timedelta(minutes=1), thing.zone, "year")
        raise BeyondHorizon(latest=last_day, latest_at=thing.latest.isoformat(), **wish.about)


def last_start(window: Period, minutes: int) -> datetime:
    """After this there is no chance any more."""
    return window.end - timedelta(minutes=minutes)


def offer_until(*, hours: int, start: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    """When an offer lapses: after so many hours, never at night, when nobody reads it: then it lasts until the
    morning has begun. Never past the start."""
    return min(start, awake(now + timedelta(hours=hours), zone))
