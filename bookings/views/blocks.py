"""What the house keeps to itself: a list of it, one more, one that changes or is lifted."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bookings.actions.block import block
from bookings.actions.move_block import Called, move_block
from bookings.forms.blocks import BlockForm
from bookings.forms.search import refuse_long
from bookings.models import Block, BlockKind
from bookings.models.blocked import blocks_of, in_the_way
from bookings.models.planning import units_of
from bookings.views.desks import day_in_address
from bookings.views.lifting import block_at, lifted_here
from facilities.actions._promises import BookingsAreHit
from facilities.models import Hub
from facilities.permissions import staffed_hub_for
from hub.kit import clock
from hub.kit.errors import Forbidden, Refusal
from hub.kit.paging import page_number, page_of

A_PAGE = 50
door = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def blocks(request: HttpRequest, hub: str) -> HttpResponse:
    """Those to come, by start."""
    place, now = staffed_hub_for(request.user, hub), clock.now()
    page = page_of(blocks_of(place, now), page_number(request), A_PAGE)
    return render(
        request, "bookings/blocks.html", {"hub": place, "page": page, "lifted": lifted_here(request, place)}
    )


@door
@login_required
def block_new(request: HttpRequest, hub: str) -> HttpResponse:
    """A form; with `day` and `unit` in the address, as the planning links to it, these are filled in."""
    refuse_long(request.GET)
    place, now = staffed_hub_for(request.user, hub), clock.now()
    on = day_in_address(request) or now.astimezone(place.zone).date()
    data = request.POST if request.method == "POST" else None
    form = BlockForm.first(data, units=units_of(place), on=on, unit=request.GET.get("unit", ""))
    if data is not None and form.is_valid():
        try:
            values = form.cleaned_data
            made = block(
                hub=place,
                unit_ids=values["units"],
                period=form.period(place.zone),
                kind=values["kind"],
                title=values["title"],
                note=values["note"],
                knowing=form.knowing(),
                actor=request.user,
                now=now,
            )
        except Forbidden:
            raise
        except Refusal as refusal:
            _say(form, refusal)
        else:
            return _on(request, place, made, now, _("Blocked."))
    return _page(request, place, form)


@door
@login_required
def block_view(request: HttpRequest, hub: str, uuid: UUID) -> HttpResponse:
    """One block, to be changed; one that is lifted or over is only read."""
    place, now = staffed_hub_for(request.user, hub), clock.now()
    found = block_at(place, request.user, uuid)
    data = request.POST if request.method == "POST" else None
    form = BlockForm.of(found, data, units=units_of(place))
    if data is not None and form.is_valid():
        try:
            values = form.cleaned_data
            moved = move_block(
                uuid=uuid,
                unit_ids=values["units"],
                period=form.period(place.zone),
                called=Called(BlockKind(values["kind"]), values["title"], values["note"]),
                knowing=form.knowing(),
                actor=request.user,  # type: ignore[arg-type]
                now=now,
            )
        except Forbidden:
            raise
        except Refusal as refusal:
            _say(form, refusal)
        else:
            return _on(request, place, moved, now, _("The block is changed."))
    is_over = bool(found.lifted_at) or found.period.end <= now
    units = [each.unit for each in found.wanted.all()]
    hit = [] if is_over else in_the_way([unit.pk for unit in units], found.period, now)
    is_past = found.period.end <= now
    return _page(
        request, place, form, kept=found, is_over=is_over, is_past=is_past, units=units, still_hit=hit
    )


def _say(form: BlockForm, refusal: Refusal) -> None:
    if isinstance(refusal, BookingsAreHit):
        form.hit = refusal.promises
    else:
        form.add_error(None, str(refusal))


def _on(request: HttpRequest, place: Hub, made: Block, now: datetime, said: str) -> HttpResponse:
    """To the bookings that are in its way, where there are any; else to its day in the planning."""
    if in_the_way([each.unit_id for each in made.wanted.all()], made.period, now):
        messages.success(request, said + " " + _("Now decide about the bookings that are in the way."))
        return redirect("bookings:repair", place.slug)
    messages.success(request, said)
    return redirect("bookings:blocks", place.slug)


def _page(request: HttpRequest, place: Hub, form: BlockForm, **context: Any) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    if form.hit:
        status = BookingsAreHit.status
    return render(request, "bookings/block.html", {"hub": place, "form": form, **context}, status=status)
