from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.models import Orderable, Page

from knowledgebase.models.articles import AUTHORS, Article
from knowledgebase.models.blocks import MARKDOWN

HELD = ["knowledgebase.HowTo", "knowledgebase.Experiment", "knowledgebase.Result"]


class Toolbox(Article):
    """Articles in an order that somebody chose, with an introduction that says for what."""

    introduction = models.TextField(_("introduction"), blank=True, help_text=MARKDOWN)

    template = "knowledgebase/toolbox.html"
    content_panels = [
        *Page.content_panels,
        *Article.about_panels,
        FieldPanel("introduction"),
        InlinePanel("tools", heading=_("What is in it"), label=_("article")),
        AUTHORS,
        *Article.facts_panels,
    ]
    subpage_types: list[str] = []
    parent_page_types = ["knowledgebase.Toolboxes"]

    class Meta:
        verbose_name = _("toolbox")
        verbose_name_plural = _("toolboxes")


class Tool(Orderable):
    """One article of a toolbox, and why it is there."""

    toolbox = ParentalKey(Toolbox, on_delete=models.CASCADE, related_name="tools")
    article = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("article"))
    why = models.CharField(_("why it is here"), max_length=200, blank=True)

    panels = [PageChooserPanel("article", HELD), FieldPanel("why")]

    class Meta(Orderable.Meta):
        verbose_name = _("tool")

    def __str__(self) -> str:
        return self.why
