"""What a hub takes along: everything it owns, in formats that others read."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from bookings.actions.note_export import note_export
from bookings.models.exporting import KINDS
from bookings.outbound.exports import TYPES, formats_of, pieces
from facilities.permissions import managed_hub_for
from facilities.views.doing import FORM_METHODS, page
from hub.kit import clock
from hub.kit.spreadsheet import reading

NAMES = {
    "hub": _("Your house"),
    "photos": _("Photos"),
    "companions": _("Who comes along"),
    "house_rules": _("House rules"),
    "vat": _("VAT"),
    "series": _("Series"),
    "second_options": _("Second options"),
    "waitlist": _("Waitlist"),
    "fees": _("Fees"),
    "advances": _("Paid ahead"),
    "messages": _("Messages"),
    "set_ups": _("Set-ups"),
    "words": _("Your own words in mails"),
    "callers": _("Who called"),
    "calendars": _("Other calendars"),
    "inductions": _("Inductions"),
    "sessions": _("Training sessions"),
    "waivers": _("Bookings that do without an induction"),
    "facilities": _("Facilities"),
    "units": _("Units"),
    "opening_hours": _("Opening hours"),
    "closures": _("Closures and holidays"),
    "rates": _("Rates"),
    "bookings": _("Bookings"),
    "blocks": _("Blocks"),
    "occupancy": _("What is held"),
}


@require_http_methods(FORM_METHODS)
@login_required
def export(request: HttpRequest, hub: str) -> HttpResponseBase:
    """The choice; sent, the file. It is asked for by a button, since it is written down who takes it."""
    found, now = managed_hub_for(request.user, hub), clock.now()
    if request.method == "POST":
        return _file(request, hub)
    kinds = [(kind, NAMES[kind], formats_of(kind)) for kind in KINDS]
    response: HttpResponse = page(request, "bookings/export.html", found, now, kinds=kinds)
    return response


def _file(request: HttpRequest, slug: str) -> HttpResponseBase:
    hub, now = managed_hub_for(request.user, slug), clock.now()
    kind, _dot, ending = request.POST.get("what", "").partition(".")
    known = (kind, ending) == ("everything", "zip") or (kind in KINDS and ending in formats_of(kind))
    if not known:
        raise Http404
    note_export(hub=hub, kind=kind, ending=ending, actor=request.user, now=now)
    answer = StreamingHttpResponse(pieces(hub, kind, ending, reading(), now), content_type=TYPES[ending])
    name = hub.slug if kind == "everything" else f"{hub.slug}-{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}-{now:%Y-%m-%d}.{ending}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
