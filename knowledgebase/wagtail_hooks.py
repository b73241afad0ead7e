"""What the editors' admin shows of this room beside its pages."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from knowledgebase.models import Article, Theme
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
