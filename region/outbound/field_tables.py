"""Balance, themes and change in words."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hub.kit.few import LEAST
from members.models import Region
from region.models.change import QuarterFigures
from region.models.entries import EntryKind, Sector
from region.models.field import Helix, Themes
from region.outbound.figures import (
    Cell,
    How,
    Table,
    count,
    entry_address,
    in_fives,
    listed,
    organisations,
    percentage,
    word,
)
from region.rules.balance import SIDES, Balance
from region.rules.published import percent


def balance_table(found: Sequence[Helix], today: date) -> Table:
    return Table(
        "balance",
        _("Who takes part, side by side"),
        (
            _("Lab or network"),
            *(capfirst(str(Sector(side).label)) for side in SIDES),
            _("Balance"),
            _("Missing"),
        ),
        [_balance(each) for each in found],
        How(
            _(
                "A quadruple helix has knowledge, business, government and citizens; culture is told apart, since "
                "it is what this is about. Each partner counts once on its side, and the lab or network itself on "
                "its own. Missing is a side with nobody."
            ),
            _(
                "Public labs, living labs, networks, practice networks and AI hubs of the atlas with their partners."
            ),
            _("As the atlas stands on %(today)s.") % {"today": date_format(today)},
            _(
                "Partners whose entry is not public; how large a partner is and how much it does. What nobody "
                "wrote down counts as missing."
            ),
        ),
        _("There is no lab or network on this region's part of the atlas yet."),
        key=tuple((side, str(Sector(side).label)) for side in SIDES),
    )


def _balance(each: Helix) -> tuple[Cell, ...]:
    balance = each.balance
    return (
        word(each.name, entry_address(each.slug), str(EntryKind(each.kind).label)),
        *(
            count(number, more=_("%(number)d%%") % {"number": share} if number else "")
            for number, share in zip(balance.counts, balance.shares, strict=True)
        ),
        Cell(_words(balance), is_number=False, bar=_bar(balance)),
        word(listed(str(Sector(side).label) for side in balance.missing) or _("none")),
    )


def _words(balance: Balance) -> str:
    """`3 culture, 1 knowledge`."""
    return listed(
        _("%(number)d %(side)s") % {"number": number, "side": Sector(side).label}
        for side, number in zip(SIDES, balance.counts, strict=True)
        if number
    )


def _bar(balance: Balance) -> tuple[tuple[str, str, str], ...]:
    """Stretches of a bar: the side, where it begins and how wide it is, in per cent."""
    found, done = [], 0
    for side, number in zip(SIDES, balance.counts, strict=True):
        if number:
            found.append((side, f"{done * 100 / balance.total:.2f}", f"{number * 100 / balance.total:.2f}"))
        done += number
    return tuple(found)


def themes_table(found: Themes, region: Region, today: date) -> Table:
    return Table(
        "themes",
        _("Themes"),
        (
            _("Theme"),
            _("Entries here"),
            _("Of all here"),
            _("In the country"),
            _("Of all there"),
            _("Most in"),
        ),
        [
            (
                word(capfirst(each.name), reverse("knowledgebase:theme", args=[each.slug])),
                count(each.here, _entries_of(each.slug, region.slug) if each.here else ""),
                percentage(percent(each.here, found.entries)),
                count(each.everywhere),
                percentage(percent(each.everywhere, found.all_entries)),
                word(each.most or "–"),
            )
            for each in found.themes
        ],
        _how_themes(found, region, today),
        _("No public entry names a theme yet."),
    )


def _how_themes(found: Themes, region: Region, today: date) -> How:
    return How(
        _(
            "How many entries name a theme: of the %(here)d of %(region)s and of the %(all)d in the country. An "
            "entry may name several, so shares add up to more than 100%%."
        )
        % {"here": found.entries, "region": region.name, "all": found.all_entries},
        _("Public entries of the atlas with their themes; a region's are those that it looks after."),
        _("As the atlas stands on %(today)s.") % {"today": date_format(today)},
        _(
            "Entries that are not public. National and virtual entries of no region count for the country only."
        ),
    )


def themes_by_region(found: Themes, region: Region, today: date) -> Table:
    """Every theme in every region, for a spreadsheet."""
    return Table(
        "themes-by-region",
        _("Themes by region"),
        (_("Theme"), *(each.name for each in found.regions)),
        [
            (
                word(capfirst(each.name)),
                *(count(each.by_region.get(place.pk, 0)) for place in found.regions),
            )
            for each in found.themes
        ],
        _how_themes(found, region, today),
        _("No public entry names a theme yet."),
        is_wide=True,
    )


def _entries_of(theme: str, region: str) -> str:
    return f"{reverse('region:atlas')}?theme={theme}&region={region}"


def change_table(region: Region, found: Sequence[QuarterFigures], on: date, today: date) -> Table:
    """What stands on the atlas today leads there; what stood there before can be read in each entry's history."""
    at = f"{reverse('region:atlas')}?region={region.slug}"
    return Table(
        "change",
        _("Quarter by quarter"),
        (
            _("Quarter"),
            _("Entries on the atlas"),
            _("Checked within a year"),
            _("Partners"),
            _("Facilities described"),
            _("Themes named"),
            _("Bookings"),
            _("Organisations that booked"),
            _("Needs posted"),
            _("Met"),
            _("Lapsed"),
        ),
        [_quarter(each, at if each.day == today else "") for each in reversed(found)],
        _how_change(on, today),
        _("Nothing has happened yet."),
        is_wide=True,
    )


def _how_change(on: date, today: date) -> How:
    return How(
        _(
            "The atlas as it stood at the end of each quarter, the last one at the end of %(day)s; bookings at "
            "the region's hubs that began in the quarter; needs near its towns that were posted in it, and "
            "what became of them until today."
        )
        % {"day": date_format(on)},
        _(
            "The history of the entries, which nobody edits; bookings that were confirmed or are done; public needs."
        ),
        _("Eight quarters. Bookings and their organisations of quarters that are over on %(today)s.")
        % {"today": date_format(today)},
        in_fives()
        + " "
        + _(
            "Bookings of fewer than five organisations in a quarter are not told, nor those of a quarter that "
            "is not over. Entries and partners that were not public then; needs that only hubs read or that were "
            "taken off."
        ),
    )


def _quarter(each: QuarterFigures, at: str) -> tuple[Cell, ...]:
    stood = each.stood
    return (
        word(
            _("%(year)d, quarter %(number)d") % {"year": each.quarter.year, "number": each.quarter.number},
        ),
        count(stood.entries, at),
        count(stood.verified),
        count(stood.partners),
        count(stood.described),
        count(stood.themes),
        *_booked(each),
        *map(count, each.needs),
    )


def _booked(each: QuarterFigures) -> tuple[Cell, Cell]:
    if each.booked is None:
        return Cell("–", ""), Cell(_("not over yet"), "")
    bookings, those = each.booked
    return (count(bookings) if those >= LEAST else Cell("–", "")), organisations(those)
