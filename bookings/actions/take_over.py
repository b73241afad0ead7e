from datetime import datetime

from bookings.actions._handing_over import TAKEN_OVER, NoSuchLink, lock_caller
from bookings.models import Booking
from bookings.models.hand_overs import HandOver, link_by_key
from hub.kit.audit import record
from hub.kit.errors import Forbidden
from hub.kit.outbox import emit
from hub.kit.transactions import verb
from members.actions._addresses import demand_address
from members.actions._first_owner import first_owner
from members.models import Organisation, User


def good_link(*, key: str, now: datetime) -> HandOver:
    """The link of a key, as long as it is good. Raises `NoSuchLink` for any other, whatever is wrong with it."""
    link = link_by_key(key)
    if link is None or not link.is_good(now) or link.email != link.caller.email:
        raise NoSuchLink()
    return link


@verb
def take_over(*, key: str, actor: User, now: datetime) -> Organisation:
    """Whoever has verified the address that the link was sent to becomes the owner of what the hub wrote down, once.
    What was booked stays as it was, at its price, and is theirs from now on: they are told of it.

    Raises `NoSuchLink`, `ForSomebodyElse`, `AddressNotVerified`, `Forbidden` for who has no account.
    """
    if not actor.is_authenticated or not actor.is_active:
        raise Forbidden()
    lock_caller(good_link(key=key, now=now).caller)
    # Under the key: whoever was a moment earlier has used it, or the desk has withdrawn it.
    link = good_link(key=key, now=now)
    demand_address(email=link.email, actor=actor)
    link.used_at, link.used_by = now, actor
    link.save(update_fields=["used_at", "used_by"])
    organisation, hub = link.caller.organisation, link.caller.hub
    first_owner(organisation=organisation, person=actor, now=now)
    # Mails and reminders go to who placed it; that the desk did is in the audit trail.
    Booking.objects.filter(organisation=organisation).update(placed_by=actor)
    record(
        action="bookings.take_over",
        about=organisation.ref,
        actor=actor,
        now=now,
        organisation_id=organisation.pk,
        hub_id=hub.pk,
    )
    emit(
        kind=TAKEN_OVER,
        about=organisation.ref,
        key=f"{TAKEN_OVER}:{link.pk}",
        now=now,
        payload={"link": link.pk},
    )
    return organisation
