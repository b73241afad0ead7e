"""What an editor builds a page of: words, pictures and quotes, in our own look."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from knowledgebase.models.blocks import MARKDOWN


class PictureBlock(blocks.StructBlock):
    picture = ImageChooserBlock(label=_("picture"))
    seen = blocks.CharBlock(label=_("what the picture shows"), max_length=200)
    caption = blocks.CharBlock(label=_("words below it"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("picture")


class QuoteBlock(blocks.StructBlock):
    words = blocks.TextBlock(label=_("words"), rows=3)
    speaker = blocks.CharBlock(label=_("who says it"), max_length=120)

    class Meta:
        icon = "openquote"
        label = _("quote")


class BodyBlock(blocks.StreamBlock):
    heading = blocks.CharBlock(label=_("heading"), max_length=120, icon="title")
    text = blocks.TextBlock(label=_("text"), help_text=MARKDOWN, rows=6, icon="pilcrow")
    picture = PictureBlock()
    quote = QuoteBlock()

    class Meta:
        max_num = 60
