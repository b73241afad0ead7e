from django.db import models
from django.utils.translation import gettext_lazy as _

from facilities.models import Kind
from hub.kit.translated import translated
from region.models.entries import AtlasEntry


class DescribedFacility(models.Model):
    """What is there and is not booked on this site: of a kind that this site knows, and how to come by it."""

    entry = models.ForeignKey(AtlasEntry, on_delete=models.CASCADE, related_name="described")
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, related_name="+", verbose_name=_("kind"))
    name = models.CharField(_("name"), max_length=120)
    about_nl = models.CharField(_("about it, in Dutch"), max_length=600, blank=True)
    about_en = models.CharField(_("about it, in English"), max_length=600, blank=True)
    # Where one asks for it.
    website = models.URLField(_("where to ask for it"), blank=True, max_length=300)

    class Meta:
        ordering = ["entry", "kind", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "kind", "name"], name="described_once_an_entry")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def about(self) -> str:
        return translated(self, "about")
