"""Who will be there: of the organisation, one person for a seat, and shown how. Checks of admission. Pure."""

from bookings.rules.facts import Facts, Wish
from bookings.rules.inductions import lacking
from bookings.rules.refusals import (
    InductionInASession,
    InductionMissing,
    NotAColleague,
    OneSeatEach,
    SeatAlone,
)
from hub.kit.saying import day, moment


def one_seat(wish: Wish, facts: Facts) -> None:
    """Whoever comes is named, and is given what the session gives; who calls it off gives back all of it."""
    if not wish.thing.session:
        return
    if wish.quantity > 1:
        raise OneSeatEach(**wish.about)
    if len(facts.wishes) > 1:
        raise SeatAlone(**wish.about)


def inducted(wish: Wish, facts: Facts) -> None:
    """Who will be there has been shown how, and still counts as such when it begins."""
    at, zone = wish.period.start, wish.thing.zone
    asked = lacking(wish.inductions, facts.who, at)
    if asked is None:
        return
    about = {
        "induction": asked.name,
        "induction_id": asked.id,
        "day": day(at, zone, "year"),
        **wish.about,
    }
    if asked.next_at is None:
        raise InductionMissing(**about)
    raise InductionInASession(
        session=moment(asked.next_at, zone), session_at=asked.next_at.isoformat(), **about
    )


def colleague(facts: Facts) -> None:
    """Who is named is of the organisation, so that nobody books in the name of somebody who knows nothing of it."""
    named = facts.visit.used_by_id
    is_new = facts.other or any(not wish.kept for wish in facts.wishes)
    if named is not None and is_new and named not in facts.members:
        raise NotAColleague()
