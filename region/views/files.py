"""What a quartermaster brings along for their region: choose a file, look at what it would change, say yes."""

from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bookings.models.imports import LONG, ImportState
from facilities.models import Kind
from facilities.views.doing import FORM_METHODS, done, tried
from hub.kit import clock
from hub.kit.spreadsheet import download, reading
from knowledgebase.models import Theme
from members.current import person_of
from region.actions._filing import SomethingElseByNow
from region.actions.ask_entry_file import ask_entry_file
from region.actions.drop_entry_file import drop_entry_file
from region.actions.take_back_entries import take_back_entries
from region.actions.take_in_entries import take_in_entries
from region.forms.files import EntriesForm, chosen_rows
from region.models import EntryFile, EntryKind
from region.models.files import files_of
from region.models.undoing import may_be_undone, undoing
from region.outbound import file_words as words
from region.outbound import undo_words
from region.outbound.entry_files import example
from region.permissions import region_mapped_for
from region.rules.file_columns import COLUMNS
from region.views.desk_pages import desk_page

SHOWN = 20


@require_http_methods(FORM_METHODS)
@login_required
def bring(request: HttpRequest, region: str) -> HttpResponse:
    found = region_mapped_for(request.user, region)
    sent = request.method == "POST"
    form = EntriesForm(request.POST, request.FILES) if sent else EntriesForm(initial={"key": uuid4()})
    made: list[EntryFile] = []

    def take() -> None:
        made.append(take_in_entries(region=found, actor=request.user, now=clock.now(), **form.taken()))

    if sent and tried(form, take):
        return redirect("region:import_file", found.slug, made[0].uuid)
    return desk_page(
        request,
        "region/intake/import.html",
        found,
        form=form,
        files=files_of(found)[:SHOWN],
        columns=[(each.heading(reading()), each.explained) for each in COLUMNS],
        kinds=[str(each.label) for each in EntryKind],
        themes=Theme.objects.all(),
        things=Kind.objects.all(),
    )


def _file_for(request: HttpRequest, region: str, uuid: UUID) -> EntryFile:
    """A file of a region, for who looks after it."""
    found = region_mapped_for(request.user, region)
    one = EntryFile.objects.filter(region=found, uuid=uuid).defer("content").first()
    if one is None:
        raise Http404
    one.region = found
    return one


@require_safe
@login_required
@never_cache
def file_view(request: HttpRequest, region: str, uuid: UUID) -> HttpResponse:
    """How far it is, what it would change, or what it changed. Who asks again by script and has seen this already gets
    an empty answer."""
    found = _file_for(request, region, uuid)
    known = request.GET.get("seen", "") if request.headers.get("HX-Request") else ""
    if known == found.state:
        return HttpResponse(status=204)
    language = reading()
    return desk_page(
        request,
        "region/intake/file.html",
        found.region,
        file=found,
        preview=found.preview,
        problems=list(words.problems(found.preview, language)),
        new=words.new(found.preview),
        asked=words.asked(found.preview, language),
        encoding=words.encoding(found.preview),
        is_new=bool(known),
        may_be_undone=may_be_undone(found, clock.now()),
        **(undo_words.left(found) if found.state == ImportState.UNDONE else {}),
        takes_long=found.is_under_way and clock.now() > (found.asked_at or found.created_at) + LONG,
    )


@require_http_methods(FORM_METHODS)
@login_required
def write_view(request: HttpRequest, region: str, uuid: UUID) -> HttpResponse:
    """Reading it (after signing in) shows the file."""
    found = _file_for(request, region, uuid)
    if request.method == "POST":
        ask_entry_file(
            found=found,
            seen=request.POST.get("seen", ""),
            for_all=request.POST.get("all", ""),
            for_rows=chosen_rows(request.POST.dict()),
            actor=request.user,
            now=clock.now(),
        )
    return redirect("region:import_file", region, uuid)


@require_http_methods(FORM_METHODS)
@login_required
def drop_view(request: HttpRequest, region: str, uuid: UUID) -> HttpResponse:
    """Reading it (after signing in) shows the file."""
    found = _file_for(request, region, uuid)
    if request.method != "POST":
        return redirect("region:import_file", region, uuid)
    drop_entry_file(found=found, actor=request.user, now=clock.now())
    return done(request, _("The file is left. Nothing was changed."), "region:import", region)


@require_http_methods(FORM_METHODS)
@login_required
@never_cache
def undo_view(request: HttpRequest, region: str, uuid: UUID) -> HttpResponse:
    """What undoing a file would put back and what stays, and doing it. A file of which there is none shows itself."""
    found = _file_for(request, region, uuid)
    refusal: SomethingElseByNow | None = None
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            take_back_entries(found=found, seen=seen, actor=person_of(request), now=clock.now())
        except SomethingElseByNow as changed:
            refusal = changed
        else:
            return done(request, _("The file is undone."), "region:import_file", region, uuid)
    elif not may_be_undone(found, clock.now()):
        return redirect("region:import_file", region, uuid)
    context = undo_words.shown(undoing(found))
    status = refusal.status if refusal else 200
    return desk_page(
        request, "region/intake/undo.html", found.region, status, file=found, refusal=refusal, **context
    )


@require_safe
@login_required
def template(request: HttpRequest, region: str, language: str) -> HttpResponseBase:
    """The file to start from."""
    region_mapped_for(request.user, region)
    if language not in ("nl", "en"):
        raise Http404
    with override(language):
        return download({"nl": "atlas-voorbeeld", "en": "atlas-example"}[language], list(example(language)))
