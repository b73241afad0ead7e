from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from facilities.models import Induction
from knowledgebase.models.articles import AUTHORS, GEAR, Article
from knowledgebase.models.blocks import StepsBlock


class Difficulty(models.TextChoices):
    FIRST = "first", _("for a first time")
    SOME = "some", _("asks some experience")
    EXPERT = "expert", _("for those who do it often")


class HowTo(Article):
    """Steps that somebody else can follow next week, with what they need and how long it takes."""

    steps = StreamField(StepsBlock(), verbose_name=_("steps"))
    minutes = models.PositiveIntegerField(_("minutes it takes"), default=60)
    people = models.PositiveSmallIntegerField(_("people it takes"), default=1)
    difficulty = models.CharField(
        _("difficulty"), max_length=10, choices=Difficulty, default=Difficulty.FIRST
    )
    # Who asks how to get one of these is led here.
    teaches = ParentalManyToManyField(
        Induction, verbose_name=_("inductions that it prepares for"), blank=True, related_name="+"
    )

    template = "knowledgebase/how_to.html"
    content_panels = [
        *Page.content_panels,
        *Article.about_panels,
        MultiFieldPanel(
            [FieldPanel("minutes"), FieldPanel("people"), FieldPanel("difficulty")],
            heading=_("What it takes"),
        ),
        GEAR,
        FieldPanel("steps"),
        FieldPanel("teaches"),
        AUTHORS,
        *Article.facts_panels,
    ]
    subpage_types: list[str] = []
    parent_page_types = ["knowledgebase.HowTos"]

    class Meta:
        verbose_name = _("how-to")
        verbose_name_plural = _("how-tos")
        constraints = [
            models.CheckConstraint(
                name="how_to_takes_some_minutes_and_people",
                condition=models.Q(minutes__gte=1, minutes__lte=100_000, people__gte=1, people__lte=1_000),
                violation_error_message=_("At least one minute and one person."),
            )
        ]
