"""What `confirm`, `place_and_confirm` and `approve` share: what waits becomes one that both sides count on."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from bookings.actions._seconds import end_of_second
from bookings.actions._telling import CONFIRMED, REQUESTED, tell, to_be_pressed
from bookings.models import Booking, BookingState
from bookings.models.house_rules import Terms, terms_of
from bookings.permissions import may_change
from funding.actions.grant_aid import grant_aid
from funding.rules.paying import too_little
from hub.kit.audit import Actor, noted, write
from hub.kit.errors import Forbidden, Refusal
from hub.kit.models import AuditRow
from hub.kit.saying import moment
from hub.kit.transactions import step
from hub.kit.writing import update
from members.models import User


class HoldLapsed(Refusal):
    code = "hold_lapsed"
    status = 410
    message = _(
        "The 15 minutes are over, so everything is free for others again. Nothing was charged; "
        "see whether it is still free."
    )


class OptionLapsed(HoldLapsed):
    code = "option_lapsed"
    message = _("Your option ended %(at)s. Nothing was charged; see whether it is still free.")


class OfferLapsed(HoldLapsed):
    code = "offer_lapsed"
    message = _("This was offered to you until %(at)s, so who is next in line is asked by now.")


class RequestLapsed(HoldLapsed):
    code = "request_lapsed"
    message = _(
        "%(hub)s did not answer before %(at)s, so everything is free for others again. Nothing was charged; "
        "see whether it is still free."
    )


class AcceptHouseRules(Refusal):
    code = "accept_house_rules"
    message = _("Read and accept the house rules of %(hub)s first (version %(version)d).")


class PayFirst(Refusal):
    """The hub gives no credit: what is held is booked by paying for it."""

    code = "pay_first"
    message = _("%(hub)s is paid when you book. Pay by card, and it is yours at once.")


class NotToConfirm(Refusal):
    code = "not_to_confirm"
    message = _("This booking was cancelled. Book it again if you still need it.")


@step
def confirmed(*, booking: Booking, house_rules_version: int | None, actor: User, now: datetime) -> Booking:
    """On account; where the hub wants to look first: asked for. The caller holds the booking's row; one that is
    confirmed or asked for already stays as it is."""
    if not may_change(actor, booking):
        raise Forbidden()
    if booking.state in (BookingState.CONFIRMED, BookingState.COMPLETED):
        return booking
    if booking.state == BookingState.CANCELLED:
        raise NotToConfirm()
    if booking.state == BookingState.EXPIRED or booking.held_until <= now:
        raise lapsed_refusal(booking)
    if booking.state == BookingState.REQUESTED:
        return booking
    return agreed(booking=booking, house_rules_version=house_rules_version, actor=actor, now=now)


@step
def agreed(*, booking: Booking, house_rules_version: int | None, actor: User, now: datetime) -> Booking:
    """The same of what is held and its booker's to confirm."""
    terms = terms_of(booking, now)
    accept(booking, terms, house_rules_version, now)
    if terms.asks_approval:
        return requested(booking=booking, actor=actor, now=now)
    demand_on_account(booking, terms)
    return made_firm(booking=booking, actor=actor, now=now)


def accept(booking: Booking, terms: Terms, house_rules_version: int | None, now: datetime) -> None:
    """Put the accepted house rules on a booking, unwritten. Raises `AcceptHouseRules` where others are in force."""
    rules = terms.house_rules
    if rules and rules.version != house_rules_version:
        raise AcceptHouseRules(hub=booking.hub.name, version=rules.version)
    booking.house_rules = rules
    booking.house_rules_accepted_at = now if rules else None


def demand_on_account(booking: Booking, terms: Terms) -> None:
    """Raises `PayFirst` where the hub takes no bookings on account and there is enough to pay by card."""
    if terms.pays_first and not too_little(booking.own_cents):
        raise PayFirst(hub=booking.hub.name, own_cents=booking.own_cents)


@step
def made_firm(
    *,
    booking: Booking,
    actor: Actor,
    now: datetime,
    how: str = "confirm",
    reason: str = "",
    quiet: bool = False,
) -> Booking:
    """Confirmed; the house rules were accepted. The caller holds the booking's row; who waits behind it is told.
    `quiet`: whoever confirms a whole series tells its two sides of it once."""
    end_of_second(first=booking, now=now)
    make_certain(booking, now)
    booking.paying = False
    update(booking, "state", "confirmed_at", "paying", "house_rules", "house_rules_accepted_at")
    note = _note(booking, how, actor, now, reason, **_owed(booking))
    follow(booking=booking, notes=[note], now=now, quiet=quiet)
    return booking


def make_certain(booking: Booking, now: datetime) -> None:
    booking.state, booking.confirmed_at = BookingState.CONFIRMED, now


@step
def confirmed_at_once(
    *, booking: Booking, placed: AuditRow, actor: Actor, now: datetime, quiet: bool = False
) -> None:
    """What this very transaction wrote as confirmed; `placed` is what there is to note of placing it."""
    notes = [placed, _note(booking, "confirm", actor, now, "", **_owed(booking))]
    follow(booking=booking, notes=notes, now=now, quiet=quiet)


@step
def follow(*, booking: Booking, notes: list[AuditRow], now: datetime, quiet: bool = False) -> None:
    """What being confirmed brings along: the right to aid arises, it is noted, both sides are told."""
    if any(share.get("is_aid") for share in booking.quote["shares"]):
        grant_aid(about=booking.ref, now=now)
    write(notes)
    if not quiet:
        tell(kind=CONFIRMED, booking=booking, now=now)


@step
def requested(*, booking: Booking, actor: User, now: datetime, quiet: bool = False) -> Booking:
    """Held until the hub's deadline, and no longer than until it would begin."""
    deadline = now + timedelta(hours=booking.hub.approval_hours)
    booking.state, booking.requested_at = BookingState.REQUESTED, now
    booking.held_until = min(deadline, booking.period.start)
    if booking.held_until <= now:
        raise lapsed_refusal(booking)
    booking.paying = False  # the hub looks first since it was begun: what still comes in waits for its answer
    update(booking, "state", "requested_at", "held_until", "paying", "house_rules", "house_rules_accepted_at")
    write([_note(booking, "request", actor, now, "", until=booking.held_until.isoformat())])
    if not quiet:
        tell(kind=REQUESTED, booking=booking, now=now)
        to_be_pressed(booking=booking, now=now)
    return booking


def lapsed_refusal(booking: Booking) -> HoldLapsed:
    """In the words of what it was last: a request, an option or a hold."""
    at = moment(booking.held_until, booking.hub.zone)
    if booking.requested_at:
        return RequestLapsed(hub=booking.hub.name, at=at)
    if booking.offered_at:
        return OfferLapsed(at=at)
    return OptionLapsed(at=at) if booking.optioned_at else HoldLapsed()


def _owed(booking: Booking) -> dict[str, object]:
    return {"own_cents": booking.own_cents}


def _note(booking: Booking, how: str, actor: Actor, now: datetime, reason: str, **facts: object) -> AuditRow:
    return noted(
        action=f"bookings.{how}",
        about=booking.ref,
        actor=actor,
        now=now,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        reason=reason,
        facts={**facts, "house_rules": booking.house_rules.version if booking.house_rules else None},
    )
