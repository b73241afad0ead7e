"""The other calendars that a hub reads: what they block, where they clash with bookings, and one more."""

from datetime import datetime
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.actions.add_source import add_source
from bookings.actions.remove_source import remove_source
from bookings.actions.renew_source import renew_source
from bookings.forms.sources import FileForm, SourceForm
from bookings.models import CalendarSource
from bookings.models.clashes import clashes_at
from bookings.models.feeds import feeds_at
from bookings.models.sources import SourceKind, blocks_of_source, sources_of
from bookings.outbound.sources import notes_of, problem_of, slow_of, waits_of
from facilities.models import Hub
from facilities.permissions import managed_hub_for, may_manage, staffed_hub_for
from hub.kit import clock
from hub.kit.errors import Refusal
from hub.kit.saying import moment

door = require_http_methods(["GET", "HEAD", "POST"])
# So many of the times that a calendar blocks are written out.
SHOWN = 20


@door
@login_required
def calendars(request: HttpRequest, hub: str) -> HttpResponse:
    """Those of the hub, for its staff; who manages it adds one."""
    if request.method != "POST":
        return _list(request, staffed_hub_for(request.user, hub))
    place = managed_hub_for(request.user, hub)
    form = SourceForm(request.POST, request.FILES, hub=place)
    if form.is_valid():
        facility, unit = form.chosen()
        facility.hub = place
        try:
            source = add_source(
                request_key=form.request_key(),
                facility=facility,
                unit=unit,
                name=form.cleaned_data["name"],
                link=form.cleaned_data["link"],
                file=form.content(),
                actor=request.user,
                now=clock.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            words = waits_of(place, clock.now()) or _("It is read within a minute or two.")
            messages.success(request, " ".join((_("Added."), words)))
            return redirect("bookings:source", place.slug, source.uuid)
    return _list(request, place, form)


@door
@login_required
def source(request: HttpRequest, hub: str, uuid: UUID) -> HttpResponse:
    """One of them, for the hub's staff; who manages it has it read anew."""
    if request.method != "POST":
        place = staffed_hub_for(request.user, hub)
        return _one(request, place, _found(place, uuid))
    place = managed_hub_for(request.user, hub)
    found = _found(place, uuid)
    form = FileForm(request.POST, request.FILES) if found.kind == SourceKind.FILE else None
    if form is None or form.is_valid():
        try:
            file = form.content() if form else None
            renew_source(hub=place, uuid=uuid, file=file, actor=request.user, now=clock.now())
        except Refusal as refusal:
            if form is None:
                raise
            form.add_error("file", str(refusal))
        else:
            words = waits_of(place, clock.now()) or _("It is read within a minute or two.")
            messages.success(request, words)
            return redirect("bookings:source", place.slug, uuid)
    return _one(request, place, found, form)


@door
@login_required
def source_remove(request: HttpRequest, hub: str, uuid: UUID) -> HttpResponse:
    """Not any more; what it blocked is free. Reading it (after signing in) shows the calendars."""
    if request.method != "POST":
        return redirect("bookings:calendars", staffed_hub_for(request.user, hub).slug)
    place = managed_hub_for(request.user, hub)
    remove_source(hub=place, uuid=uuid, actor=request.user, now=clock.now())
    messages.success(request, _("Removed. What it blocked is free again."))
    return redirect("bookings:calendars", place.slug)


def _found(hub: Hub, uuid: UUID) -> CalendarSource:
    source = sources_of(hub).filter(uuid=uuid).first()
    if source is None:
        raise Http404
    source.hub = hub
    return source


def _list(request: HttpRequest, hub: Hub, form: SourceForm | None = None) -> HttpResponse:
    now, manages = clock.now(), may_manage(request.user, hub)
    if manages and form is None:
        form = SourceForm(hub=hub, initial={"key": uuid4()})
    context = {
        "hub": hub,
        "manages": manages,
        "form": form,
        "sources": [
            (each, problem_of(each), _at(each.read_at, hub), slow_of(each)) for each in sources_of(hub)
        ],
        "waits": waits_of(hub, now),
        "clashes": clashes_at(hub, now),
        "feeds": feeds_at(hub) if manages else [],
        "now": now,
    }
    return render(request, "bookings/calendars.html", context, status=_status(form))


def _one(
    request: HttpRequest, hub: Hub, source: CalendarSource, form: FileForm | None = None
) -> HttpResponse:
    now: datetime = clock.now()
    if form is None and source.kind == SourceKind.FILE:
        form = FileForm()
    blocks = blocks_of_source(source, now).order_by("during", "pk")
    context = {
        "hub": hub,
        "manages": may_manage(request.user, hub),
        "source": source,
        "form": form,
        "problem": problem_of(source),
        "waits": waits_of(hub, now) if source.due_at else "",
        "slow": slow_of(source),
        "read_at": _at(source.read_at, hub),
        "due_at": _at(source.due_at, hub) if source.due_at and source.due_at > now else "",
        "notes": notes_of(source),
        "blocks": blocks[:SHOWN],
        "count": blocks.count(),
        "clashes": [each for each in clashes_at(hub, now) if each.source_id == source.pk],
        "now": now,
    }
    return render(request, "bookings/source.html", context, status=_status(form))


def _at(at: datetime | None, hub: Hub) -> str:
    return moment(at, hub.zone, "short") if at else ""


def _status(form: SourceForm | FileForm | None) -> int:
    return 422 if form is not None and form.is_bound and form.errors else 200
