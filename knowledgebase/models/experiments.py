from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.documents.models import Document
from wagtail.models import Orderable, Page

from knowledgebase.models.articles import AUTHORS, GEAR, Article
from knowledgebase.models.blocks import MARKDOWN


class Experiment(Article):
    """What a lab wants to find out, with whom and how; its results are the pages below it."""

    question = models.CharField(_("question"), max_length=300)
    method = models.TextField(_("method"), blank=True, help_text=MARKDOWN)
    partners = models.TextField(_("partners"), blank=True, help_text=_("One on each line."))
    starts_on = models.DateField(_("from"))
    # Unknown while it runs without an end in sight.
    ends_on = models.DateField(_("until"), null=True, blank=True)

    template = "knowledgebase/experiment.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("question"),
        *Article.about_panels,
        MultiFieldPanel([FieldPanel("starts_on"), FieldPanel("ends_on")], heading=_("Period")),
        FieldPanel("method"),
        FieldPanel("partners"),
        GEAR,
        AUTHORS,
        *Article.facts_panels,
    ]
    subpage_types = ["knowledgebase.Result"]
    parent_page_types = ["knowledgebase.Experiments"]

    class Meta:
        verbose_name = _("experiment")
        verbose_name_plural = _("experiments")
        constraints = [
            models.CheckConstraint(
                name="experiment_ends_after_it_starts",
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                violation_error_message=_("The end is before the beginning."),
            )
        ]

    @property
    def with_whom(self) -> list[str]:
        return [line.strip() for line in self.partners.splitlines() if line.strip()]


class Finality(models.TextChoices):
    INTERIM = "interim", _("interim result")
    FINAL = "final", _("final result")


class Standing(models.TextChoices):
    STANDS = "stands", _("stands")
    REVISED = "revised", _("revised by a later one")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Result(Article):
    """What was found up to a day: also what did not work, and what comes next."""

    on = models.DateField(_("found on"))
    finality = models.CharField(
        _("interim or final"), max_length=10, choices=Finality, default=Finality.INTERIM
    )
    version = models.CharField(_("version"), max_length=20, default="1")
    standing = models.CharField(_("standing"), max_length=10, choices=Standing, default=Standing.STANDS)
    worked = models.TextField(_("what worked"), blank=True, help_text=MARKDOWN)
    did_not_work = models.TextField(_("what did not"), blank=True, help_text=MARKDOWN)
    next_step = models.TextField(_("next step"), blank=True, help_text=MARKDOWN)

    template = "knowledgebase/result.html"
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("on"), FieldPanel("finality"), FieldPanel("version"), FieldPanel("standing")],
            heading=_("What it is"),
        ),
        *Article.about_panels,
        FieldPanel("worked"),
        FieldPanel("did_not_work"),
        FieldPanel("next_step"),
        InlinePanel("files", heading=_("Data"), label=_("file")),
        AUTHORS,
        *Article.facts_panels,
    ]
    subpage_types: list[str] = []
    parent_page_types = ["knowledgebase.Experiment"]

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")


class DataFile(Orderable):
    """Data that a result rests on, to be taken along."""

    result = ParentalKey(Result, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+", verbose_name=_("file"))
    about = models.CharField(_("what is in it"), max_length=200)

    panels = [FieldPanel("document"), FieldPanel("about")]

    class Meta(Orderable.Meta):
        verbose_name = _("data file")

    def __str__(self) -> str:
        return self.about
