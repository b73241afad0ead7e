"""What a how-to is made of: steps, each with what it needs to be done by somebody else."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

MARKDOWN = _(
    "Blank lines part paragraphs; lines that begin with - are a list; *so* is stressed; [words](https://...) is a link."
)
CODES = [("", _("plain text")), ("bash", "Bash"), ("json", "JSON"), ("python", "Python"), ("xml", "XML")]


# Texts that may be left out. What was written by a program has none there, and who translates steps wants a text.
TEXTS = ("text", "warning", "seen", "video", "code", "code_language")


def whole(step: Mapping[str, Any]) -> dict[str, Any]:
    """A step as it was kept, with an empty text for each that is missing."""
    return {**step, **{name: step.get(name) or "" for name in TEXTS}}


class StepBlock(blocks.StructBlock):
    """One thing to do, in the order of doing. Only its title is wanted; a picture says what is to be seen."""

    title = blocks.CharBlock(label=_("what one does"), max_length=120)
    text = blocks.TextBlock(label=_("how"), required=False, help_text=MARKDOWN, rows=6)
    warning = blocks.TextBlock(label=_("what to mind"), required=False, rows=2)
    picture = ImageChooserBlock(label=_("picture"), required=False)
    seen = blocks.CharBlock(label=_("what the picture shows"), required=False, max_length=200)
    video = blocks.URLBlock(
        label=_("address of a video"),
        required=False,
        help_text=_("It is linked to, not shown here: nobody is followed who did not ask for it."),
    )
    code = blocks.TextBlock(label=_("code or settings"), required=False, rows=4)
    code_language = blocks.ChoiceBlock(label=_("language of the code"), choices=CODES, required=False)
    download = DocumentChooserBlock(label=_("file to take along"), required=False)

    def to_python(self, value: Any) -> Any:
        return super().to_python(whole(value))

    def bulk_to_python(self, values: Iterable[Any]) -> Any:
        return super().bulk_to_python([whole(value) for value in values])

    class Meta:
        icon = "list-ol"
        label = _("step")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned.get("picture") and not (cleaned.get("seen") or "").strip():
            words = ValidationError(_("Say what is to be seen, for those who do not see it."))
            raise blocks.StructBlockValidationError(block_errors={"seen": words})
        return cleaned


class StepsBlock(blocks.StreamBlock):
    step = StepBlock()

    class Meta:
        max_num = 40
