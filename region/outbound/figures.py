"""Tables of figures in words, the same for the page, for paper and for a spreadsheet; each says how it is made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from hub.kit.few import LEAST
from hub.kit.spreadsheet import Cell as Sheet
from region.rules.published import published


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` as it is read; `value` as a spreadsheet counts with it, where that differs. `href` leads to what it
    counts, `more` are a few words beside it, `heat` 0 to 4 its ground where a table is also a picture."""

    text: str
    value: Sheet = None
    href: str = ""
    more: str = ""
    is_number: bool = True
    heat: int | None = None
    bar: tuple[Any, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """On a phone, where each figure has a line, nought is no news."""
        return self.text == "0" and not self.more

    @property
    def raw(self) -> Sheet:
        if self.value is not None:
            return self.value
        return f"{self.text} ({self.more})" if self.more else self.text

    @property
    def on_paper(self) -> str:
        return f"{self.text} ({self.more})" if self.more else self.text


@dataclass(frozen=True, slots=True)
class How:
    """How the numbers of a table are made: what one of them says, out of what, of when, and what is not in it."""

    what: str
    source: str
    period: str
    left_out: str

    @property
    def lines(self) -> list[tuple[str, str]]:
        return [
            (_("What it counts"), self.what),
            (_("Made from"), self.source),
            (_("Of when"), self.period),
            (_("Left out"), self.left_out),
        ]


@dataclass(frozen=True, slots=True)
class Table:
    """`heads` as many as cells in a row; the first cell of a row names it. `none`: what stands there without
    rows; `is_wide`: too wide for a phone, where it moves sideways."""

    slug: str
    title: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    how: How
    none: str
    lead: str = ""
    # Said below it where these are not all of its rows.
    more: str = ""
    is_wide: bool = False
    # What the stretches of its bars stand for: (name, label).
    key: tuple[tuple[str, str], ...] = ()

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """Each heading, and whether numbers stand below it."""
        first = self.rows[0] if self.rows else ()
        return [
            (head, number > 0 and bool(first) and first[number].is_number)
            for number, head in enumerate(self.heads)
        ]

    @property
    def paired(self) -> list[tuple[Cell, list[tuple[str, Cell]]]]:
        """Each row as its name and its cells with their headings: on a phone each cell says whose it is."""
        return [(row[0], list(zip(self.heads[1:], row[1:], strict=True))) for row in self.rows]


def word(text: str, href: str = "", more: str = "") -> Cell:
    return Cell(text, href=href, more=more, is_number=False)


def count(number: int, href: str = "", more: str = "") -> Cell:
    return Cell(number_format(number, force_grouping=True), number, href, more)


def hours(minutes: int) -> Cell:
    """Whole hours."""
    return count(round(minutes / 60))


def percentage(percent: int | None, more: str = "") -> Cell:
    if percent is None:
        return Cell("–", "", more=more)
    return Cell(_("%(number)d%%") % {"number": percent}, percent, more=more)


def fewer() -> str:
    return _("fewer than %(least)d") % {"least": LEAST}


def organisations(number: int) -> Cell:
    """An exact number of organisations, as it may be told."""
    told = published(number)
    return Cell(fewer()) if told is None else about(told)


def about(told: int) -> Cell:
    """A number of organisations that was told in fives already; nought stands for fewer than five."""
    return Cell(_("about %(number)s") % {"number": number_format(told)}, told) if told else Cell(fewer())


def in_fives() -> str:
    return _(
        "Numbers of organisations are told in fives and below five not at all; sums and shares are made of what is "
        "told, so that no organisation can be worked out from two of them."
    )


def listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def entry_address(slug: str) -> str:
    return reverse("region:entry", args=[slug])
