"""Pages that editors write. What is live (facilities, hubs of a region) stands beside it and is never copied."""

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.models.blocks import BodyBlock
from cms.models.translated import Translated
from facilities.models import Hub
from members.models import Region


class Home(Page):
    """The root of one language. What an editor writes stands below the question that one books by."""

    body = StreamField(BodyBlock(), blank=True, verbose_name=_("text"))

    content_panels = [*Page.content_panels, FieldPanel("body")]
    private_page_options: list[str] = []
    subpage_types = [
        "cms.Pages",
        "cms.News",
        "knowledgebase.HowTos",
        "knowledgebase.Experiments",
        "knowledgebase.Toolboxes",
    ]
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("home page")

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return redirect("cms:home")


class Pages(Page):
    """Where pages of words stand in the tree; it is none to be read itself."""

    private_page_options: list[str] = []
    subpage_types = ["cms.PlainPage", "cms.RegionPage", "cms.HubPage"]
    parent_page_types = ["cms.Home"]

    class Meta:
        verbose_name = _("shelf of pages")

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return redirect("cms:home")


class PlainPage(Translated, Page):
    """A page of words: how the region works together, who is in the team."""

    body = StreamField(BodyBlock(), blank=True, verbose_name=_("text"))

    template = "cms/plain_page.html"
    content_panels = [*Page.content_panels, FieldPanel("body")]
    private_page_options: list[str] = []
    subpage_types = ["cms.PlainPage"]
    parent_page_types = ["cms.Pages", "cms.PlainPage"]

    class Meta:
        verbose_name = _("plain page")


class RegionPage(Page):
    """What a region says of itself, on the region's own page."""

    region = models.ForeignKey(
        Region, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("region")
    )
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("text"))

    content_panels = [*Page.content_panels, FieldPanel("region"), FieldPanel("body")]
    private_page_options: list[str] = []
    subpage_types: list[str] = []
    parent_page_types = ["cms.Pages"]

    class Meta:
        verbose_name = _("page of a region")

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return redirect("cms:region", self.region.slug) if self.region else redirect("cms:places")


class HubPage(Page):
    """What a hub tells of itself beside its facilities, on the hub's own page."""

    hub = models.ForeignKey(
        Hub, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("hub")
    )
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("text"))

    content_panels = [*Page.content_panels, FieldPanel("hub"), FieldPanel("body")]
    private_page_options: list[str] = []
    subpage_types: list[str] = []
    parent_page_types = ["cms.Pages"]

    class Meta:
        verbose_name = _("page of a hub")

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return redirect("cms:hub", self.hub.slug) if self.hub else redirect("cms:places")
