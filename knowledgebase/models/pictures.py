from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition

FOLDER = "knowledge"


def drawn_name(picture: models.Model, filename: str) -> str:
    """A name that we draw, whatever the file was called."""
    return f"{FOLDER}/{uuid4().hex}.jpg"


class Picture(AbstractImage):
    """A picture of an article, made anew when it came in: never the file that was sent, and no photo's place or camera.

    `file` is at most 2,000 pixels wide or high, `small` 800: pages show these two, so that reading makes nothing.
    """

    small = models.ImageField(
        upload_to=drawn_name, width_field="small_width", height_field="small_height", editable=False
    )
    small_width = models.PositiveIntegerField(editable=False)
    small_height = models.PositiveIntegerField(editable=False)
    credit = models.CharField(_("made by"), max_length=120, blank=True)

    admin_form_fields = ("title", "file", "credit", "collection", "tags")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        # Whoever asks for a picture by its address is asked for whose it is.
        indexes = [
            models.Index(fields=["file"], name="picture_by_file"),
            models.Index(fields=["small"], name="picture_by_small"),
        ]

    def get_upload_to(self, filename: str) -> str:
        return drawn_name(self, filename)


class Rendition(AbstractRendition):
    """The small ones that the editors' admin shows in its lists."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)
