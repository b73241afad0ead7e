"""What sort of news it is, in the reader's words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, Promise] = {
    "how_to": _("How-to"),
    "experiment": _("Experiment"),
    "interim_result": _("Interim result"),
    "final_result": _("Final result"),
    "toolbox": _("Toolbox"),
    "answer": _("Accepted answer"),
}


def kind(name: str) -> str:
    return str(KINDS.get(name, name))
