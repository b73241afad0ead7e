"""A page that an editor writes has a name of its own in each language, and is perhaps written in one alone: Wagtail
serves nothing at the other language's address, so nothing may lead there."""

from typing import Any

from django.http import HttpRequest
from wagtail.models import Page

from hub.kit.languages import Elsewhere, stands_elsewhere
from knowledgebase.models.articles import address_of


def elsewhere(page: Page) -> Elsewhere:
    """Where a page stands in other languages; where it was not translated, what stands above it does: the news, or the
    front page, which every language has."""
    # The shelf of pages is none to be read: its own address leads to the front page.
    above = page.get_ancestors(inclusive=True).filter(depth__gt=1).exclude(depth=3, slug="pages")
    depths = dict(above.values_list("translation_key", "depth"))
    translated = (
        Page.objects.filter(translation_key__in=depths, live=True)
        .exclude(locale=page.locale_id)
        .values_list("translation_key", "locale__language_code", "url_path")
    )
    found = sorted((depths[key], language, url_path) for key, language, url_path in translated)
    nearest = {language: address_of(language, url_path) for _depth, language, url_path in found}
    same = {
        language: address_of(language, url_path) for depth, language, url_path in found if depth == page.depth
    }
    return Elsewhere(same, nearest)


class Translated:
    """For a page that Wagtail serves: its frame's other language leads to what is there."""

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        stands_elsewhere(request, elsewhere(self))
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)  # type: ignore[misc]
        return context
