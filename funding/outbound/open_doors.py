"""What is opened in kind in words and rows: the same for pages, for paper and for a spreadsheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from funding.models import HourPledge
from funding.models.open_doors import GivenTo, Opened, OpenMonth, YearGiven
from funding.outbound.hours import month_words
from hub.kit.money import format_eur
from hub.kit.saying import length
from hub.kit.spreadsheet import Cell, euros


@dataclass(frozen=True, slots=True)
class SaidPledge:
    """A pledge as a list shows it: `terms` are phrases, `until` its last day if that is set."""

    pledge: HourPledge
    terms: list[str]
    months: list["SaidMonth"]


@dataclass(frozen=True, slots=True)
class SaidMonth:
    month: str
    offered: str
    reserved: str
    given: str
    left: str
    given_cents: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the statement, its cells in words; `is_sum` for what adds up the others."""

    cells: list[str]
    cents: int
    is_sum: bool = False


def hours(minutes: int, language: str | None = None) -> str:
    """`6` or `1.5`, in Dutch `1,5`: hours to two decimals, for tables in which they are compared."""
    text = f"{minutes / 60:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if (language or get_language() or "nl").startswith("nl") else text


def opened(each: Opened) -> SaidPledge:
    return SaidPledge(each.pledge, terms_of(each.pledge), [_month(month) for month in each.months])


def terms_of(pledge: HourPledge) -> list[str]:
    """How much, for whom and since when, each a phrase."""
    said = [_("%(hours)s a month") % {"hours": length(pledge.minutes_a_month)}]
    if pledge.minutes_an_organisation is not None:
        mine = length(pledge.minutes_an_organisation)
        said.append(_("at most %(hours)s for one organisation") % {"hours": mine})
    said.append(for_whom(pledge))
    said.append(_("an hour is worth %(value)s") % {"value": format_eur(pledge.value_cents_an_hour)})
    first = date_format(pledge.starts_on, "DATE_FORMAT")
    if pledge.ends_on is None:
        return [*said, _("from %(first)s") % {"first": first}]
    last = date_format(pledge.ends_on, "DATE_FORMAT")
    return [*said, _("from %(first)s until %(last)s") % {"first": first, "last": last}]


def for_whom(pledge: HourPledge) -> str:
    codes = sorted(pledge.band_codes)
    if codes:
        return _("for rate bands %(bands)s") % {"bands": ", ".join(codes)}
    return _("for every organisation with a rate band")


def in_a_line(each: OpenMonth) -> str:
    """For everybody: how much, for whom, and what is left of this month."""
    words = {
        "giver": each.pledge.giver.name,
        "hours": length(each.offered),
        "whom": for_whom(each.pledge),
        "left": length(each.left),
    }
    if not each.left:
        return (
            _("%(giver)s opens it in kind for %(hours)s a month, %(whom)s; this month all of them are taken.")
            % words
        )
    return (
        _("%(giver)s opens it in kind for %(hours)s a month, %(whom)s; %(left)s of this month are left.")
        % words
    )


def rows_of_months(found: YearGiven) -> list[Row]:
    """By facility and month, each facility added up where it has several months and is not alone, and the whole."""
    rows: list[Row] = []
    for each in found.opened:
        name = each.pledge.facility.name
        rows += [
            Row([name, month_words(month.month).capitalize(), *_figures(month)], month.given_cents)
            for month in each.months
        ]
        if len(found.opened) > 1 and len(each.months) > 1:
            rows.append(_sum_of(name, found.year, each.months))
    return [*rows, _sum_of(_("Together"), found.year, found.months)] if rows else []


def _sum_of(name: str, year: int, months: Sequence[OpenMonth]) -> Row:
    minutes = [
        sum(figures)
        for figures in zip(*((each.offered, each.reserved, each.given) for each in months), strict=True)
    ]
    cents = sum(each.given_cents for each in months)
    return Row([name, str(year), *(hours(each) for each in minutes)], cents, is_sum=True)


def rows_of_lines(found: YearGiven) -> list[Row]:
    """And the whole, which is that of the months."""
    rows = [
        Row(_line(each, date_format(each.what.day or each.month, "j M Y")), each.cents)
        for each in found.lines
    ]
    reserved, given = sum(each.reserved for each in found.lines), sum(each.given for each in found.lines)
    whole = [_("Together"), "", "", "", hours(reserved), hours(given)]
    cents = sum(each.cents for each in found.lines)
    return [*rows, Row(whole, cents, is_sum=True)] if rows else []


