from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.kit.translated import translated


class Theme(models.Model):
    """What an article, a lab or an experiment is about. Whoever runs the site edits them."""

    slug = models.SlugField(unique=True)
    name_nl = models.CharField(_("name in Dutch"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    about_nl = models.TextField(_("about it, in Dutch"), blank=True)
    about_en = models.TextField(_("about it, in English"), blank=True)
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, validators=[MaxValueValidator(32_000)]
    )

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = _("theme")
        verbose_name_plural = _("themes")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return translated(self, "name")

    @property
    def about(self) -> str:
        return translated(self, "about")
