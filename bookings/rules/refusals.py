"""The refusals of admission. Each says what to do instead; facts name the facility and the line they are about."""

from hub.kit.errors import Refusal
from hub.kit.words import _


class NothingWanted(Refusal):
    code = "nothing_wanted"
    status = 400
    message = _("Choose at least one thing to book.")


class NotLive(Refusal):
    code = "not_live"
    message = _("%(facility)s cannot be booked at the moment. Choose something else.")


class OneHubAtATime(Refusal):
    code = "one_hub_at_a_time"
    status = 400
    message = _("A booking is with one hub, and %(facility)s is at another. Make a second booking for it.")


class QuantityOutOfBounds(Refusal):
    code = "quantity_out_of_bounds"
    status = 400
    message = _("%(facility)s: give a whole number from 1 to %(most)d.")


class NotOnGrid(Refusal):
    code = "not_on_grid"
    status = 400
    message = _("%(facility)s: start and end in steps of %(grid)s, for instance %(before)s or %(after)s.")


class TooShort(Refusal):
    code = "too_short"
    status = 400
    message = _("%(facility)s is booked for %(least)s or longer.")


class TooLong(Refusal):
    code = "too_long"
    status = 400
    message = _("%(facility)s is booked for at most %(most)s at a time.")


class TooSoon(Refusal):
    code = "too_soon"
    message = _("%(facility)s: choose a start no earlier than %(earliest)s.")


class BeyondHorizon(Refusal):
    code = "beyond_horizon"
    message = _("That is too far ahead: %(facility)s can be booked up to and including %(latest)s.")


class NotOpenThen(Refusal):
    code = "not_open_then"
    message = _(
        "%(facility)s is not open for the whole of that time. Look at its free hours and choose another time."
    )


class SameThingTwice(Refusal):
    code = "same_thing_twice"
    status = 400
    message = _("%(facility)s is in here twice for the same time. Raise the number on one line instead.")


class SharedParts(Refusal):
    """Two lines want the same units at one time, since one contains the other or both contain a third."""

    code = "shared_parts"
    status = 400
    message = _(
        "%(facility)s and %(other)s both use %(shared)s, and for both at the same time there are too few (%(there)d). "
        "Take one of them out, or choose other times."
    )


class NoTimeBetween(Refusal):
    code = "no_time_between"
    status = 400
    message = _("Set-up and strike lie within your time and leave nothing between them. Make them shorter.")


class TooManyPeople(Refusal):
    code = "too_many_people"
    status = 400
    message = _(
        "%(facility)s holds at most %(most)d people, and you come with %(people)d."
        " Choose a larger room, or come with fewer."
    )


class PeopleNotSaid(Refusal):
    code = "people_not_said"
    status = 400
    message = _("Say how many people come: at %(facility)s it decides who must be there.")


class ActivityNotSaid(Refusal):
    code = "activity_not_said"
    status = 400
    message = _("Say what you come to do: at %(facility)s it decides who must be there.")


class CompanionMissing(Refusal):
    """`facility` is who or what must come along; `quantity`, `start` and `end` are the line that is missing."""

    code = "companion_missing"
    message = _("%(why)s Book %(facility)s along with it: %(when)s.")


class SlotTaken(Refusal):
    """Units that were wanted are no longer free."""

    code = "slot_taken"
    message = _(
        "Somebody was a moment earlier: %(facility)s is no longer free then. Nothing was booked; "
        "choose another time or another hub."
    )


class TooManyHolds(Refusal):
    code = "too_many_holds"
    message = _(
        "You are holding %(most)d bookings that are not confirmed yet. Confirm one or let one go;"
        " after 15 minutes each is freed by itself."
    )


class InductionMissing(Refusal):
    code = "induction_missing"
    message = _(
        "%(facility)s may be used on %(day)s by who holds the induction “%(induction)s” then: you, or a colleague whom "
        "you name. No session with a free seat is planned; ask the hub."
    )


class InductionInASession(InductionMissing):
    message = _(
        "%(facility)s may be used on %(day)s by who holds the induction “%(induction)s” then: you, or a colleague whom "
        "you name. The next session with a free seat is %(session)s."
    )


class NotAColleague(Refusal):
    code = "not_a_colleague"
    status = 400
    message = _("Who will be there is not of the organisation that books. Choose one of its people.")


class OneSeatEach(Refusal):
    code = "one_seat_each"
    status = 400
    message = _("%(facility)s: a seat is somebody's, so book one at a time and name who comes.")


class SeatAlone(Refusal):
    code = "seat_alone"
    status = 400
    message = _(
        "%(facility)s is a training session. Book the seat by itself, and other things in a booking of their own."
    )
