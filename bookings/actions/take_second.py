from datetime import date, datetime
from random import SystemRandom

from django.utils.translation import gettext_lazy as _

from bookings.actions._placing import KeyReused, PriceChanged, parties_of
from bookings.actions._seconds import hold_first, record_second
from bookings.actions._telling import SECOND_TAKEN, tell_second
from bookings.models import Booking, BookingState, SecondOption
from bookings.models.admission import look
from bookings.models.behind import option_in_the_way
from bookings.models.options import latest_of, options_of
from bookings.models.second_options import as_wishes
from bookings.rules import admission
from bookings.rules.inductions import Who
from bookings.rules.numbers import new_number
from bookings.rules.options import MOST_OPTIONS, TooManyOptions, until
from bookings.rules.refusals import SlotTaken
from bookings.rules.request import BookingRequest
from facilities.models import Hub
from funding.models.quoting import quote_facts
from funding.rules.quote import Quote, quote
from hub.kit.errors import Refusal
from hub.kit.locks import LockKind, lock
from hub.kit.periods import Period
from hub.kit.transactions import verb
from members.models import Organisation, User

__all__ = [
    "FreeNow",
    "KeyReused",
    "OwnOption",
    "PriceChanged",
    "SecondIsTaken",
    "TakenTooOften",
    "take_second",
]


class FreeNow(Refusal):
    code = "free_now"
    message = _(
        "It is free by now: you need not be second. Look at the price and book it, or take an option."
    )


class SecondIsTaken(Refusal):
    code = "second_is_taken"
    message = _("Somebody else has the second option on it. Choose another time or another hub.")


class OwnOption(Refusal):
    code = "own_option"
    message = _("The option in the way is your own. Book it or let it go.")


class TakenTooOften(Refusal):
    code = "taken_too_often"
    message = _(
        "%(organisation)s stood behind this option %(times)d times already. Each time those before you were asked; "
        "speak to %(hub)s if you still need it."
    )


# Who stands behind an option may ask its holder to decide, by mail: not again and again.
MOST_TIMES = 3


@verb
def take_second(*, request: BookingRequest, on: date, actor: User, now: datetime) -> SecondOption:
    """Stand behind the option that is in the way of these wishes, until and including a day on the hub's clock. It
    holds nothing; when the first ends it becomes an option of its own, or its people read why not. The same request
    again gives the same.

    Raises `FreeNow`, `SlotTaken` where more than one option is in the way, `SecondIsTaken`, `OwnOption`,
    `TakenTooOften`, what admission and funding refuse, `PriceChanged`, `KeyReused`, and as `take_option`: `NoOptions`,
    `TooLateForAnOption`, `OptionTooLong`, `OptionInThePast`, `TooManyOptions`; `Forbidden` for a member who may not
    book, Http404 for a stranger.
    """
    between = parties_of(request, actor)
    organisation, hub = between.organisation, between.hub
    # How many options an organisation has runs out. The facilities' keys are not needed: nothing is taken.
    lock([(LockKind.ORGANISATION, organisation.pk)])
    if before := _taken_before(request, actor):
        return before
    first = _first(request, actor, now)
    if SecondOption.objects.filter(behind=first, organisation=organisation).count() >= MOST_TIMES:
        raise TakenTooOften(organisation=organisation.name, times=MOST_TIMES, hub=hub.name)
    price = quote(quote_facts(wishes=request.lines, hub=hub, organisation=organisation, now=now))
    if price.digest() != request.price_digest:
        raise PriceChanged(price)
    start = min(line.period.start for line in request.lines)
    facility_ids = [line.facility_id for line in request.lines]
    last = latest_of(facility_ids=facility_ids, start=start, zone=hub.zone, now=now)
    ends = until(on=on, last=last, now=now, zone=hub.zone)
    if options_of(organisation_id=organisation.pk, hub_id=hub.pk, now=now) >= MOST_OPTIONS:
        raise TooManyOptions(most=MOST_OPTIONS, hub=hub.name)
    second = _insert(request, price, (organisation, hub), first, ends, actor, now)
    first.has_second = True
    first.save(update_fields=["has_second"])
    record_second(second=second, how="take_second", actor=actor, now=now, until=ends.isoformat())
    tell_second(kind=SECOND_TAKEN, second=second, now=now)
    return second


def _taken_before(request: BookingRequest, actor: User) -> SecondOption | None:
    before = SecondOption.objects.filter(placed_by=actor, request_key=request.request_key).first()
    if before and before.request_digest != request.digest():
        raise KeyReused()
    return before


def _first(request: BookingRequest, actor: User, now: datetime) -> Booking:
    """The option to stand behind, its row held, and still one that nobody stands behind."""
    who = Who(actor.pk, request.organisation_id)
    seen = look(
        wishes=request.lines,
        hub_id=request.hub_id,
        organisation_id=0,  # nothing is held, so holds are not counted
        person_id=0,
        now=now,
        visit=request.visit,
        who=who,
    )
    try:
        admission.check(seen.facts)
    except SlotTaken as taken:
        found = option_in_the_way(
            wishes=request.lines, hub_id=request.hub_id, now=now, visit=request.visit, who=who
        )
        if found is None:
            raise taken
    else:
        raise FreeNow()
    if found.organisation_id == request.organisation_id:
        raise OwnOption()
    first = hold_first(found.pk)
    if first.has_second:
        raise SecondIsTaken()
    if first.state != BookingState.OPTION or first.held_until <= now:
        raise FreeNow()
    return first


def _insert(
    request: BookingRequest,
    price: Quote,
    between: tuple[Organisation, Hub],
    first: Booking,
    ends: datetime,
    actor: User,
    now: datetime,
) -> SecondOption:
    organisation, hub = between
    periods = [line.period for line in request.lines]
    return SecondOption.objects.create(
        number=new_number(SystemRandom()),
        organisation=organisation,
        hub=hub,
        placed_by=actor,
        behind=first,
        purpose=request.purpose,
        reference=request.reference,
        wishes=as_wishes(request.lines),
        visit_said=request.visit.to_json(),
        during=Period(min(each.start for each in periods), max(each.end for each in periods)).to_range(),
        list_cents=price.list_cents,
        own_cents=price.own_cents,
        taken_at=now,
        until=ends,
        request_key=request.request_key,
        request_digest=request.digest(),
    )
