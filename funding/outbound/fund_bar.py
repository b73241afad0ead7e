"""A fund's money as one bar: spent, reserved, free."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from funding.models.desk import Figures
from hub.kit.shares import Bar, bar


@dataclass(frozen=True, slots=True)
class Stretch:
    label: str
    cents: int
    role: str


def fund_bar(figures: Figures) -> Bar:
    """Of what is in it and was not given back. Where more is promised than is in, that is all of the bar."""
    parts = (
        Stretch(_("Spent"), figures.settled, "own"),
        Stretch(_("Reserved"), figures.reserved, "fund"),
        Stretch(_("Free"), figures.free, "hub"),
    )
    return bar(parts, max(figures.committed + figures.free, figures.committed))
