"""Something new where the planning is free: for somebody who calls, with its price first, in option for an organisation
that has an account, or for the house itself. From a drag the answers are parts of the page, else pages."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.actions.block import block
from bookings.actions.book_for_caller import Called, book_for_caller
from bookings.actions.keep_in_option import Kept, keep_in_option
from bookings.forms.callers import CallerForm, HouseForm, MembersForm, NameForm, SpotForm, WhereForm
from bookings.forms.search import refuse_long
from bookings.models.bars import unit_of
from bookings.models.blocked import in_the_way
from bookings.models.house_rules import current_house_rules
from bookings.models.options import latest_of
from bookings.models.planning import units_of
from bookings.models.speaking import found_by_name
from bookings.quoting import shown
from bookings.views.desks import day_in_address
from bookings.views.moves import NotAMove
from facilities.actions._promises import BookingsAreHit
from facilities.models import Hub, Unit, UnitState
from facilities.models.inducting import asked_by
from facilities.permissions import staffed_hub_for
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import quote
from hub.kit import clock
from hub.kit.errors import Forbidden, Refusal
from hub.kit.periods import Period
from hub.kit.saying import moment
from members.rules.details import Details


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def plan_new(request: HttpRequest, hub: str) -> HttpResponse:
    """For whom, of a unit and a time in the address; which unit and when, without them."""
    refuse_long(request.GET)
    place, now = staffed_hub_for(request.user, hub), clock.now()
    asked = request.POST if request.method == "POST" else request.GET
    if "start" not in asked:
        return _where(request, place, now)
    spot = SpotForm(asked)
    if not spot.is_valid():
        raise NotAMove()
    unit = unit_of(hub=place, pk=spot.cleaned_data["unit"])
    if unit is None:
        raise NotAMove()
    period = Period(*(datetime.fromtimestamp(spot.cleaned_data[name] * 60, UTC) for name in ("start", "end")))
    if request.method != "POST":
        return _for_whom(request, place, unit, period, now)
    ways = {"house": _for_house, "find": _find, "option": _for_members}
    return ways.get(request.POST.get("do", ""), _for_caller)(request, place, unit, period, now)


def _where(request: HttpRequest, place: Hub, now: datetime) -> HttpResponse:
    units: dict[str, list[tuple[str, str]]] = {}
    for unit in units_of(place):
        if unit.in_use and unit.state == UnitState.IN_SERVICE:
            units.setdefault(unit.facility.name, []).append((str(unit.id), unit.label))
    data = request.GET if "date" in request.GET else None
    day = day_in_address(request) or now.astimezone(place.zone).date()
    initial = {"date": day.isoformat()}
    form = WhereForm(data, zone=place.zone, units=list(units.items()), initial=initial)
    if data is not None and form.is_valid():
        chosen = unit_of(hub=place, pk=int(form.cleaned_data["unit"]))
        if chosen is None:
            raise NotAMove()
        return _for_whom(request, place, chosen, form.cleaned_data["period"], now)
    status = 422 if data is not None else 200
    return render(request, "bookings/plan_where.html", {"hub": place, "form": form}, status=status)


def _for_whom(
    request: HttpRequest,
    place: Hub,
    unit: Unit,
    period: Period,
    now: datetime,
    *,
    caller: CallerForm | None = None,
    house: HouseForm | None = None,
    members: NameForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The three forms, with what it costs and what is in the way of it."""
    rules = current_house_rules(place, now)
    seen = shown(
        wishes=(LineWish(unit.facility_id, 1, period),),
        hub=place,
        organisation=None,
        person=request.user,
        now=now,
    )
    spot = {"unit": unit.pk, "start": _minutes(period.start), "end": _minutes(period.end)}
    initial = {**spot, "own_cents": seen.price.own_cents if seen.price else 0, "language": get_language()}
    context: dict[str, Any] = {
        "hub": place,
        "unit": unit,
        "period": period,
        "seen": seen,
        "caller": caller
        or CallerForm(initial=initial, version=rules.version if rules else None, asks=_asks(unit)),
        "house": house or HouseForm(initial=spot, auto_id="house-%s"),
        "members": members or NameForm(initial=spot, auto_id="members-%s"),
        "open": "house" if house else "members" if members else "caller",
        "house_rules": rules,
        **option_shown(place, unit, period, now),
    }
    template = "bookings/parts/plan_new.html" if request.htmx else "bookings/plan_new.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=status)


def option_shown(place: Hub, unit: Unit, period: Period, now: datetime) -> dict[str, Any]:
    """Until when an option on it would last, or why there is none."""
    try:
        last = latest_of(facility_ids=[unit.facility_id], start=period.start, zone=place.zone, now=now)
    except Refusal as refusal:
        return {"no_option": refusal}
    return {"option_until": last}


def _asks(unit: Unit) -> bool:
    """Whether who uses it holds an induction."""
    return bool(asked_by([unit.facility_id]))


def _minutes(at: datetime) -> int:
    return int(at.timestamp()) // 60


