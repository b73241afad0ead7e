"""One entry of the atlas, for everybody."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from region.models import AtlasEntry
from region.models.around import (
    how_tos_at,
    merged_from,
    network_of,
    takes_part_in,
    things_described,
    things_on_site,
    tried_at,
)
from region.models.pilot_reads import pilots_of_entry
from region.outbound.atlas_map import where
from region.outbound.network import network_drawn
from region.outbound.schema_org import machines_of_entry
from region.permissions import entry_for, maps, speaks_for


@require_safe
def entry(request: HttpRequest, slug: str) -> HttpResponse:
    """What it is, where, since when, who takes part in it and what is there. Who was merged leads on for good."""
    try:
        found = entry_for(slug)
    except Http404:
        moved = merged_from(slug).values_list("merged_into__slug", flat=True).first()
        if moved is None:
            raise
        return HttpResponsePermanentRedirect(reverse("region:entry", args=[moved]))
    language = get_language() or "nl"
    network = network_of(found)
    crumbs = _crumbs(found)
    themes = list(found.themes.all())
    context: dict[str, Any] = {
        "entry": found,
        "themes": themes,
        "network": network,
        "drawing": network_drawn(network),
        "part_of": takes_part_in(found),
        "on_site": things_on_site(found),
        "described": things_described(found),
        "how_tos": how_tos_at(found, language),
        "experiments": tried_at(found, language),
        "pilots": pilots_of_entry(found),
        "where": where(found),
        "maps": request.user.is_authenticated and maps(request.user, found.region_id),
        "speaks": request.user.is_authenticated and speaks_for(request.user, found),
        "machines": machines_of_entry(found, network, themes, crumbs),
        "crumbs": crumbs,
    }
    return render(request, "region/entry.html", context)


def _crumbs(found: AtlasEntry) -> list[tuple[str, str]]:
    here = reverse("region:atlas")
    crumbs = [(_("Atlas"), here)]
    if found.region:
        crumbs.append((found.region.name, f"{here}?region={found.region.slug}"))
    return crumbs
