"""The venue's day and week as a table over all its units, with what waits for its people on top."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from bookings.forms.search import refuse_long
from bookings.models.planning import units_of
from bookings.models.waiting import AHEAD
from bookings.models.wanted import wanted_of
from bookings.planning import WEEK, day_table, kinds_of, week_table
from bookings.views.desks import day_in_address
from bookings.views.moves import MOVED
from bookings.waiting import waiting
from facilities.models import Hub
from facilities.permissions import staffed_hub_for
from hub.kit import clock
from hub.kit.errors import Refusal

DAY_VIEW, WEEK_VIEW = "day", "week"


class NoSuchView(Refusal):
    code = "no_such_view"
    status = 400
    message = _("The address asks for a view that is none. There are two: day and week.")


class NoSuchKind(Refusal):
    code = "no_such_kind"
    status = 400
    message = _("The address asks for a kind that this hub does not have. Choose one from the list.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. `day` is none where it names none: then it is today."""

    view: str
    kind: str
    day: date | None

    def address(self, **changes: str) -> str:
        """The query string for this with changes; what is usual is left out."""
        wanted = {"view": self.view, "kind": self.kind, "day": str(self.day or "")} | changes
        if wanted["view"] == DAY_VIEW:
            wanted["view"] = ""
        return "?" + urlencode({name: value for name, value in wanted.items() if value})


@require_safe
@login_required
def planning(request: HttpRequest, hub: str) -> HttpResponse:
    """A day unless the address says `view=week`: then Monday to Sunday. No prices and no band. Asked for anew by the
    page itself it is the table alone."""
    refuse_long(request.GET)
    place, now = staffed_hub_for(request.user, hub), clock.now()
    units = units_of(place)
    kinds = kinds_of(units)
    asked = Asked(_view(request.GET), _kind(request.GET, kinds), day_in_address(request))
    today = now.astimezone(place.zone).date()
    on = asked.day or today
    chosen = [unit for unit in units if asked.kind in ("", unit.facility.kind.slug)]
    is_week = asked.view == WEEK_VIEW
    first = on - timedelta(days=on.weekday()) if is_week else on
    step = timedelta(days=WEEK if is_week else 1)
    draw = week_table if is_week else day_table
    context: dict[str, Any] = {
        "hub": place,
        "asked": asked,
        "is_week": is_week,
        "kinds": kinds,
        "on": on,
        "first": first,
        "last": first + step - timedelta(days=1),
        "table": draw(hub=place, units=chosen, first=first, now=now),
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "bookings/parts/planning_table.html", context)
    context |= {
        "today": today,
        "known_until": today + AHEAD,
        "now": now,
        **_ways(asked, first, step),
        "matters": waiting(hub=place, now=now),
        "wanted": wanted_of(place, now),
        "moved": _moved(request, place),
    }
    return render(request, "bookings/planning.html", context)


def _ways(asked: Asked, first: date, step: timedelta) -> dict[str, str]:
    """Addresses of other days and of the other view."""
    return {
        "before": asked.address(day=str(first - step)),
        "after": asked.address(day=str(first + step)),
        "as_today": asked.address(day=""),
        "as_day": asked.address(view=DAY_VIEW),
        "as_week": asked.address(view=WEEK_VIEW),
    }


def _moved(request: HttpRequest, place: Hub) -> dict[str, Any] | None:
    """What was just moved here by the form, with its way back: said once."""
    moved = request.session.pop(MOVED, None)
    return moved if moved and moved["hub"] == place.slug else None


def _view(query: QueryDict) -> str:
    view = query.get("view") or DAY_VIEW
    if view not in (DAY_VIEW, WEEK_VIEW):
        raise NoSuchView()
    return view


def _kind(query: QueryDict, kinds: dict[str, str]) -> str:
    kind = query.get("kind") or ""
    if kind and kind not in kinds:
        raise NoSuchKind()
    return kind
