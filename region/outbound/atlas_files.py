"""The atlas for other programs: GeoJSON (RFC 7946), rows for a spreadsheet, and a feed of what is new or checked."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hub.kit.spreadsheet import Cell
from knowledgebase.outbound.feeds import BEGINNING
from knowledgebase.rules.atom import Entry, Feed
from region.models import AtlasEntry, Stage

MOST_IN_A_FEED = 50
# So many are held in memory at a time.
AT_ONCE = 500


def facts(entry: AtlasEntry) -> dict[str, Any]:
    """What everybody may know of an entry (with `listed`'s rows), in plain values."""
    return {
        "slug": entry.slug,
        "name": entry.name,
        "kind": entry.kind,
        "sector": entry.sector,
        "phase": entry.phase or None,
        "reach": entry.reach,
        "region": entry.region.slug if entry.region else None,
        "town": entry.municipality.name if entry.municipality else None,
        "address": entry.address or None,
        "latitude": float(entry.latitude) if entry.latitude is not None else None,
        "longitude": float(entry.longitude) if entry.longitude is not None else None,
        "themes": [theme.slug for theme in entry.themes.all()],
        "about": entry.about or None,
        "website": entry.website or None,
        "since": entry.since,
        "verified_on": entry.verified_on.isoformat() if entry.verified_on else None,
        "is_stale": entry.stage == Stage.STALE,
        "source": entry.source or None,
        "url": settings.SITE_URL + reverse("region:entry", args=[entry.slug]),
    }


def feature(entry: AtlasEntry) -> dict[str, Any]:
    """What is nowhere in particular has no geometry (RFC 7946, 3.2)."""
    known = facts(entry)
    latitude, longitude = known.pop("latitude"), known.pop("longitude")
    geometry = None if latitude is None else {"type": "Point", "coordinates": [longitude, latitude]}
    return {"type": "Feature", "id": known["slug"], "geometry": geometry, "properties": known}


def rows(entries: "QuerySet[AtlasEntry]") -> Iterator[list[Cell]]:
    """A heading in the reader's language and a row for each entry, read a few hundred at a time."""
    yield [
        _("Name"), _("Kind"), _("Sector"), _("Phase"), _("Where it is"), _("Region"), _("Town"), _("Address"),
        _("Latitude"), _("Longitude"), _("Themes"), _("About it"), _("Website"), _("Since"), _("Checked on"),
        _("Source"), _("Page"),
    ]  # fmt: skip
    for entry in entries.iterator(chunk_size=AT_ONCE):
        yield [
            entry.name,
            entry.get_kind_display(),
            entry.get_sector_display(),
            entry.get_phase_display() if entry.phase else "",
            entry.get_reach_display(),
            entry.region.name if entry.region else "",
            entry.municipality.name if entry.municipality else "",
            entry.address,
            str(entry.latitude) if entry.latitude is not None else "",
            str(entry.longitude) if entry.longitude is not None else "",
            ", ".join(theme.name for theme in entry.themes.all()),
            entry.about,
            entry.website,
            entry.since,
            entry.verified_on,
            entry.source,
            settings.SITE_URL + reverse("region:entry", args=[entry.slug]),
        ]


def feed_of(entries: "QuerySet[AtlasEntry]", language: str, *, own_path: str, query: str) -> Feed:
    """What came or was checked or corrected last comes first."""
    found = entries.order_by("-changed_at", "-pk")[:MOST_IN_A_FEED]
    site = urlsplit(settings.SITE_URL).hostname
    return Feed(
        id=f"tag:{site},2026:atlas/{language}{'/' + query if query else ''}",
        title=_("New on the atlas"),
        subtitle=_("Labs, networks and institutions as they are put on the atlas and checked."),
        url=settings.SITE_URL + reverse("region:atlas") + (f"?{query}" if query else ""),
        own_url=settings.SITE_URL + own_path,
        language=language,
        author="Vliegwiel",
        updated=BEGINNING,
        entries=[_told(each, language, f"tag:{site},2026:entry/{each.pk}") for each in found],
    )


def _told(entry: AtlasEntry, language: str, tag: str) -> Entry:
    changed: datetime = entry.changed_at
    words = [entry.about]
    if entry.verified_on:
        words.append(_("Checked on %(day)s.") % {"day": date_format(entry.verified_on, "j F Y")})
    return Entry(
        id=tag,
        title=f"{entry.name}, {entry.municipality.name}" if entry.municipality else entry.name,
        url=settings.SITE_URL + reverse("region:entry", args=[entry.slug]),
        summary=" ".join(filter(None, words)),
        language=language,
        published=entry.created_at,
        updated=changed,
        categories=(str(entry.get_kind_display()), *(theme.name for theme in entry.themes.all())),
    )
