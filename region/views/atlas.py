"""The atlas for everybody: the same entries as a map, as a list and as data for a map, by what the address says."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hub.kit.paging import page_number, page_of
from region.forms.atlas import Address
from region.models import EntryKind, Phase, Sector
from region.models.atlas import elsewhere, listed, map_data, matching, placed, spots
from region.outbound.atlas_map import drawn
from region.outbound.schema_org import machines_of_atlas

ENTRIES_A_PAGE = 24
# What is nowhere in particular is shown below, so many of it; the rest has the list to itself.
ELSEWHERE_SHOWN = 6
# What a line of the list does not say, and would be sorted along with it.
UNSHOWN = ("about_nl", "about_en", "address", "website", "source")


@require_safe
def atlas(request: HttpRequest) -> HttpResponse:
    """What is on the atlas, perhaps of one kind, theme, region or phase, with one kind of partner or thing, or by a
    few words; `box` and `town` are where one looks. `where=elsewhere` lists what is national or online."""
    address = Address.of(request)
    asked, is_elsewhere = address.asked, request.GET.get("where") == "elsewhere"
    found = matching(asked)
    map_of = None if is_elsewhere else drawn(spots(found), asked, address)
    shown = elsewhere(found) if is_elsewhere else placed(found)
    # The towns of the map have been counted already.
    total = map_of.count if map_of else None
    page = page_of(listed(shown).defer(*UNSHOWN), page_number(request), ENTRIES_A_PAGE, total)
    here = reverse("region:atlas")
    context: dict[str, Any] = {
        "page_obj": page,
        "asked": asked,
        "values": address.values(),
        "themes": address.themes,
        "regions": address.regions,
        "facilities": address.facilities,
        "kinds": EntryKind.choices,
        "sectors": Sector.choices,
        "phases": Phase.choices,
        "is_elsewhere": is_elsewhere,
        "query": address.query(),
        "whole": f"{here}?{address.query(box='', town='')}".rstrip("?"),
        "machines": machines_of_atlas(asked),
        "map": map_of,
        "crumbs": [(_("Atlas"), here)] if asked.region else [],
    }
    if not is_elsewhere:
        context |= _nowhere(address)
    return render(request, "region/atlas.html", context)


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """What is on the map, for a map: nothing but 304 for who has it already (RFC 9110, 13). For everybody and for every
    cache, which asks each time whether it still holds: so map and list never differ."""
    known = [
        each.removeprefix("W/").strip('"') for each in parse_etags(request.headers.get("If-None-Match", ""))
    ]
    found = map_data(Address.of(request).asked, known)
    if found.data is None:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(found.data, content_type="application/json")
    response["ETag"] = f'"{found.mark}"'
    patch_cache_control(response, public=True, no_cache=True)
    return response


def _nowhere(address: Address) -> dict[str, Any]:
    """What fits and is national or online, of the region that is asked for: a piece of the map or a town has none."""
    if address.asked.box or address.asked.town:
        return {}
    first = list(listed(elsewhere(matching(address.asked)))[: ELSEWHERE_SHOWN + 1])
    return {"nowhere": first[:ELSEWHERE_SHOWN], "has_more_nowhere": len(first) > ELSEWHERE_SHOWN}
