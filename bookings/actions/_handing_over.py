"""What handing over what was written down for a caller has in common: one link at a time, and what refuses it."""

from datetime import datetime, timedelta

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from bookings.models import Caller
from bookings.models.hand_overs import GOOD_AFTER, MOST_A_DAY, HandOver, bookings_called_for
from hub.kit.errors import Refusal
from hub.kit.locks import LockKind, lock
from hub.kit.transactions import step
from members.models import User
from members.rules.keys import hash_of

# A mail about it, which is written outside.
LINK, TAKEN_OVER = "caller.link", "caller.taken_over"


class NoSuchLink(Refusal):
    """Wrong, withdrawn, used and run out are one answer: whoever tries keys learns nothing."""

    code = "no_such_link"
    status = 404
    message = _(
        "This link is not good, or not any more: it works once, and for a time. Ask the hub for a new one."
    )


class NobodyCalled(Refusal):
    code = "nobody_called"
    status = 404
    message = _("This was not booked for somebody who called.")


class TakenOver(Refusal):
    code = "taken_over"
    message = _("Somebody has taken this over into their account already. Speak to them there.")


class TooManyLinks(Refusal):
    code = "too_many_links"
    status = 429
    message = _("A link can be sent %(most)d times a day. Try again tomorrow.")


class NoAddress(Refusal):
    code = "no_address"
    status = 400
    message = _("Give an e-mail address: the link goes there, and only whoever reads it there can use it.")


@step
def lock_caller(caller: Caller) -> Caller:
    """From here on nobody else takes it over or changes its address: the caller as it is now."""
    lock([(LockKind.ORGANISATION, caller.organisation_id)])
    return Caller.objects.select_related("organisation", "hub").get(pk=caller.pk)


@step
def new_link(*, caller: Caller, actor: User, now: datetime) -> HandOver:
    """One is good at a time, so the one before is not any more. Raises `TooManyLinks`. The caller is locked."""
    links = HandOver.objects.filter(caller=caller)
    if links.filter(made_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise TooManyLinks(most=MOST_A_DAY)
    withdrawn(caller=caller, now=now)
    # The instant is a part of the key, so no two of a caller have the same one.
    latest = links.aggregate(latest=Max("made_at"))["latest"]
    made_at = max(now, latest + timedelta(microseconds=1)) if latest else now
    ends = [each.period.end for each in bookings_called_for(caller)]
    link = HandOver(
        caller=caller,
        email=caller.email,
        made_by=actor,
        made_at=made_at,
        expires_at=max([now, *ends]) + GOOD_AFTER,
    )
    link.key_hash = hash_of(link.key)
    link.save(force_insert=True)
    return link


@step
def withdrawn(*, caller: Caller, now: datetime) -> int:
    """How many links were good until now."""
    return HandOver.objects.filter(caller=caller, used_at=None, revoked_at=None).update(revoked_at=now)
