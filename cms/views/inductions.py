"""Inductions and training sessions for everybody: what a house shows people first, when, and what one holds oneself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bookings.forms.periods import said
from bookings.models.sessions import Coming, coming, with_seats
from cms.outbound.schema_org import event
from cms.views.prices import Price, prices_on
from facilities.models import Facility, Induction, InductionGrant, KindFamily, TrainingSession
from facilities.models.inducting import (
    asked_by,
    asking_for,
    held_by,
    inductions_by_id,
    public_induction,
    session_of,
)
from hub.kit import clock
from hub.kit.machines import Node
from knowledgebase.models.reading import teaching

SESSIONS_SHOWN = 3
ARTICLES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Listed:
    """A session with the price of a seat, where one is set."""

    coming: Coming
    cents: int | None

    @property
    def session(self) -> Any:
        return self.coming.session


@dataclass(frozen=True, slots=True)
class Needed:
    """An induction that a facility asks for, as its reader holds it: `grant` is None where they do not."""

    induction: Induction
    grant: InductionGrant | None
    sessions: list[Listed]


def listed(found: list[Coming], now: datetime) -> list[Listed]:
    prices: dict[int, Any] = {}
    if found:
        first = found[0].session.facility.hub
        prices = prices_on([each.session.facility for each in found], now.astimezone(first.zone).date())
    out = []
    for each in found:
        price = next(iter(prices.get(each.session.facility_id, [])), None)
        out.append(Listed(each, price.cents if price else None))
    return out


def needed_at(facility: Facility, person: Any, now: datetime, *, is_whole: bool) -> list[Needed]:
    """What a facility and all that is inside it ask for. No query where it asks for nothing and nothing is inside."""
    own = [facility.induction_id] if facility.induction_id else []
    asked = inductions_by_id(asked_by([facility.pk]).get(facility.pk, ()) if is_whole else own)
    if not asked:
        return []
    held = {each.induction_id: each for each in held_by(person, now)} if person.is_authenticated else {}
    return [
        Needed(
            each,
            grant if (grant := held.get(each.pk)) and is_in_force(grant, now) else None,
            listed(coming(now, induction=each, most=SESSIONS_SHOWN), now),
        )
        for each in asked
    ]


def is_in_force(grant: InductionGrant, now: datetime) -> bool:
    return grant.withdrawn_at is None and (grant.valid_until is None or grant.valid_until > now)


def session_context(facility: Facility, person: Any, now: datetime, *, is_whole: bool) -> dict[str, Any]:
    """What a facility's page shows of inductions, and of the session that it may be."""
    session = session_of(facility) if facility.kind.family == KindFamily.SESSION else None
    return {
        "session": session,
        "session_asked": urlencode(_times(session)) if session else "",
        "inductions": [] if session else needed_at(facility, person, now, is_whole=is_whole),
        "induction_how_tos": _how_tos(session.induction) if session and session.induction else [],
    }


def event_of(session: TrainingSession | None, prices: list[Price], now: datetime) -> Node | None:
    """What a programme that lists events reads of a session; None for a facility that is none."""
    if session is None:
        return None
    facility, (held,) = session.facility, with_seats([session], now)
    return event(
        name=facility.name,
        about=facility.about,
        path=reverse("cms:facility", args=[facility.hub.slug, facility.slug]),
        hub=facility.hub,
        start=session.period.start,
        end=session.period.end,
        seats=held.seats,
        seats_left=held.free,
        cents=prices[0].cents if prices else None,
        is_cancelled=session.called_off_at is not None,
    )


def _times(session: TrainingSession) -> dict[str, str]:
    """What the form that books a seat begins with."""
    asked = said(session.period, session.facility.hub.zone)
    return {name: value for name, value in asked.items() if value}


def _how_tos(induction: Induction) -> list[Any]:
    return teaching(induction, get_language() or "nl", ARTICLES_SHOWN)


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """All coming sessions, of every hub."""
    now = clock.now()
    return render(request, "cms/inductions/sessions.html", {"listed": listed(coming(now), now)})


@require_safe
def induction(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is, how one gets it, and what asks for it."""
    found, now = public_induction(pk), clock.now()
    grants = held_by(request.user, now) if request.user.is_authenticated else []
    mine = next((each for each in grants if each.induction_id == pk and is_in_force(each, now)), None)
    context = {
        "induction": found,
        "hub": found.hub,
        "mine": mine,
        "listed": listed(coming(now, induction=found), now),
        "facilities": asking_for(found),
        "how_tos": _how_tos(found),
        "crumbs": [
            (_("Hubs"), reverse("cms:places")),
            (found.hub.name, reverse("cms:hub", args=[found.hub.slug])),
        ],
    }
    return render(request, "cms/inductions/induction.html", context)


@require_safe
@login_required
def my_inductions(request: HttpRequest) -> HttpResponse:
    """What somebody holds, until when, and where it is renewed."""
    now = clock.now()
    held = held_by(request.user, now)  # type: ignore[arg-type]
    first: dict[int | None, Coming] = {}
    for each in coming(now) if held else ():
        first.setdefault(each.session.induction_id, each)
    rows = [
        {"grant": grant, "in_force": is_in_force(grant, now), "next": first.get(grant.induction_id)}
        for grant in held
    ]
    return render(request, "cms/inductions/mine.html", {"rows": rows, "now": now})