def _for_house(request: HttpRequest, place: Hub, unit: Unit, period: Period, now: datetime) -> HttpResponse:
    form = HouseForm(request.POST, auto_id="house-%s")
    if form.is_valid():
        values = form.cleaned_data
        try:
            block(
                hub=place,
                unit_ids=[unit.pk],
                period=period,
                kind=values["kind"],
                title=values["title"],
                knowing=form.knowing(),
                actor=request.user,
                now=now,
            )
        except Forbidden:
            raise
        except BookingsAreHit as refusal:
            # Listed by the form; sent again with their numbers, it is done.
            form.hit = refusal.promises
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            hits = bool(in_the_way([unit.pk], period, now))
            return _done(request, place, period, _("Blocked."), hits=hits)
    return _for_whom(request, place, unit, period, now, house=form, status=422)


def _find(request: HttpRequest, place: Hub, unit: Unit, period: Period, now: datetime) -> HttpResponse:
    """Organisations of that name, to choose from. Changes nothing; posted, so that no address has the name in it."""
    asked = NameForm(request.POST, auto_id="members-%s")
    if not asked.is_valid():
        return _for_whom(request, place, unit, period, now, members=asked, status=422)
    found = found_by_name(asked.cleaned_data["name"])
    if not found:
        asked.add_error("name", _("No organisation with an account has that in its name."))
        return _for_whom(request, place, unit, period, now, members=asked)
    wish = LineWish(unit.facility_id, 1, period)
    try:
        price = quote(quote_facts(wishes=(wish,), hub=place, organisation=None, now=now))
    except Refusal as refusal:
        asked.add_error(None, str(refusal))
        return _for_whom(request, place, unit, period, now, members=asked, status=422)
    initial = asked.cleaned_data | {"list_cents": price.list_cents}
    if len(found) == 1:
        initial["organisation"] = str(found[0].uuid)
    form = MembersForm(initial=initial, found=found, asks=_asks(unit), auto_id="members-%s")
    return _for_whom(request, place, unit, period, now, members=form)


def _for_members(request: HttpRequest, place: Hub, unit: Unit, period: Period, now: datetime) -> HttpResponse:
    asked = NameForm(request.POST)
    found = found_by_name(asked.cleaned_data["name"]) if asked.is_valid() else []
    form = MembersForm(request.POST, found=found, asks=_asks(unit), auto_id="members-%s")
    if form.is_valid():
        values = form.cleaned_data
        try:
            done = keep_in_option(
                hub=place,
                kept=Kept(
                    form.chosen(),
                    unit,
                    period,
                    values["purpose"],
                    values["list_cents"],
                    values.get("waiving", ""),
                ),
                request_key=values["key"],
                actor=request.user,  # type: ignore[arg-type]
                now=now,
            )
        except Forbidden:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            words = _("Held as an option until %(at)s. They get a mail to say yes.") % {
                "at": moment(done.booking.held_until, place.zone)
            }
            return _done(request, place, period, words, done.booking.number)
    return _for_whom(request, place, unit, period, now, members=form, status=422)


def _for_caller(request: HttpRequest, place: Hub, unit: Unit, period: Period, now: datetime) -> HttpResponse:
    rules = current_house_rules(place, now)
    form = CallerForm(request.POST, version=rules.version if rules else None, asks=_asks(unit))
    if form.is_valid():
        values = form.cleaned_data
        try:
            done = book_for_caller(
                hub=place,
                called=_called(values),
                unit=unit,
                period=period,
                purpose=values["purpose"],
                own_cents=values["own_cents"],
                house_rules_version=values["version"] if values.get("accept") else None,
                request_key=values["key"],
                actor=request.user,  # type: ignore[arg-type]
                now=now,
                waiving=values.get("waiving", ""),
            )
        except Forbidden:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _done(request, place, period, _("Booked."), done.booking.number)
    return _for_whom(request, place, unit, period, now, caller=form, status=422)


def _called(values: dict[str, Any]) -> Called:
    """Without line breaks: these texts end up in mails' subjects and on invoices."""
    tidy = Details(
        name=values["organisation"],
        kind="",
        municipality_id=0,
        street=values["street"],
        postcode=values["postcode"],
    ).tidy()
    return Called(
        organisation=tidy.name,
        name=" ".join(values["name"].split()),
        email=values["email"].lower(),
        phone=values["phone"],
        street=tidy.street,
        postcode=tidy.postcode,
        language=values["language"],
    )


def _done(
    request: HttpRequest, place: Hub, period: Period, words: str, number: str = "", *, hits: bool = False
) -> HttpResponse:
    """`hits`: bookings are in the way of it, and wait for a decision."""
    if request.htmx:  # type: ignore[attr-defined]
        context = {"hub": place, "words": words, "number": number, "hits": hits}
        response = render(request, "bookings/parts/plan_made.html", context)
        response["X-Done"] = "1"
        return response
    messages.success(request, words)
    if number:
        return redirect("bookings:booking", number)
    if hits:
        return redirect("bookings:repair", place.slug)
    response = redirect("bookings:planning", place.slug)
    response["Location"] += f"?day={period.start.astimezone(place.zone).date()}"
    return response
