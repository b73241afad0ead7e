"""What is looked for, as an Atom feed: public ones that are open, the latest first."""

from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from knowledgebase.rules.atom import Entry, Feed
from region.models import Need
from region.models.needs_reading import open_needs

MOST_IN_A_FEED = 50
SHORT = 300
# A feed in which nothing has happened yet has been like this for ever.
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def feed_of(today: date, language: str, own_path: str) -> Feed:
    found = open_needs(today).filter(only_hubs=False).order_by("-posted_at", "-pk")[:MOST_IN_A_FEED]
    return Feed(
        id=_tag(f"needs/{language}"),
        title=_("Wanted on Vliegwiel"),
        subtitle=_("What makers look for. Hubs answer with an offer."),
        url=settings.SITE_URL + reverse("region:needs"),
        own_url=settings.SITE_URL + own_path,
        language=language,
        author="Vliegwiel",
        updated=BEGINNING,
        entries=[_entry(each) for each in found],
    )


def _entry(need: Need) -> Entry:
    return Entry(
        id=_tag(f"need/{need.uuid}"),
        title=need.title,
        url=settings.SITE_URL + reverse("region:need", args=[need.uuid]),
        summary=need.words[:SHORT] or need.title,
        language=need.language,
        published=need.posted_at,
        updated=need.changed_at,
        authors=(need.organisation.name,),
        categories=_categories(need),
    )


def _categories(need: Need) -> tuple[str, ...]:
    kind = [need.kind.name] if need.kind else []
    return (str(need.get_sort_display()), *kind, *(each.name for each in need.themes.all()))


def _tag(what: str) -> str:
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:{what}"