def heads_of_months() -> list[str]:
    return [_("Facility"), _("Month"), _("Offered"), _("Reserved"), _("Given"), _("Value")]


def heads_of_lines() -> list[str]:
    return [
        _("Booking"),
        _("Day"),
        _("Organisation"),
        _("Facility"),
        _("Reserved"),
        _("Given"),
        _("Value"),
    ]


def how_it_is_counted() -> list[str]:
    return [
        _("In hours, of each unit. A month in which it began or ended counts whole."),
        _(
            "Reserved is what is booked and still to come; given is what is done, also where nobody came: the door "
            "stood open."
        ),
        _(
            "The value is what the giver stated for an hour, times the hours that were given, rounded down to the cent "
            "for each booking. It is no money that moved, and stands in no book of cents."
        ),
        _(
            "A booking stands here with its hours: never with a turnover, a rate band or the share that somebody "
            "carries."
        ),
    ]


def title_of(found: YearGiven) -> str:
    return _("Opened in kind in %(year)s") % {"year": str(found.year)}


def lead_of(found: YearGiven) -> str:
    givers = dict.fromkeys(each.pledge.giver.name for each in found.opened)
    if list(givers) == [found.hub.name]:
        return found.hub.name
    return _("%(givers)s, at %(hub)s") % {
        "givers": ", ".join(givers) or found.hub.operator.name,
        "hub": found.hub.name,
    }


def on_paper(found: YearGiven, made_on: date) -> dict[str, Any]:
    """The values of `hub/documents/funding/open_doors.typ`."""
    months, lines = rows_of_months(found), rows_of_lines(found)
    made = _("Made on %(day)s from the ledger of hours of Vliegwiel.")
    notes = [made % {"day": date_format(made_on, "DATE_FORMAT")}]
    if found.hub.is_demo:
        notes.append(_("A demonstration: these hours are made up."))
    return {
        "title": title_of(found),
        "author": found.hub.operator.name,
        "lead": lead_of(found),
        "notes": notes,
        "months": {
            "title": _("By month"),
            "heads": heads_of_months(),
            "rows": [[*row.cells, format_eur(row.cents)] for row in months],
            "sums": [number for number, row in enumerate(months) if row.is_sum],
            "none": _("Nothing was open in kind in this year."),
        },
        "lines": {
            "title": _("For whom"),
            "heads": heads_of_lines(),
            "rows": [[*row.cells, format_eur(row.cents)] for row in lines],
            "sums": [number for number, row in enumerate(lines) if row.is_sum],
            "none": _("Nobody in this time."),
        },
        "how": {"title": _("How it is counted"), "said": how_it_is_counted()},
    }


def on_sheet(found: YearGiven, language: str) -> Iterator[list[Cell]]:
    """One table: what a line is about in the first column, so that it can be filtered and added up."""
    yield [
        _("Part"),
        _("Booking"),
        _("Day"),
        _("Organisation"),
        _("Facility"),
        _("Offered"),
        _("Reserved"),
        _("Given"),
        _("Value"),
    ]
    for words in [title_of(found), lead_of(found), *how_it_is_counted()]:
        yield [_("about this table"), "", "", words, "", "", "", "", ""]
    for month in found.months:
        figures = [hours(each, language) for each in (month.offered, month.reserved, month.given)]
        worth = euros(month.given_cents, language)
        yield [_("by month"), "", f"{month.month:%Y-%m}", "", month.pledge.facility.name, *figures, worth]
    for each in found.lines:
        number, day, *who, reserved, given = _line(each, (each.what.day or each.month).isoformat())
        yield [_("for whom"), number, day, *who, "", reserved, given, euros(each.cents, language)]


def _month(each: OpenMonth) -> SaidMonth:
    return SaidMonth(
        month_words(each.month).capitalize(), *_figures(each), hours(each.left), each.given_cents
    )


def _figures(each: OpenMonth) -> tuple[str, str, str]:
    return hours(each.offered), hours(each.reserved), hours(each.given)


def _line(each: GivenTo, day: str) -> list[str]:
    return [
        each.about.id,
        day,
        each.organisation,
        each.facility,
        hours(each.reserved),
        hours(each.given),
    ]
