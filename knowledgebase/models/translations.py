"""Which articles may be joined as saying the same in two languages."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from wagtail.models import Page

from knowledgebase.models.articles import Article


def without_translation(article: Article) -> "QuerySet[Any]":
    """Live articles of the same kind in other languages that stand alone, by name."""
    same = Page.objects.filter(translation_key=OuterRef("translation_key")).exclude(pk=OuterRef("pk"))
    found = type(article)._default_manager.filter(~Exists(same), live=True).exclude(locale=article.locale_id)
    return found.select_related("locale").order_by("title", "pk")
