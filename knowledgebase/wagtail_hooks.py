"""What the editors' admin shows of this room beside its pages."""

from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from knowledgebase.models import Theme


class ThemeViewSet(SnippetViewSet):
    model = Theme
    icon = "tag"
    list_display = ("name_nl", "name_en", "position")
    panels = [FieldPanel(name) for name in ("name_nl", "name_en", "slug", "about_nl", "about_en", "position")]


register_snippet(ThemeViewSet)
