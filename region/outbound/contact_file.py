"""The contact log as a table: one of the two ways out that it has (`region.models.contact`)."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from hub.kit.spreadsheet import Cell
from region.models import ContactNote


def notes_table(notes: Iterable[ContactNote]) -> Iterator[list[Cell]]:
    """Headings and words in the language that is on."""
    yield [
        _("Entry"),
        _("On"),
        _("By"),
        _("How"),
        _("With whom"),
        _("Their role"),
        _("Their e-mail"),
        _("Their phone"),
        _("What was said"),
        _("Come back to it on"),
    ]
    for each in notes:
        yield [
            each.entry.name,
            each.at,
            each.by.name if each.by else "",
            str(each.get_how_display()),
            each.with_name,
            each.with_role,
            each.with_email,
            each.with_phone,
            each.text,
            each.follow_up_on,
        ]
