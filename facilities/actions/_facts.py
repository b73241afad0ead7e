"""What a hub or a facility is, as the verbs that make and change one are told it; and what they refuse about it."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from facilities.actions._projection import DAYS_AHEAD
from facilities.models import Facility, Feature, GapPolicy, Hub, HubKind, Kind
from facilities.rules.public_holidays import holidays_in
from hub.kit.errors import Refusal
from members.models import Municipality, Organisation

# So that what lies within a facility's horizon is always projected, though the nightly task may miss some nights.
FURTHEST_HORIZON_DAYS = DAYS_AHEAD - 10
MINUTES_A_DAY = 24 * 60
# Two weeks to answer, ninety days for an option: longer keeps a place from others.
MOST_HOURS = 14 * 24
MOST_OPTION_DAYS = 90


class NoSuchZone(Refusal):
    code = "no_such_zone"
    status = 400
    message = _("We do not know the time zone %(zone)s. Use a name such as Europe/Amsterdam.")


class NoSuchHolidays(Refusal):
    code = "no_such_holidays"
    status = 400
    message = _("We do not know the public holidays of %(place)s. Use a code such as NL or DE-NW.")


class NoPlaceOnEarth(Refusal):
    code = "no_place_on_earth"
    status = 400
    message = _("%(latitude)s, %(longitude)s is not on earth: use -90 to 90 degrees, and -180 to 180.")


class LengthsDoNotFit(Refusal):
    code = "lengths_do_not_fit"
    status = 400
    message = _(
        "The shortest booking is at least one step of the grid, and the longest at least the shortest."
    )


class GridDoesNotFit(Refusal):
    code = "grid_does_not_fit"
    status = 400
    message = _(
        "The grid must divide a day evenly, in steps of 5 minutes or more: 5, 10, 15, 30 or 60, for instance."
    )


class OptionsTooLong(Refusal):
    code = "options_too_long"
    status = 400
    message = _("An option lasts at most %(days)d days, and ends at most %(hours)d hours before the start.")


class HorizonTooFar(Refusal):
    code = "horizon_too_far"
    status = 400
    message = _("People can book at most %(most)s days ahead.")


class NoTimeToAnswer(Refusal):
    code = "no_time_to_answer"
    status = 400
    message = _("Leave from 1 to %(most)d hours to answer.")


@dataclass(frozen=True, slots=True, kw_only=True)
class HubFacts:
    """A hub's region is that of its municipality. Field by field: `facilities.models.Hub`."""

    name: str
    kind: HubKind | str
    operator: Organisation
    municipality: Municipality
    latitude: Decimal
    longitude: Decimal
    street: str = ""
    postcode: str = ""
    zone_name: str = "Europe/Amsterdam"
    about_nl: str = ""
    about_en: str = ""
    step_free: bool = False
    accessibility_nl: str = ""
    accessibility_en: str = ""
    email: str = ""
    phone: str = ""
    gap_policy: GapPolicy | str = GapPolicy.PAY
    approval_hours: int = 48
    challenge_hours: int = 48
    offer_hours: int = 24
    holidays_of: str = "NL"
    source: str = ""
    is_demo: bool = False

    def check(self) -> None:
        """Raises `NoSuchZone`, `NoPlaceOnEarth`, `NoSuchHolidays`, `NoTimeToAnswer`."""
        if abs(self.latitude) > 90 or abs(self.longitude) > 180:
            raise NoPlaceOnEarth(latitude=self.latitude, longitude=self.longitude)
        if self.zone_name not in available_timezones():
            raise NoSuchZone(zone=self.zone_name)
        try:
            _known = self.holidays_of and holidays_in(self.holidays_of, 2026)
        except KeyError as error:
            raise NoSuchHolidays(place=self.holidays_of) from error
        hours = (self.approval_hours, self.challenge_hours, self.offer_hours)
        if not all(1 <= each <= MOST_HOURS for each in hours):
            raise NoTimeToAnswer(most=MOST_HOURS)

    @classmethod
    def of(cls, hub: Hub) -> "HubFacts":
        return cls(**{field.name: getattr(hub, field.name) for field in fields(cls)})

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class FacilityFacts:
    """Field by field: `facilities.models.Facility`. `features` are all of them, in any order."""

    name: str
    kind: Kind
    about_nl: str = ""
    about_en: str = ""
    features: tuple[Feature, ...] = ()
    capacity_people: int | None = None
    grid_minutes: int = 30
    min_minutes: int = 60
    max_minutes: int = 7 * MINUTES_A_DAY
    notice_minutes: int = 0
    horizon_days: int = 365
    turnaround_minutes: int = 0
    asks_approval: bool = False
    options_until_days: int = 0
    options_notice_hours: int = 24
    provided_by: Organisation | None = None
    fixed_fee: bool = False

    def check(self) -> None:
        """Raises `GridDoesNotFit`, `LengthsDoNotFit`, `HorizonTooFar`, `OptionsTooLong`."""
        if self.grid_minutes < 5 or MINUTES_A_DAY % self.grid_minutes:
            raise GridDoesNotFit()
        if not self.grid_minutes <= self.min_minutes <= self.max_minutes:
            raise LengthsDoNotFit()
        if self.horizon_days > FURTHEST_HORIZON_DAYS:
            raise HorizonTooFar(most=FURTHEST_HORIZON_DAYS)
        if self.options_until_days > MOST_OPTION_DAYS or self.options_notice_hours > MOST_HOURS:
            raise OptionsTooLong(days=MOST_OPTION_DAYS, hours=MOST_HOURS)

    @classmethod
    def of(cls, facility: Facility) -> "FacilityFacts":
        plain = {name: getattr(facility, name) for name in columns(cls)}
        return cls(**plain, features=tuple(facility.features.all()))


def columns(facts: type) -> list[str]:
    """The facts that are columns of the row itself."""
    return [field.name for field in fields(facts) if field.name != "features"]


def changed_columns(row: Hub | Facility, facts: HubFacts | FacilityFacts) -> list[str]:
    return [name for name in columns(type(facts)) if getattr(row, name) != getattr(facts, name)]


def apply(row: Hub | Facility, facts: HubFacts | FacilityFacts, names: Iterable[str]) -> None:
    for name in names:
        value: Any = getattr(facts, name)
        setattr(row, name, value)


def free_slug(name: str, taken: Iterable[str]) -> str:
    """A part of an address from a name: `studio-2`, or with a number behind it when that is taken."""
    wanted = slugify(name)[:70].strip("-") or "x"
    known = set(taken)
    number = 2
    slug = wanted
    while slug in known:
        slug = f"{wanted}-{number}"
        number += 1
    return slug
