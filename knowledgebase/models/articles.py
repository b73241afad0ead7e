"""What a how-to, an experiment, its results and a toolbox have in common: everybody reads them once they are live, they
say who made them and under which licence, and name the very gear that can be booked.

They are pages of Wagtail, which brings versions, previews and the editors' admin. A page's `locale` is its language;
pages that share a `translation_key` say the same.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page

from facilities.models import Facility, Hub, Kind
from knowledgebase.models.themes import Theme
from knowledgebase.rules import licences
from members.models import Organisation, User

# What is drawn for an article without a picture: neighbours in a list differ.
PATTERNS = ("frames", "waves", "cubes", "cone", "bars", "layers", "circles")


def address_of(language: str, url_path: str) -> str:
    """Where a page is read: Wagtail's tree below a language's home has our own addresses. Asks the database nothing."""
    _nothing, _home, rest = url_path.split("/", 2)
    return f"/{language}/{rest}"


class Article(Page):
    """The columns that all of them have; a table of its own for each kind."""

    summary = models.CharField(
        _("in two sentences"), max_length=300, help_text=_("What one can do after reading it.")
    )
    licence = models.CharField(_("licence"), max_length=20, choices=licences.CHOICES, default=licences.USUAL)
    themes = ParentalManyToManyField(Theme, verbose_name=_("themes"), blank=True, related_name="+")
    # Where it was made: its people look at what members write for it.
    hub = models.ForeignKey(
        Hub, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("hub or lab")
    )
    cover = models.ForeignKey(
        "knowledgebase.Picture",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    cover_alt = models.CharField(_("what the picture shows"), max_length=200, blank=True)
    # Lists begin with what was checked last.
    last_checked_on = models.DateField(
        _("last checked on"), db_index=True, help_text=_("When somebody last did what it says.")
    )

    # What is live is for everybody.
    private_page_options: list[str] = []
    about_panels = [
        FieldPanel("summary"),
        MultiFieldPanel([FieldPanel("cover"), FieldPanel("cover_alt")], heading=_("Picture")),
    ]
    facts_panels = [
        FieldPanel("hub"),
        FieldPanel("themes"),
        FieldPanel("licence"),
        FieldPanel("last_checked_on"),
    ]

    class Meta:
        abstract = True

    @property
    def licensed(self) -> licences.Licence:
        return licences.LICENCES[self.licence]

    @property
    def language(self) -> str:
        return str(self.locale.language_code)

    @property
    def address(self) -> str:
        return address_of(self.language, self.url_path)

    @property
    def pattern(self) -> str:
        return PATTERNS[self.pk % len(PATTERNS)]


class Author(Orderable):
    """Who made a page, in order. The name stays when an account goes."""

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="authors")
    name = models.CharField(_("name"), max_length=120)
    person = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )

    panels = [FieldPanel("name"), FieldPanel("organisation")]

    class Meta(Orderable.Meta):
        verbose_name = _("author")

    def __str__(self) -> str:
        return self.name


class Gear(Orderable):
    """What a page needs: a facility, or anything of a kind. Its name stays when the facility goes."""

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="gear")
    name = models.CharField(_("what"), max_length=120)
    facility = models.ForeignKey(
        Facility,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("facility"),
    )
    kind = models.ForeignKey(
        Kind, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("kind")
    )
    quantity = models.PositiveSmallIntegerField(_("how many"), default=1)
    note = models.CharField(_("what it is for"), max_length=200, blank=True)
    optional = models.BooleanField(_("not strictly needed"), default=False)

    panels = [
        FieldPanel("name"),
        FieldPanel("facility"),
        FieldPanel("kind"),
        FieldPanel("quantity"),
        FieldPanel("note"),
        FieldPanel("optional"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("gear")
        constraints = [
            models.CheckConstraint(
                name="gear_is_one_to_a_hundred",
                condition=models.Q(quantity__gte=1, quantity__lte=100),
                violation_error_message=_("One to a hundred."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """What kind it is stays known when the facility goes."""
        if self.facility is not None and self.kind is None:
            self.kind = self.facility.kind


AUTHORS = InlinePanel("authors", heading=_("Authors"), label=_("author"), min_num=1)
GEAR = InlinePanel("gear", heading=_("What it needs"), label=_("gear"))
