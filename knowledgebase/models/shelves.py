"""Where articles stand in Wagtail's tree: one shelf for each kind and language. Readers see lists of ours there."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class HowTos(Page):
    """All how-tos of one language."""

    subpage_types = ["knowledgebase.HowTo"]
    private_page_options: list[str] = []

    class Meta:
        verbose_name = _("shelf of how-tos")


class Experiments(Page):
    """All experiments of one language."""

    subpage_types = ["knowledgebase.Experiment"]
    private_page_options: list[str] = []

    class Meta:
        verbose_name = _("shelf of experiments")


class Toolboxes(Page):
    """All toolboxes of one language."""

    subpage_types = ["knowledgebase.Toolbox"]
    private_page_options: list[str] = []

    class Meta:
        verbose_name = _("shelf of toolboxes")
