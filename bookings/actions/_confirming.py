"""What `confirm` and `place_and_confirm` share: a held booking becomes one that both sides count on."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.actions._telling import CONFIRMED, tell
from bookings.models import Booking, BookingState
from bookings.models.house_rules import current_house_rules
from bookings.permissions import may_change
from facilities.models import HouseRules
from hub.kit.audit import record
from hub.kit.errors import Forbidden, Refusal
from hub.kit.transactions import step
from members.models import User


class HoldLapsed(Refusal):
    code = "hold_lapsed"
    status = 410
    message = _(
        "The 15 minutes are over, so everything is free for others again. Nothing was charged; "
        "see whether it is still free."
    )


class AcceptHouseRules(Refusal):
    code = "accept_house_rules"
    message = _("Read and accept the house rules of %(hub)s first (version %(version)d).")


class NotToConfirm(Refusal):
    code = "not_to_confirm"
    message = _("This booking was cancelled. Book it again if you still need it.")


@step
def confirmed(*, booking: Booking, house_rules_version: int | None, actor: User, now: datetime) -> Booking:
    """On account. The caller holds the booking's row; one that is confirmed already stays as it is."""
    if not may_change(actor, booking):
        raise Forbidden()
    if booking.state in (BookingState.CONFIRMED, BookingState.COMPLETED):
        return booking
    if booking.state == BookingState.CANCELLED:
        raise NotToConfirm()
    if booking.state == BookingState.EXPIRED or booking.held_until <= now:
        raise HoldLapsed()
    booking.house_rules = _accepted(booking, house_rules_version, now)
    booking.house_rules_accepted_at = now if booking.house_rules else None
    booking.state, booking.confirmed_at = BookingState.CONFIRMED, now
    booking.save(update_fields=["state", "confirmed_at", "house_rules", "house_rules_accepted_at"])
    record(
        action="bookings.confirm",
        about=booking.ref,
        actor=actor,
        now=now,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        facts={"own_cents": booking.own_cents, "house_rules": house_rules_version},
    )
    tell(kind=CONFIRMED, booking=booking, now=now)
    return booking


def _accepted(booking: Booking, version: int | None, now: datetime) -> HouseRules | None:
    current = current_house_rules(booking.hub, now)
    if current and current.version != version:
        raise AcceptHouseRules(hub=booking.hub.name, version=current.version)
    return current
