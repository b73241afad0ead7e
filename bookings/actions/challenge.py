from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.actions._seconds import record_second, waiting_second
from bookings.actions._telling import CHALLENGED, tell_first
from bookings.models import BookingState, SecondOption
from bookings.rules.options import after_challenge
from hub.kit.errors import Refusal
from hub.kit.transactions import verb
from members.models import User


class NothingToChallenge(Refusal):
    code = "nothing_to_challenge"
    message = _("Who is first has asked the hub to book it. You are told as soon as the hub has answered.")


@verb
def challenge(*, number: str, actor: User, now: datetime) -> SecondOption:
    """Ask who has the first option to decide: it ends within so many hours as the hub says, or sooner if it would have.
    Again changes nothing.

    Raises `NotSecond`, `NothingToChallenge`; `Forbidden` for who sees it but may not change it, Http404 for a stranger.
    """
    second = waiting_second(number=number, actor=actor)
    if second.challenged_at:
        return second
    first = second.behind
    if first.state != BookingState.OPTION:
        raise NothingToChallenge()
    second.challenged_at, second.first_until = now, first.held_until
    second.save(update_fields=["challenged_at", "first_until"])
    first.held_until = after_challenge(held_until=first.held_until, hours=first.hub.challenge_hours, now=now)
    first.save(update_fields=["held_until"])
    record_second(
        second=second, how="challenge", actor=actor, now=now, first_until=first.held_until.isoformat()
    )
    tell_first(kind=CHALLENGED, second=second, now=now)
    return second
