"""The price of a basket as it is shown: what it costs, who carries it, why, and what is in the way of booking it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bookings.models.admission import NOBODY_SAID, Look, look
from bookings.rules import admission
from bookings.rules.companions import Owed
from bookings.rules.inductions import Who
from bookings.rules.request import Visit
from facilities.models import Hub
from funding.models import RateBand
from funding.models.choosing import bands_on
from funding.models.limits import COUNTRY
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import Quote, quote
from funding.rules.time import local_day
from hub.kit.errors import Refusal
from members.models import Organisation

# A year; what is longer is priced only where it can be booked.
PRICED_MINUTES = 366 * 24 * 60


@dataclass(frozen=True, slots=True)
class Chance:
    """What an organisation with such a turnover would carry itself, where funds and the place cover the rest."""

    band: RateBand
    own_cents: int


@dataclass(frozen=True, slots=True)
class Shown:
    """`price` is None when none can be given (`refusal` says why); `obstacle` is why it cannot be booked so."""

    price: Quote | None
    refusal: Refusal | None = None
    obstacle: Refusal | None = None
    # What the house's rules of people want beside or instead of the lines that were asked about.
    owed: tuple[Owed, ...] = ()
    # The hub's clock.
    zone: ZoneInfo = COUNTRY

    @property
    def may_go_on(self) -> bool:
        return self.price is not None and self.obstacle is None


def shown(
    *,
    wishes: Sequence[LineWish],
    hub: Hub,
    organisation: Organisation | None,
    person: Any,
    now: datetime,
    visit: Visit = NOBODY_SAID,
) -> Shown:
    """Holds nothing and promises nothing. Raises Http404 for a facility that is not there (any more)."""
    seen = _look(wishes, hub, organisation, person, now, visit)
    obstacle = _obstacle(seen)
    if _beyond_pricing(seen, hub):
        return Shown(None, obstacle, obstacle)
    due = admission.due(seen.facts)
    try:
        price = quote(quote_facts(wishes=wishes, hub=hub, organisation=organisation, now=now))
    except Refusal as refusal:
        return Shown(None, refusal, obstacle, due, hub.zone)
    return Shown(price, None, obstacle, due, hub.zone)


def _look(
    wishes: Sequence[LineWish],
    hub: Hub,
    organisation: Organisation | None,
    person: Any,
    now: datetime,
    visit: Visit,
) -> Look:
    # Nobody has the number nought: without an organisation there are no holds to count.
    who = Who(person.pk or 0, organisation.pk if organisation else 0)
    return look(
        wishes=wishes,
        hub_id=hub.pk,
        organisation_id=who.organisation_id,
        person_id=who.person_id,
        now=now,
        visit=visit,
        who=who,
    )


def _beyond_pricing(seen: Look, hub: Hub) -> bool:
    """Two places are two prices, and a price takes the longer to work out the longer the time is: centuries of it are
    not. Admission refuses both, so there is an obstacle that says so, or something that comes before it."""
    return any(
        wish.thing.hub_id != hub.pk or wish.period.minutes > max(wish.thing.max_minutes, PRICED_MINUTES)
        for wish in seen.facts.wishes
    )


def _obstacle(seen: Look) -> Refusal | None:
    try:
        admission.check(seen.facts)
    except Refusal as refusal:
        return refusal
    return None


def chances(*, price: Quote, now: datetime) -> list[Chance]:
    """What declaring a turnover would give, by band, for somebody who sees the list price: line by line, as a price is
    made, so that nobody is promised a cent that they would not get."""
    return [
        Chance(band, price.list_cents - sum(line.gap_at(band.own_share_bp) for line in price.lines))
        for band in bands_on(local_day(now, COUNTRY))
    ]
