"""Something is moved in the planning: first asked, with what it changes, and done only when somebody says so. From a
drag the answers are parts of the page; from the form that does the same they are pages."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from bookings.actions._unchanged import ChangedMeanwhile
from bookings.actions.assign_unit import assign_unit
from bookings.actions.move_block import move_block
from bookings.actions.replan import replan as replan_booking
from bookings.forms.moves import DragForm, MoveForm
from bookings.forms.periods import said
from bookings.forms.search import refuse_long
from bookings.models.bars import bar_of, bars_of, put_instead, unit_of
from bookings.models.blocked import in_the_way
from bookings.models.planning import units_of
from bookings.moving import shown, wanted, way_back
from bookings.permissions import booking_for
from bookings.rules.moves import Move, MoveBlock, MoveUnit
from bookings.sealed_moves import seal_move, unseal_move
from facilities.models import Hub, UnitState
from facilities.permissions import staffed_hub_for
from hub.kit import clock
from hub.kit.errors import Refusal
from hub.kit.periods import Period

MOST_REASON = 200
# In the session: what was moved by the form, for the planning that is shown next.
MOVED = "bookings.moved"


class NotAMove(Refusal):
    code = "not_a_move"
    status = 400
    message = gettext_lazy("That says nothing that could be moved. Look at the planning and try again.")


class AskedTooLongAgo(Refusal):
    code = "asked_too_long_ago"
    status = 409
    message = gettext_lazy(
        "That was asked a while ago, or elsewhere. Nothing was changed: look at the planning and try again."
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def replan(request: HttpRequest, hub: str) -> HttpResponse:
    """What would change. Without a drag there is a form; it wants `booking` in the address."""
    refuse_long(request.GET)
    place, now = staffed_hub_for(request.user, hub), clock.now()
    if request.method == "POST" and "back" in request.POST:
        return _asked(request, place, _unsealed(request.POST["back"], place, back=True), now, is_back=True)
    if request.method == "POST" and "start" in request.POST:
        drag = DragForm(request.POST)
        if not drag.is_valid():
            raise NotAMove()
        asked = drag.cleaned_data
        _bar, move = wanted(
            hub=place, held=asked["held"], unit_id=asked["unit"], period=drag.period, was=drag.was
        )
        return _asked(request, place, move, now)
    return _form(request, place, now)


def _form(request: HttpRequest, place: Hub, now: datetime) -> HttpResponse:
    booking = booking_for(request.user, request.GET.get("booking", ""))
    bars = bars_of(hub=place, booking_id=booking.pk)
    if not bars:
        raise NotAMove()
    choices = [(str(bar.pk), bar.unit.label) for bar in bars]
    units: dict[str, list[tuple[str, str]]] = {}
    for unit in units_of(place):
        if unit.state == UnitState.IN_SERVICE:
            units.setdefault(unit.facility.name, []).append((str(unit.id), unit.label))
    period = booking.period if bars[0].line is None else bars[0].line.period
    initial = said(period, place.zone) | {"held": choices[0][0], "unit": str(bars[0].unit_id)}
    data = request.POST if request.method == "POST" else None
    form = MoveForm(data, zone=place.zone, bars=choices, units=list(units.items()), initial=initial)
    context = {"hub": place, "booking": booking, "form": form}
    if data is None or not form.is_valid():
        return render(request, "bookings/replan.html", context, status=422 if data is not None else 200)
    values = form.cleaned_data
    try:
        _bar, move = wanted(
            hub=place, held=int(values["held"]), unit_id=int(values["unit"]), period=values["period"]
        )
        return _asked(request, place, move, now)
    except Refusal as refusal:
        if refusal.status not in (400, 409):
            raise
        form.add_error(None, str(refusal))
        return render(request, "bookings/replan.html", context, status=refusal.status)


def _asked(
    request: HttpRequest, place: Hub, move: Move, now: datetime, *, is_back: bool = False
) -> HttpResponse:
    found = shown(hub=place, move=move, actor=request.user, now=now)  # type: ignore[arg-type]
    words = _("It was put back.") if is_back else _("%(hub)s moved it.") % {"hub": place.name}
    context = {
        "hub": place,
        "shown": found,
        "token": seal_move(found.move, place.pk),
        "let_go_token": seal_move(found.without, place.pk) if found.without else "",
        "reason": words,
        "at_once": is_back and found.is_as_before,
        "most_reason": MOST_REASON,
    }
    template = "bookings/parts/move_asked.html" if request.htmx else "bookings/replan_asked.html"  # type: ignore[attr-defined]
    return render(request, template, context)


@require_POST
@login_required
def replan_do(request: HttpRequest, hub: str) -> HttpResponse:
    """What was shown, and nothing else."""
    place, now = staffed_hub_for(request.user, hub), clock.now()
    move = _unsealed(request.POST.get("token", ""), place)
    reason = request.POST.get("reason", "")[:MOST_REASON]
    back = way_back(move=move, hub=place, actor=request.user)  # type: ignore[arg-type]
    _do(place, move, reason, request.user, now)
    if isinstance(move, MoveUnit):
        back = _unit_back(place, move, back)
    moved = {
        "back": seal_move(back, place.pk, back=True),
        "told": not isinstance(move, MoveUnit | MoveBlock),
        "hits": isinstance(move, MoveBlock) and bool(in_the_way(move.units, move.period, now)),
    }
    if request.htmx:  # type: ignore[attr-defined]
        response = render(request, "bookings/parts/move_done.html", {"hub": place, **moved})
        response["X-Done"] = "1"
        return response
    # The planning has the same note, with its way back, once.
    request.session[MOVED] = {"hub": place.slug, **moved}
    response = redirect("bookings:planning", place.slug)
    response["Location"] += f"?day={_start_of(place, move, back).astimezone(place.zone).date()}"
    return response


def _do(place: Hub, move: Move, reason: str, person: Any, now: datetime) -> None:
    if isinstance(move, MoveBlock):
        move_block(
            uuid=move.block,
            period=move.period,
            unit_ids=move.units,
            knowing=move.knowing,
            was=move.was,
            actor=person,
            now=now,
        )
        return
    unit = unit_of(hub=place, pk=move.unit)
    if unit is None:
        raise ChangedMeanwhile()
    if isinstance(move, MoveUnit):
        assign_unit(hub=place, held=move.held, unit=unit, actor=person, now=now)
    else:
        request = replace(move.change, reason=reason)
        replan_booking(request=request, unit=unit, period=move.period, actor=person, now=now)


def _unit_back(place: Hub, move: MoveUnit, back: Move) -> Move:
    """From the occupancy that came in the place of the other."""
    new = put_instead(of=move.held, unit_id=move.unit)
    assert isinstance(back, MoveUnit)
    return MoveUnit(new.pk if new else move.held, back.unit)


def _start_of(place: Hub, move: Move, back: Move) -> datetime:
    """When it begins where it is now."""
    if not isinstance(move, MoveUnit):
        return move.period.start
    assert isinstance(back, MoveUnit)
    bar = bar_of(hub=place, pk=back.held)
    if bar is None:
        raise ChangedMeanwhile()
    return Period.from_range(bar.during).start


def _unsealed(token: str, place: Hub, *, back: bool = False) -> Move:
    try:
        return unseal_move(token, place.pk, back=back)
    except BadSignature as error:
        raise AskedTooLongAgo() from error
