"""What a quartermaster takes along of their region."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_http_methods

from facilities.views.doing import FORM_METHODS
from hub.kit import clock
from hub.kit.spreadsheet import download, reading
from members.models import Region
from region.actions.note_atlas_export import note_atlas_export
from region.models.bringing import entries_of
from region.models.contact import contact_notes_of
from region.outbound.contact_file import notes_table
from region.outbound.entry_files import as_geojson, as_json, table, text_of
from region.permissions import is_quartermaster_of, region_mapped_for
from region.views.desk_pages import desk_page


@require_http_methods(FORM_METHODS)
@login_required
def export(request: HttpRequest, region: str) -> HttpResponseBase:
    """The choice; sent, the file. It is asked for by a button, since it is written down who takes it."""
    found = region_mapped_for(request.user, region)
    if request.method != "POST":
        return desk_page(request, "region/intake/export.html", found)
    what = request.POST.get("what", "")
    # The log is the quartermaster's alone: who administers the site does not read it.
    if what not in FILES or what == CONTACTS and not is_quartermaster_of(request.user, found.pk):
        raise Http404
    note_atlas_export(region=found, what=what, actor=request.user, now=clock.now())
    return FILES[what](found)


def _csv(region: Region) -> HttpResponseBase:
    return download(f"atlas-{region.slug}", table(entries_of(region), reading()))


def _geojson(region: Region) -> HttpResponseBase:
    return _text(as_geojson(entries_of(region)), "application/geo+json", f"atlas-{region.slug}.geojson")


def _json(region: Region) -> HttpResponseBase:
    return _text(as_json(entries_of(region)), "application/json", f"atlas-{region.slug}.json")


def _text(value: Any, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(text_of(value), content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _contacts(region: Region) -> HttpResponseBase:
    return download(f"contact-{region.slug}", notes_table(contact_notes_of([region.pk])))


CONTACTS = "contacts.csv"
FILES: dict[str, Callable[[Region], HttpResponseBase]] = {
    "entries.csv": _csv,
    "entries.geojson": _geojson,
    "entries.json": _json,
    CONTACTS: _contacts,
}
