"""The parts of the analysis, each a list of tables: read once, said on a page, on paper and in a spreadsheet alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bookings.models.use import use_of
from facilities.models import Hub, Kind, KindFamily
from hub.kit.spreadsheet import Cell as Sheet
from members.models import Discipline, Region
from region.models.absent import absent
from region.models.change import change
from region.models.field import balances, networks, themes
from region.models.open_hours import open_hours
from region.models.spots import spots
from region.models.white_spots import coverage
from region.outbound.field_tables import balance_table, change_table, themes_by_region, themes_table
from region.outbound.figures import Cell, Table
from region.outbound.in_short import in_short
from region.outbound.spot_map import Drawing, drawn
from region.outbound.use_tables import (
    absent_tables,
    facilities_use,
    how_use,
    hubs_use,
    kinds_use,
    networks_table,
    open_doors_table,
    span_words,
)
from region.outbound.white_spots import (
    how_spots,
    kinds_table,
    largest_table,
    provinces_table,
    told_table,
    towns_table,
)
from region.rules.quarters import Span, midnight

# Needs are looked at for a year.
NEEDS_OF = timedelta(days=365)
# More of a table is for a spreadsheet.
ROWS_ON_PAPER = 60


@dataclass(frozen=True, slots=True)
class Spotted:
    """A kind in a region: drawn, and in tables."""

    drawing: Drawing | None
    tables: list[Table]


def white_spots(region: Region, km: int, today: date) -> list[Table]:
    since = today - NEEDS_OF
    found = coverage(km, since=midnight(since), region_id=region.pk)
    return [kinds_table(region, found, _kinds(), km, how_spots(km, today, since))]


def country(region: Region, km: int, today: date) -> list[Table]:
    """Every kind in every region, this one first."""
    since = today - NEEDS_OF
    found, kinds = coverage(km, since=midnight(since)), _kinds()
    regions = [region, *Region.objects.exclude(pk=region.pk)]
    how = how_spots(km, today, since)
    return [provinces_table(found, kinds, regions, how), largest_table(found, kinds, regions, how)]


def white_spot(region: Region, kind: Kind, km: int, today: date) -> Spotted:
    since = today - NEEDS_OF
    found, how = spots(region, kind, km, since=midnight(since)), how_spots(km, today, since)
    return Spotted(drawn(found, region.slug), [towns_table(found, how), told_table(found, how)])


def use(region: Region, span: Span, today: date) -> list[Table]:
    """By kind and hub, open doors, networks, who does not come; the list of facilities, which is long, comes last."""
    linked = networks(region.pk)
    own = set(Hub.objects.filter(region=region).values_list("pk", flat=True))
    hubs = own | {hub for each in linked for hub in each.hubs}
    found = use_of(hubs, span.start, span.until(today))
    here = [each for each in found if each.hub_id in own]
    how = how_use(span, today)
    last = min(span.last.next.first - timedelta(days=1), today)
    opened = open_hours(region.pk, span.first.first, last)
    return [
        kinds_use(here, {each.pk: each for each in Kind.objects.all()}, how),
        hubs_use(here, how),
        open_doors_table(opened, span, today),
        networks_table(linked, found, span, today),
        *absent_tables(absent(region.pk, today), list(Discipline.objects.all()), today),
        facilities_use(here, how),
    ]


def field(region: Region, today: date) -> list[Table]:
    """Themes, and the list of labs and networks, which is long."""
    return [
        themes_table(themes(region.pk), region, today),
        balance_table(balances(region.pk), today),
    ]


def over_time(region: Region, on: date, today: date) -> list[Table]:
    return [change_table(region, change(region.pk, on, today), on, today)]


def report(region: Region, km: int, span: Span, today: date) -> list[Table]:
    """Everything about a region."""
    counted = themes(region.pk)
    return [
        *white_spots(region, km, today),
        *use(region, span, today),
        balance_table(balances(region.pk), today),
        themes_table(counted, region, today),
        themes_by_region(counted, region, today),
        *over_time(region, today, today),
    ]


def title_of(region: Region) -> str:
    return _("Analysis of %(region)s") % {"region": region.name}


def lead_of(km: int, span: Span, today: date) -> str:
    return _("Made on %(today)s. Near is within %(km)d km; use: %(period)s.") % {
        "today": date_format(today),
        "km": km,
        "period": span_words(span, today),
    }


def on_paper(region: Region, km: int, span: Span, today: date) -> dict[str, Any]:
    """The values of `hub/documents/region/analysis.typ`."""
    tables = [each for each in report(region, km, span, today) if each.slug != "themes-by-region"]
    return {
        "title": title_of(region),
        "author": "Vliegwiel",
        "lead": lead_of(km, span, today),
        "short": in_short(tables),
        "parts": [_part(each, last_how) for each, last_how in zip(tables, _next_hows(tables), strict=True)],
    }


def _next_hows(tables: Sequence[Table]) -> list[bool]:
    """Whether how it is made stands below a table: once below the last of those that are made alike."""
    return [
        following is None or following.how != each.how
        for each, following in zip(tables, [*tables[1:], None], strict=True)
    ]


def _part(table: Table, says_how: bool) -> dict[str, Any]:
    shown = shortened(table, ROWS_ON_PAPER)
    # A bar is drawn beside its numbers; on paper these stand alone.
    kept = [at for at, _head in enumerate(table.heads) if not any(row[at].bar for row in table.rows)]
    return {
        "title": table.title,
        "lead": table.lead,
        "columns": [table.columns[at] for at in kept],
        "rows": [[row[at].on_paper for at in kept] for row in shown.rows],
        "none": table.none,
        "more": shown.more,
        "how": [[name, words] for name, words in table.how.lines] if says_how else [],
    }


def on_sheet(region: Region, km: int, span: Span, today: date) -> list[list[Sheet]]:
    """One list: the table in the first column, then whose row it is, then each figure with its name. So that what is
    filtered stays in its columns, each figure has a row of its own."""
    found: list[list[Sheet]] = [[_("Table"), _("Of"), _("Figure"), _("Number")]]
    found += [[title_of(region), "", "", lead_of(km, span, today)]]
    for table in report(region, km, span, today):
        found += [[table.title, "", name, words] for name, words in table.how.lines]
        found += [
            [table.title, row[0].raw, head, cell.raw]
            for row in table.rows
            for head, cell in zip(table.heads[1:], row[1:], strict=True)
        ]
    return found


def shortened(table: Table, most: int) -> Table:
    """At most so many of its rows, and a word about the others."""
    if len(table.rows) <= most:
        return table
    more = _("The first %(shown)d of %(all)d; all of them are in the spreadsheet.") % {
        "shown": most,
        "all": len(table.rows),
    }
    return replace(table, rows=table.rows[:most], more=more)


def paged(table: Table, rows: Iterable[tuple[Cell, ...]]) -> Table:
    """The same with only these of its rows."""
    return replace(table, rows=list(rows))


def _kinds() -> dict[int, Kind]:
    return {each.pk: each for each in Kind.objects.exclude(family=KindFamily.SESSION)}
