"""A feed of news, as programs that follow it for somebody read it."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from knowledgebase.models.followables import Followable
from knowledgebase.models.news import News, Wanted, news
from knowledgebase.outbound.said import kind
from knowledgebase.rules.atom import Entry, Feed

MOST_IN_A_FEED = 50
# A feed in which nothing has happened yet has been like this for ever.
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def feed_of(followed: Followable | None, language: str, *, own_path: str, path: str) -> Feed:
    """What is new about one thing, or about everything; the latest first, at most fifty."""
    found = news(Wanted(None if followed is None else [followed.ref], language, most=MOST_IN_A_FEED))
    title = _("New on Vliegwiel") if followed is None else _("Vliegwiel: %(what)s") % {"what": followed.name}
    about = "everything" if followed is None else str(followed.ref).replace(":", "/")
    return Feed(
        id=_tag(f"{about}/{language}"),
        title=title,
        subtitle=_("How-tos, experiments and what came of them, as they appear."),
        url=settings.SITE_URL + path,
        own_url=settings.SITE_URL + own_path,
        language=language,
        author="Vliegwiel",
        updated=BEGINNING,
        entries=[_entry(each) for each in found],
    )


def _entry(each: News) -> Entry:
    return Entry(
        # Its number and not its address, which may change (RFC 4151 for `tag:`).
        id=_tag(each.key),
        title=each.title,
        url=settings.SITE_URL + each.path,
        summary=each.summary,
        language=each.language,
        published=each.first_at,
        updated=each.changed_at,
        authors=each.authors,
        categories=(kind(each.kind), *each.themes),
    )


def _tag(what: str) -> str:
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:{what}"
