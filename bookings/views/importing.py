"""What a hub brings along from its spreadsheets: choose a file, look at what it would change, say yes; undo it."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bookings.actions.ask_import import ask_import
from bookings.actions.drop_import import drop_import
from bookings.actions.take_in_file import take_in_file
from bookings.actions.undo_import import StandsInTheWay, undo_import
from bookings.forms.importing import AppointmentsForm, TableForm
from bookings.models import Import, ImportOf, ImportState
from bookings.models.importing import lists
from bookings.models.imports import LONG, imports_of, last_written
from bookings.outbound import import_words as words
from bookings.outbound.example_files import XLSX, example_csv, example_xlsx
from bookings.rules.import_columns import COLUMNS
from facilities.models import Hub, Kind
from facilities.permissions import managed_hub_for
from facilities.views.doing import FORM_METHODS, done, page, tried
from hub.kit import clock
from hub.kit.spreadsheet import reading

SHOWN = 20
TABLE, CALENDAR = ImportOf.FACILITIES, ImportOf.CALENDAR


@require_http_methods(FORM_METHODS)
@login_required
def imports(request: HttpRequest, hub: str) -> HttpResponse:
    found, now = managed_hub_for(request.user, hub), clock.now()
    sent = request.method == "POST"
    form: TableForm = _form(request, found, CALENDAR if request.POST.get("of") == CALENDAR else TABLE, sent)
    other = _form(request, found, TABLE if form.of == CALENDAR else CALENDAR, False)
    made: list[Import] = []
    if sent and tried(form, lambda: made.append(_taken(form, found, request.user, now))):
        return redirect("bookings:import", hub, made[0].uuid)
    return page(
        request,
        "bookings/imports.html",
        found,
        now,
        form=form,
        table_form=form if form.of == TABLE else other,
        calendar_form=form if form.of == CALENDAR else other,
        imports=imports_of(found)[:SHOWN],
        columns=[(each.heading(reading()), each.explained) for each in COLUMNS],
        lists=lists(),
    )


def _form(request: HttpRequest, hub: Hub, of: str, sent: bool) -> TableForm:
    """The one that was sent, or an empty one with a key of its own."""
    data: dict[str, Any] = (
        {"data": request.POST, "files": request.FILES}
        if sent
        else {"initial": {"key": uuid4()}, "auto_id": f"{of}_%s"}
    )
    return AppointmentsForm(hub=hub, **data) if of == CALENDAR else TableForm(**data)


def _taken(form: TableForm, hub: Hub, actor: Any, now: Any) -> Import:
    return take_in_file(uuid=form.request_key(), hub=hub, actor=actor, now=now, **form.taken())


def _import_for(request: HttpRequest, hub: str, uuid: UUID) -> Import:
    """A file of a hub, for those who manage it."""
    found = managed_hub_for(request.user, hub)
    one = Import.objects.filter(hub=found, uuid=uuid).defer("content").first()
    if one is None:
        raise Http404
    one.hub = found
    return one


@require_safe
@login_required
@never_cache
def import_view(request: HttpRequest, hub: str, uuid: UUID) -> HttpResponse:
    """How far it is, what it would change, or what it changed. Who asks again by script and has seen this already gets
    an empty answer."""
    found = _import_for(request, hub, uuid)
    seen = f"{found.state}-{found.rows_done}"
    known = request.GET.get("seen", "") if request.headers.get("HX-Request") else ""
    if known == seen:
        return HttpResponse(status=204)
    # Who hears the page is told what became of it, and not each row.
    return _shown(request, found, seen=seen, is_new=not known.startswith(f"{found.state}-"))


def _shown(request: HttpRequest, found: Import, status: int = 200, **context: Any) -> HttpResponse:
    now, language = clock.now(), reading()
    last = last_written(found.hub)
    kinds = {kind.slug: kind.name for kind in Kind.objects.all()}
    begun = found.asked_at or found.created_at
    context = {
        "import": found,
        "hub": found.hub,
        "manages": True,
        "preview": found.preview,
        "problems": list(words.problems(found.preview, language)),
        "make": [
            (
                each,
                kinds.get(each["kind"], each["kind"]),
                words.prices(each, language),
                words.hours(each, language),
            )
            for each in found.preview.get("make", [])
        ],
        "change": [(each, list(words.changed(each, language))) for each in found.preview.get("change", [])],
        "appointments": words.appointments(found.preview),
        "left_out": words.left_out(found.preview),
        "hit": words.hit(found.preview),
        "may_be_undone": found.state == ImportState.WRITTEN and last is not None and last.pk == found.pk,
        "takes_long": found.is_under_way and now > begun + LONG,
        **context,
    }
    return render(request, "bookings/import.html", context, status=status)


@require_http_methods(FORM_METHODS)
@login_required
def write_view(request: HttpRequest, hub: str, uuid: UUID) -> HttpResponse:
    """Reading it (after signing in) shows the file."""
    found = _import_for(request, hub, uuid)
    if request.method == "POST":
        ask_import(found=found, seen=request.POST.get("seen", ""), actor=request.user, now=clock.now())
    return redirect("bookings:import", hub, uuid)


@require_http_methods(FORM_METHODS)
@login_required
def drop_view(request: HttpRequest, hub: str, uuid: UUID) -> HttpResponse:
    """Reading it (after signing in) shows the file."""
    found = _import_for(request, hub, uuid)
    if request.method != "POST":
        return redirect("bookings:import", hub, uuid)
    drop_import(found=found, actor=request.user, now=clock.now())
    return done(request, _("The file is left. Nothing was changed."), "bookings:imports", hub)


@require_http_methods(FORM_METHODS)
@login_required
def undo_view(request: HttpRequest, hub: str, uuid: UUID) -> HttpResponse:
    """Reading it (after signing in) shows the file."""
    found = _import_for(request, hub, uuid)
    if request.method != "POST":
        return redirect("bookings:import", hub, uuid)
    try:
        undo_import(found=found, actor=request.user, now=clock.now())
    except StandsInTheWay as refusal:
        in_the_way = words.in_the_way(refusal.obstacles)
        return _shown(request, found, refusal.status, refusal=refusal, in_the_way=in_the_way)
    return done(request, _("It is undone: everything is as it was."), "bookings:imports", hub)


@require_safe
@login_required
def template(request: HttpRequest, hub: str, language: str, ending: str) -> HttpResponse:
    """The file to start from."""
    managed_hub_for(request.user, hub)
    made = {"csv": (example_csv, "text/csv; charset=utf-8"), "xlsx": (example_xlsx, XLSX)}
    if language not in ("nl", "en") or ending not in made:
        raise Http404
    make, kind = made[ending]
    response = HttpResponse(make(language), content_type=kind)
    name = {"nl": "faciliteiten", "en": "facilities"}[language]
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
