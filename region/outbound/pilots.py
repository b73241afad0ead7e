"""A pilot for programs: as schema.org has it (https://schema.org/ResearchProject), and as a feed."""

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hub.kit.machines import Feed as Link
from hub.kit.machines import Machines, breadcrumbs, without_empty
from knowledgebase.rules.atom import Entry, Feed
from region.models import AtlasEntry, Pilot, PilotPartner
from region.models.pilot_reads import results_of

MOST_IN_A_FEED = 50


def machines_of(pilot: Pilot, partners: Iterable[PilotPartner], labs: Iterable[AtlasEntry]) -> Machines:
    """Only what everybody sees of it."""
    path = reverse("region:pilot", args=[pilot.slug])
    url = settings.SITE_URL + path
    over = pilot.ended_on or pilot.ends_on
    node = {
        "@type": "ResearchProject",
        "@id": url,
        "url": url,
        "name": pilot.title,
        "description": pilot.aim,
        "foundingDate": pilot.starts_on.isoformat() if pilot.starts_on else "",
        "dissolutionDate": over.isoformat() if over else "",
        "parentOrganization": {"@type": "Organization", "name": pilot.owner.name},
        "member": [{"@type": "Organization", "name": str(each)} for each in partners],
        "location": [{"@type": "Place", "name": each.name} for each in labs],
        "areaServed": pilot.region.name,
    }
    crumbs = [(_("Pilots"), reverse("region:pilots")), (pilot.title, path)]
    return Machines(
        title=pilot.title,
        description=pilot.aim[:300],
        url=url,
        language=get_language() or "nl",
        nodes=[without_empty(node), breadcrumbs(settings.SITE_URL, crumbs)],
        feeds=[Link(pilot.title, reverse("region:pilot_feed", args=[pilot.slug]))],
    )


def machines_of_list(title: str, path: str) -> Machines:
    url = settings.SITE_URL + path
    said = _("What makers, labs and institutions try out together, and what came of it.")
    node = {"@type": "CollectionPage", "@id": url, "url": url, "name": title, "description": said}
    return Machines(title, said, url, get_language() or "nl", nodes=[node])


def feed_of(pilot: Pilot, language: str, *, own_path: str, today: date) -> Feed:
    """Milestones whose day has come, results, and its end; the latest first, at most fifty."""
    url = settings.SITE_URL + reverse("region:pilot", args=[pilot.slug])
    entries = _happened(pilot, url, language, today)
    entries.sort(key=lambda entry: (entry.updated, entry.id), reverse=True)
    return Feed(
        id=_tag(f"pilot/{pilot.uuid}/{language}"),
        title=_("Vliegwiel: %(what)s") % {"what": pilot.title},
        subtitle=pilot.aim,
        url=url,
        own_url=settings.SITE_URL + own_path,
        language=language,
        author=pilot.owner.name,
        updated=pilot.created_at,
        entries=entries[:MOST_IN_A_FEED],
    )


def _happened(pilot: Pilot, url: str, language: str, today: date) -> list[Entry]:
    entries = [
        Entry(
            id=_tag(f"milestone/{each.pk}"),
            title=each.words,
            url=f"{url}#timeline",
            summary=each.words,
            language=language,
            published=each.added_at,
            updated=each.added_at,
            categories=(_("milestone"),),
        )
        for each in pilot.milestones.all()
        if each.on <= today
    ]
    entries += [
        Entry(
            id=_tag(f"result/{each.pk}"),
            title=each.title,
            url=settings.SITE_URL + each.address,
            summary=each.summary,
            language=each.language,
            published=each.first_published_at or pilot.created_at,
            updated=each.last_published_at or each.first_published_at or pilot.created_at,
            categories=(_("result"),),
        )
        for each in results_of(pilot.experiment)
    ]
    if not pilot.is_open:
        entries.append(_ending(pilot, url, language))
    return entries


def _ending(pilot: Pilot, url: str, language: str) -> Entry:
    return Entry(
        id=_tag(f"pilot/{pilot.uuid}/over"),
        title=_("What came of it"),
        url=f"{url}#outcome",
        summary=pilot.outcome,
        language=language,
        published=pilot.changed_at,
        updated=pilot.changed_at,
        categories=(str(pilot.get_state_display()),),
    )


def _tag(what: str) -> str:
    """RFC 4151."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:{what}"
