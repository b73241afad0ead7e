"""Articles as sources."""

from django.conf import settings
from django.utils.translation import gettext as _

from knowledgebase.models import Article, Result
from knowledgebase.models.fetching import Around
from knowledgebase.rules.citing import Source, bibtex, csl_json, in_words, ris

# Ending of the address -> who writes it, and as what it is sent.
FORMS = {
    "bib": (bibtex, "application/x-bibtex; charset=utf-8"),
    "ris": (ris, "application/x-research-info-systems; charset=utf-8"),
    "json": (csl_json, "application/vnd.citationstyles.csl+json"),
}


def source_of(article: Article, around: Around) -> Source:
    """A result is of the day on which it was found; everything else, of when it last appeared."""
    at = article.last_published_at or article.first_published_at
    is_result = isinstance(article, Result)
    on = article.on if is_result else at.date() if at else article.last_checked_on
    return Source(
        key=f"vliegwiel{article.pk}",
        authors=[author.name for author in around.authors],
        title=article.title,
        published=on,
        url=settings.SITE_URL + article.address,
        language=article.language,
        licence=article.licensed.name,
        version=article.version if is_result else "",
        place=article.hub.name if article.hub else "",
    )


def words_of(article: Article, around: Around) -> str:
    return in_words(source_of(article, around), _("version"))
