from django.db import models

from hub.kit.translated import translated


class Region(models.Model):
    """A region that quartermasters map and funds speak of; in the Netherlands a province, unless a region says else."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    about_nl = models.TextField(blank=True)
    about_en = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def about(self) -> str:
        return translated(self, "about")


class Municipality(models.Model):
    """A municipality, or the town by whose name it is known, with its centre for distances."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="municipalities")
    latitude = models.DecimalField(max_digits=8, decimal_places=5)
    longitude = models.DecimalField(max_digits=8, decimal_places=5)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "municipalities"

    def __str__(self) -> str:
        return self.name


class Discipline(models.Model):
    """What makers do: dance, film, sound, games."""

    slug = models.SlugField(unique=True)
    name_nl = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return translated(self, "name")

    @property
    def name(self) -> str:
        return translated(self, "name")
