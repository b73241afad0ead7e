"""Bookings that the house cannot keep: what may become of each, what was chosen, and what came of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature, SignatureExpired
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from bookings.actions.repair import Repaired, repair
from bookings.forms.judging import ReasonForm
from bookings.models.blocked import in_repair, out_of_order
from bookings.models.hits import hits
from bookings.repairing import Repair, Way, repairs
from bookings.repairing_series import hit_series
from bookings.rules.repairing import Decision, How
from bookings.sealed_decisions import seal_decision, unseal_decision
from facilities.actions.change_unit import change_unit
from facilities.models import Hub, Unit, UnitState
from facilities.permissions import staffed_hub_for
from hub.kit import clock
from hub.kit.paging import page_number, page_of

# Ways out are looked for for each of these; more would keep whoever reads waiting.
A_PAGE = 10
CHOSEN = "way-"
LOOK, ALL, DO = "look", "all", "do"
door = require_http_methods(["GET", "HEAD", "POST"])


@door
@login_required
def repair_view(request: HttpRequest, hub: str) -> HttpResponse:
    """What is hit, with a proposal for each; then what was chosen, with who is told and what it costs; then it is done.
    `do` says which."""
    place, now = staffed_hub_for(request.user, hub), clock.now()
    asked = request.POST.get("do", "") if request.method == "POST" else ""
    if asked not in (LOOK, ALL, DO):
        return _list(request, place, now)
    sent = _sent(request, asked)
    try:
        decisions = [unseal_decision(token, place.pk) for token in sent]
    except SignatureExpired:
        messages.warning(request, _("These prices were shown a while ago. Look at them once more."))
        return redirect("bookings:repair", hub)
    except BadSignature as error:
        raise Http404 from error
    if not decisions:
        messages.info(request, _("Nothing was chosen, so nothing was done."))
        return redirect("bookings:repair", hub)
    if asked == DO:
        return _do(request, place, decisions, now)
    return _look(request, place, decisions, now)


def _sent(request: HttpRequest, asked: str) -> list[str]:
    """The tokens: all that was proposed, what was chosen of each, or what was looked at. At most those of a page."""
    if asked == ALL:
        sent = request.POST.getlist("proposed")
    elif asked == DO:
        sent = request.POST.getlist("decision")
    else:
        sent = [str(value) for name, value in request.POST.items() if name.startswith(CHOSEN)]
    return list(dict.fromkeys(token for token in sent if token))[:A_PAGE]


def _list(
    request: HttpRequest,
    place: Hub,
    now: datetime,
    results: Sequence[Repaired] = (),
    *,
    changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    number = page_number(request) if request.method != "POST" else 1
    all_hits = hits(hub=place, now=now)
    page = page_of(all_hits, number, A_PAGE)
    found = repairs(list(page.object_list), now)
    context = {
        "hub": place,
        "page": page,
        "series": hit_series(all_hits),
        "rows": [_row(each, place) for each in found],
        "proposed": [seal_decision(each.proposed.decision, place.pk) for each in found if each.proposed],
        "failed": [each for each in results if each.refusal],
        "done": sum(not each.refusal for each in results),
        "changed": changed,
        "broken": in_repair(place),
        "blocks": out_of_order(place, now),
        "now": now,
    }
    return render(request, "bookings/repair.html", context, status=status)


def _row(each: Repair, place: Hub) -> dict[str, Any]:
    ways = [
        {"way": way, "token": seal_decision(way.decision, place.pk), "is_proposed": way is each.proposed}
        for way in each.ways
    ]
    return {"repair": each, "booking": each.booking, "hit": each.hit, "ways": ways}


def _look(
    request: HttpRequest,
    place: Hub,
    decisions: Iterable[Decision],
    now: datetime,
    form: ReasonForm | None = None,
) -> HttpResponse:
    """What was chosen, looked at anew. Where one of them is no longer to be had, or at another price, all are shown
    again."""
    chosen = {each.number: each for each in decisions}
    of_these = [hit for hit in hits(hub=place, now=now) if hit.number in chosen]
    found = [(each, each.way(chosen[each.booking.number])) for each in repairs(of_these, now)]
    rows = [(each, way) for each, way in found if way]
    if len(rows) != len(chosen):
        return _list(request, place, now, changed=True, status=409)
    more = sum(way.more_cents for _each, way in rows)
    context = {
        "hub": place,
        "rows": [{"booking": each.booking, "hit": each.hit, "way": way} for each, way in rows],
        "tokens": [seal_decision(way.decision, place.pk) for _each, way in rows],
        "told": _told(rows),
        "more_cents": more,
        "less_cents": -more,
        "cancels": any(way.how == How.CANCEL for _each, way in rows),
        "cancelled_cents": sum(each.booking.own_cents for each, way in rows if way.how == How.CANCEL),
        "card_cents": sum(way.back.card_cents for _each, way in rows),
        "bank_cents": sum(way.back.bank_cents for _each, way in rows),
        "form": form or ReasonForm(),
    }
    status = 422 if form and form.errors else 200
    return render(request, "bookings/repair_look.html", context, status=status)


def _told(rows: Iterable[tuple[Repair, Way]]) -> list[str]:
    """Those who get a mail, each once; the house's own desk gets one of each as well."""
    return sorted(
        {f"{each.booking.placed_by} ({each.booking.organisation})" for each, way in rows if way.told}
    )


def _do(request: HttpRequest, place: Hub, decisions: Sequence[Decision], now: datetime) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _look(request, place, decisions, now, form)
    results = repair(
        hub=place,
        decisions=decisions,
        reason=form.cleaned_data["reason"],
        actor=request.user,  # type: ignore[arg-type]
        now=now,
    )
    if any(each.refusal for each in results):
        return _list(request, place, now, results, status=409)
    said = ngettext("Done for %(count)s booking.", "Done for %(count)s bookings.", len(results))
    messages.success(request, said % {"count": len(results)})
    return redirect("bookings:repair", place.slug)


@door
@login_required
def unit_back(request: HttpRequest, hub: str, pk: int) -> HttpResponse:
    """A unit that was in repair works again. Reading it (after signing in) shows the list."""
    place = staffed_hub_for(request.user, hub)
    unit = get_object_or_404(Unit.objects.select_related("facility__hub"), pk=pk, facility__hub=place)
    if request.method == "POST" and unit.state == UnitState.IN_REPAIR:
        change_unit(
            unit=unit,
            label=unit.label,
            serial_number=unit.serial_number,
            note=unit.note,
            state=UnitState.IN_SERVICE,
            actor=request.user,
            now=clock.now(),
        )
        messages.success(request, _("%(unit)s can be booked again.") % {"unit": unit.label})
    return redirect("bookings:repair", hub)
