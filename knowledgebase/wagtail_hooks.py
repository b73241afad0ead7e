"""What the editors' admin shows of this room beside its pages, and which files are for everybody."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.admin.widgets import Button
from wagtail.documents.models import Document
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from knowledgebase.models import Article, Theme
from knowledgebase.models.writing import may_be_downloaded
from knowledgebase.permissions import may_edit
from members.models import User


class ThemeViewSet(SnippetViewSet):
    model = Theme
    icon = "tag"
    list_display = ("name_nl", "name_en", "position")
    panels = [FieldPanel(name) for name in ("name_nl", "name_en", "slug", "about_nl", "about_en", "position")]


register_snippet(ThemeViewSet)


@hooks.register("register_page_header_buttons")
def translations_button(
    page: Page, user: User, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """From an article in the admin to where it is joined to the one that says the same."""
    if issubclass(page.specific_class or Page, Article) and page.live and may_edit(user, page):
        address = reverse("knowledgebase:translations", args=[page.pk])
        yield Button(_("Join to a translation"), address, icon_name="site", priority=80)


@hooks.register("before_serve_document")
def only_what_is_published(document: Document, request: HttpRequest) -> None:
    """What was taken off is not left lying at the address of its file."""
    if not may_be_downloaded(document):
        raise Http404
