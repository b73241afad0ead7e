from datetime import datetime

from bookings.actions._seconds import end_second, leave_first, waiting_second
from bookings.actions._telling import UNCHALLENGED, tell_first
from bookings.models import BookingState, SecondOption, SecondState
from hub.kit.transactions import verb
from members.models import User


@verb
def let_go_second(*, number: str, actor: User, now: datetime) -> SecondOption:
    """Wait no longer behind an option. Who was asked to decide has the time back that they had before, if theirs is not
    over.

    Raises `NotSecond`; `Forbidden` for who sees it but may not change it, Http404 for a stranger.
    """
    second = waiting_second(number=number, actor=actor)
    first = second.behind
    leave_first(first)
    end_second(second=second, state=SecondState.WITHDRAWN, actor=actor, now=now)
    if second.first_until and first.state == BookingState.OPTION and first.held_until > now:
        first.held_until = second.first_until
        first.save(update_fields=["held_until"])
        tell_first(kind=UNCHALLENGED, second=second, now=now)
    return second
