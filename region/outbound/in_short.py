"""A report in a few figures, for who reads no further: each of them is in one of its tables, or a sum of what is."""

from collections.abc import Callable, Mapping, Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from region.outbound.figures import Cell, Table
from region.rules.balance import SIDES
from region.rules.published import percent

HALF = 50


def in_short(tables: Sequence[Table]) -> list[tuple[str, str]]:
    """(figure, what of); what a region has nothing of is left out."""
    by_slug = {each.slug: each for each in tables}
    said = (figure(by_slug) for figure in FIGURES)
    return [each for each in said if each is not None]


def _far_away(tables: Mapping[str, Table]) -> tuple[str, str] | None:
    shares = [_number(row[1]) for row in tables["white-spots"].rows if row[1].value != ""]
    few = sum(share < HALF for share in shares)
    return _part(few, len(shares), _("kinds of facilities are near fewer than half of the organisations"))


def _booked(tables: Mapping[str, Table]) -> tuple[str, str] | None:
    rows = tables["hubs"].rows
    share = percent(sum(_number(row[3]) for row in rows), sum(_number(row[2]) for row in rows))
    if share is None:
        return None
    return _("%(number)d%%") % {"number": share}, _("of the open hours were booked")


def _not_taken(tables: Mapping[str, Table]) -> tuple[str, str] | None:
    rows = tables["open-doors"].rows
    unused = sum(_number(row[4]) for row in rows)
    return (
        (number_format(unused, force_grouping=True), _("open-door hours that nobody took")) if rows else None
    )


def _one_sided(tables: Mapping[str, Table]) -> tuple[str, str] | None:
    rows = tables["balance"].rows
    lacking = sum(not all(_number(cell) for cell in row[1 : len(SIDES) + 1]) for row in rows)
    return _part(lacking, len(rows), _("labs and networks lack a side"))


def _checked(tables: Mapping[str, Table]) -> tuple[str, str] | None:
    entries, checked = (_number(cell) for cell in tables["change"].rows[0][1:3])
    return _part(checked, entries, _("entries of the atlas were checked within a year"))


def _part(part: int, whole: int, what: str) -> tuple[str, str] | None:
    return (_("%(part)d of %(whole)d") % {"part": part, "whole": whole}, what) if whole else None


def _number(cell: Cell) -> int:
    return cell.value if isinstance(cell.value, int) else 0


FIGURES: tuple[Callable[[Mapping[str, Table]], tuple[str, str] | None], ...] = (
    _far_away,
    _booked,
    _not_taken,
    _one_sided,
    _checked,
)
