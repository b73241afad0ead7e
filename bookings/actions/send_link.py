from datetime import datetime

from bookings.actions._handing_over import LINK, NoAddress, NobodyCalled, TakenOver, lock_caller, new_link
from bookings.models.hand_overs import HandOver, handing_over_of
from bookings.permissions import booking_for
from facilities.permissions import demand_staff
from hub.kit.audit import record
from hub.kit.outbox import emit
from hub.kit.transactions import verb
from members.models import Organisation, User


@verb
def send_link(*, number: str, email: str, actor: User, now: datetime) -> HandOver:
    """Who called gets a link by which they manage this booking themselves: at this address, which is theirs from now
    on. Any link before is dead.

    For the hub's staff. Raises `NobodyCalled`, `TakenOver`, `NoAddress`, `TooManyLinks`; `Forbidden`, and Http404 for a
    stranger.
    """
    booking = booking_for(actor, number)
    demand_staff(actor, booking.hub)
    found = handing_over_of(booking)
    if found is None:
        raise NobodyCalled()
    caller = lock_caller(found.caller)
    if not caller.organisation.made_by_desk:
        raise TakenOver()
    if not email:
        raise NoAddress()
    changed = email != caller.email
    if changed:
        # The invoices went where the mails went, unless somebody said otherwise since.
        billed = Organisation.objects.filter(pk=caller.organisation_id, billing_email=caller.email)
        billed.update(billing_email=email)
        caller.email = email
        caller.save(update_fields=["email"])
    link = new_link(caller=caller, actor=actor, now=now)
    emit(kind=LINK, about=booking.ref, key=f"{LINK}:{link.pk}", now=now, payload={"link": link.pk})
    record(
        action="bookings.send_link",
        about=booking.ref,
        actor=actor,
        now=now,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        facts={"new_address": changed},
    )
    return link
