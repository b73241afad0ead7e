"""The basket: what somebody has picked, kept in their session. It holds nothing and promises nothing.

Everything in it is at one hub, since a booking is one promise by one hub. A line without a period of its own follows
the basket's.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from django.contrib.sessions.backends.base import SessionBase
from django.utils.translation import gettext_lazy as _

from bookings.rules.request import Visit
from facilities.models import Facility, Hub
from funding.rules.lines import LineWish
from hub.kit.errors import Refusal
from hub.kit.periods import Period

SESSION_KEY = "basket"
MOST_LINES = 20


class OtherHub(Refusal):
    """Carries what the page needs to offer starting over."""

    code = "other_hub"
    message = _(
        "What is in your basket is at %(hub)s, and a booking is with one hub. Book that first, or start over."
    )


class BasketFull(Refusal):
    code = "basket_full"
    status = 400
    message = _("A booking has at most %(most)d lines. Take something out first, or make a second booking.")


@dataclass(frozen=True, slots=True)
class BasketLine:
    facility_id: int
    quantity: int
    own_period: Period | None = None


@dataclass(frozen=True, slots=True)
class Basket:
    hub_id: int | None = None
    period: Period | None = None
    lines: tuple[BasketLine, ...] = ()
    visit: Visit = Visit()

    def __bool__(self) -> bool:
        return bool(self.lines)

    def added(self, facility: Facility, quantity: int, period: Period) -> "Basket":
        """With one facility more; what is in it already at that time becomes more of it. Refuses `OtherHub` (facts:
        the other hub's name), `BasketFull`."""
        if not self:
            return Basket(facility.hub_id, period, (BasketLine(facility.pk, quantity),))
        if self.hub_id != facility.hub_id:
            other = Hub.objects.filter(pk=self.hub_id or 0).first()
            raise OtherHub(hub=str(other or _("another hub")))
        own = None if period == self.period else period
        for number, line in enumerate(self.lines):
            if (line.facility_id, line.own_period) == (facility.pk, own):
                return self.changed(number, replace(line, quantity=line.quantity + quantity))
        if len(self.lines) >= MOST_LINES:
            raise BasketFull(most=MOST_LINES)
        return replace(self, lines=(*self.lines, BasketLine(facility.pk, quantity, own)))

    def changed(self, number: int, line: BasketLine) -> "Basket":
        return replace(self, lines=(*self.lines[:number], line, *self.lines[number + 1 :]))

    def without(self, number: int) -> "Basket":
        """One line less; the last one takes the basket with it."""
        lines = (*self.lines[:number], *self.lines[number + 1 :])
        return replace(self, lines=lines) if lines else Basket()

    def period_of(self, line: BasketLine) -> Period | None:
        return line.own_period or self.period

    @property
    def wishes(self) -> tuple[LineWish, ...]:
        out = []
        for line in self.lines:
            period = self.period_of(line)
            if period is not None:
                out.append(LineWish(line.facility_id, line.quantity, period))
        return tuple(out)

    def to_json(self) -> dict[str, Any]:
        return {
            "hub": self.hub_id,
            "period": _period_json(self.period),
            "lines": [
                [line.facility_id, line.quantity, _period_json(line.own_period)] for line in self.lines
            ],
            "visit": self.visit.to_json(),
        }

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """What the session kept; an empty basket for what an older version of the site kept differently."""
        try:
            return cls(
                data["hub"],
                _period(data["period"]),
                tuple(BasketLine(int(each[0]), int(each[1]), _period(each[2])) for each in data["lines"]),
                Visit(*data.get("visit", [])),
            )
        except (LookupError, TypeError, ValueError):
            return cls()


def _period_json(period: Period | None) -> list[str] | None:
    return [period.start.isoformat(), period.end.isoformat()] if period else None


def _period(data: Any) -> Period | None:
    return Period(datetime.fromisoformat(data[0]), datetime.fromisoformat(data[1])) if data else None


def load(session: SessionBase) -> Basket:
    return Basket.from_json(session.get(SESSION_KEY))


def keep(session: SessionBase, basket: Basket) -> None:
    if basket:
        session[SESSION_KEY] = basket.to_json()
    else:
        session.pop(SESSION_KEY, None)
