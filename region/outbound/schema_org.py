"""The atlas as schema.org has it: https://schema.org/Organization, /Place, /CollectionPage."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hub.kit.machines import Feed, Machines, Node, breadcrumbs, without_empty
from knowledgebase.models import Theme
from region.models import AtlasEntry, EntryKind, Reach
from region.models.around import Network
from region.models.atlas import Asked

SORTS: dict[str, str] = {
    EntryKind.LAB: "ResearchOrganization",
    EntryKind.LIVING_LAB: "ResearchOrganization",
    EntryKind.AI_HUB: "ResearchOrganization",
    EntryKind.KNOWLEDGE: "EducationalOrganization",
    EntryKind.VENUE: "PerformingArtsTheater",
    EntryKind.MUSEUM: "Museum",
    EntryKind.COMPANY: "Corporation",
    EntryKind.GOVERNMENT: "GovernmentOrganization",
}


def machines_of_atlas(asked: Asked) -> Machines:
    """The map and list; of a region, that region's. What else a reader has filtered it by is not its own page."""
    path = reverse("region:atlas") + (f"?region={asked.region.slug}" if asked.region else "")
    url = settings.SITE_URL + path
    title = _("Atlas of %(region)s") % {"region": asked.region.name} if asked.region else _("Atlas")
    said = _(
        "Labs, networks and institutions of the field: what each does, who takes part and what is there."
    )
    crumbs = [(_("Atlas"), reverse("region:atlas"))]
    if asked.region:
        crumbs.append((asked.region.name, path))
    node = {"@type": "CollectionPage", "@id": url, "url": url, "name": title, "description": said}
    return Machines(
        title,
        said,
        url,
        get_language() or "nl",
        nodes=[node, breadcrumbs(settings.SITE_URL, crumbs)],
        feeds=[atlas_feed()],
    )


def machines_of_entry(
    entry: AtlasEntry, network: Network, themes: Sequence[Theme], crumbs: Sequence[tuple[str, str]]
) -> Machines:
    path = reverse("region:entry", args=[entry.slug])
    steps = breadcrumbs(settings.SITE_URL, [*crumbs, (entry.name, path)])
    # What a demonstration made up is told to no search engine.
    is_true = bool(settings.DEMONSTRATION) or not entry.is_demo
    return Machines(
        title=entry.name,
        description=entry.about or entry.name,
        url=settings.SITE_URL + path,
        language=get_language() or "nl",
        nodes=[*([_node(entry, network, themes)] if is_true else []), steps],
        feeds=[atlas_feed()],
    )


def atlas_feed() -> Feed:
    return Feed(_("New on the atlas"), reverse("region:atlas_feed"))


def _node(entry: AtlasEntry, network: Network, themes: Sequence[Theme]) -> Node:
    url = settings.SITE_URL + reverse("region:entry", args=[entry.slug])
    members = [
        without_empty(
            {
                "@type": "Organization",
                "name": each.name,
                "url": settings.SITE_URL + reverse("region:entry", args=[each.entry.slug])
                if each.entry
                else "",
            }
        )
        for each in network.members
    ]
    return without_empty(
        {
            "@type": SORTS.get(entry.kind, "Organization"),
            "@id": url,
            "url": entry.website or url,
            "mainEntityOfPage": url,
            "name": entry.name,
            "description": entry.about,
            "foundingDate": str(entry.since) if entry.since else "",
            "keywords": [theme.name for theme in themes],
            "member": members,
            "areaServed": "NL" if entry.reach == Reach.NATIONAL else "",
            **_location(entry),
        }
    )


def _location(entry: AtlasEntry) -> Node:
    if entry.municipality is None or entry.region is None:
        return {}
    address = without_empty(
        {
            "@type": "PostalAddress",
            "streetAddress": entry.address,
            "addressLocality": entry.municipality.name,
            "addressRegion": entry.region.name,
            "addressCountry": "NL",
        }
    )
    geo = {
        "@type": "GeoCoordinates",
        "latitude": float(entry.latitude or 0),
        "longitude": float(entry.longitude or 0),
    }
    return {
        "address": address,
        "location": {"@type": "Place", "name": entry.name, "address": address, "geo": geo},
    }
