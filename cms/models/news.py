from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.models.blocks import BodyBlock
from cms.models.translated import Translated
from hub.kit.paging import page_number, page_of

ITEMS_A_PAGE = 20


class News(Translated, Page):
    """The news of one language, the latest first."""

    template = "cms/news.html"
    private_page_options: list[str] = []
    subpage_types = ["cms.NewsItem"]
    parent_page_types = ["cms.Home"]

    class Meta:
        verbose_name = _("shelf of news")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        items = NewsItem.objects.child_of(self).live().select_related("picture").order_by("-on", "-pk")
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "page_obj": page_of(items, page_number(request), ITEMS_A_PAGE)}


class NewsItem(Translated, Page):
    on = models.DateField(_("date"))
    summary = models.CharField(_("in two sentences"), max_length=300)
    picture = models.ForeignKey(
        "knowledgebase.Picture",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    picture_alt = models.CharField(_("what the picture shows"), max_length=200, blank=True)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("text"))

    template = "cms/news_item.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("on"),
        FieldPanel("summary"),
        FieldPanel("picture"),
        FieldPanel("picture_alt"),
        FieldPanel("body"),
    ]
    private_page_options: list[str] = []
    subpage_types: list[str] = []
    parent_page_types = ["cms.News"]

    class Meta:
        verbose_name = _("news item")
