"""What is wrong in a file, in words that name the remedy; and what stands in the way of undoing one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.actions._import_changes import MOST_SHOWN
from bookings.models.undoing import Obstacle
from bookings.outbound.sources import PROBLEMS, in_words
from bookings.rules.import_columns import BY_KEY
from facilities.actions import _facts as facts
from facilities.actions.add_units import MadeOfOthers
from facilities.actions.change_state import NothingToBook
from facilities.rules.week_notation import read_week, written
from funding.actions.set_vat import SayWhyExempt
from hub.kit import tables
from hub.kit.money import format_eur
from hub.kit.periods import Period

REFUSALS = {
    each.code: each.message
    for each in (
        tables.FileTooLarge, tables.NotATable, tables.OldWorkbook, tables.UnknownEncoding, tables.QuoteLeftOpen,
        tables.TooManyRows, tables.TooManyColumns, tables.CellTooLong, tables.NothingInIt, facts.GridDoesNotFit,
        facts.LengthsDoNotFit, facts.HorizonTooFar, facts.OptionsTooLong, MadeOfOthers, NothingToBook,
    )
}  # fmt: skip
WORDS: dict[str, Any] = {
    **REFUSALS,
    **PROBLEMS,
    "units_gone": gettext_lazy(
        "A unit that you chose is retired by now. Choose the file again, and what it is of."
    ),
    "nothing_ahead": gettext_lazy("Nothing in this calendar is still to come. Choose another file."),
    "column_twice": gettext_lazy("Two columns say the same. Leave one of them out."),
    "column_missing": gettext_lazy(
        "There is no column with this heading. Add it, or start from our example file."
    ),
    "too_many_facilities": gettext_lazy(
        "There are more than %(most)s different facilities in it. Split the file in two."
    ),
    "not_text": gettext_lazy("There is a character in this cell that is not text. Type it anew."),
    "formula_failed": gettext_lazy("A formula went wrong here: %(found)s. Put the value itself in the cell."),
    "too_long": gettext_lazy("This has %(length)s characters, and at most %(most)s fit. Shorten it."),
    "whole_number": gettext_lazy("“%(found)s”: give a whole number from %(least)s to %(most)s."),
    "yes_or_no": gettext_lazy("“%(found)s”: write yes or no."),
    "euros": gettext_lazy(
        "“%(found)s”: give an amount in euros such as 1,234.50, and no more than a million."
    ),
    "unknown_kind": gettext_lazy(
        "This site knows no kind “%(found)s”. Use one from the list of kinds below our example file."
    ),
    "unknown_feature": gettext_lazy(
        "This site knows no feature “%(found)s”. Leave it out, or use one from the list below our example file."
    ),
    "draft_or_live": gettext_lazy("“%(found)s”: write draft or live."),
    "service_or_repair": gettext_lazy("“%(found)s”: write in service or in repair."),
    "percent": gettext_lazy("“%(found)s”: give a rate in per cent, such as 21 or 9."),
    "reason_without_rate": gettext_lazy(
        "There is a reason but no rate. Fill in 0 here, or remove the reason."
    ),
    "say_why_exempt": SayWhyExempt.message,
    "hours": gettext_lazy(
        "“%(found)s”: write days with their hours, such as mo-fr 10:00-22:00; sa 12:00-18:00."
    ),
    "never_open": gettext_lazy(
        "“%(found)s”: this opens on no day. Name the days on which it is open, or leave this cell empty."
    ),
    "hours_overlap": gettext_lazy("These overlap: %(found)s. Give each hour of the week once."),
    "hours_elsewhere": gettext_lazy(
        "%(name)s is there already. Change its hours on its own page, where you see the bookings it hits, and leave "
        "this cell empty."
    ),
    "labels_or_count": gettext_lazy(
        "The units of this are named on rows of their own. Leave this cell empty, or leave out the labels."
    ),
    "fewer_than_there": gettext_lazy(
        "%(name)s has %(there)s units here. Retire those that are gone on their own pages, where you see the bookings "
        "they hit, and leave this cell empty."
    ),
    "needed": gettext_lazy("This is empty. Fill it in, or remove the row."),
    "says_otherwise": gettext_lazy("Row %(row)s says something else of %(name)s. Make them the same."),
    "needs_a_label": gettext_lazy(
        "This is about a unit, but no unit is named on this row. Fill in its label."
    ),
    "label_twice": gettext_lazy(
        "%(label)s is on row %(row)s already. Give it another label, or remove the row."
    ),
    "name_twice_here": gettext_lazy(
        "Two facilities of this hub are called %(name)s, so we cannot tell which is meant. Rename one here first."
    ),
    "needed_when_new": gettext_lazy("%(name)s is new. Say which kind of facility it is."),
    "state_elsewhere": gettext_lazy(
        "%(name)s is there already. Show it or take it off the site on its own page, and leave this cell empty."
    ),
    "unit_state_elsewhere": gettext_lazy(
        "%(label)s is there already. Change its state on its own page, where you see the bookings it hits, and leave "
        "this cell empty."
    ),
}

DEPENDS = {
    "changed": gettext_lazy("was changed since"),
    "bookings.occupancy": gettext_lazy("booked or blocked"),
    "bookings.line": gettext_lazy("booked"),
    "bookings.blockunit": gettext_lazy("blocked"),
    "bookings.feed": gettext_lazy("shown in somebody's calendar"),
    "facilities.unit": gettext_lazy("got more units"),
    "facilities.photo": gettext_lazy("got photos"),
    "facilities.part": gettext_lazy("part of a whole, or made of parts"),
    "facilities.companionrule": gettext_lazy("has rules about who comes with it"),
    "funding.ratecard": gettext_lazy("got other prices"),
    "funding.vatsetting": gettext_lazy("got another VAT rate"),
    "funding.pledge": gettext_lazy("has hours given in kind"),
}


@dataclass(frozen=True, slots=True)
class Said:
    row: int
    column: str
    words: str


def problems(preview: Mapping[str, Any], language: str) -> Iterator[Said]:
    for row, column, code, found in preview.get("problems", []):
        known = BY_KEY.get(column)
        heading = known.heading(language) if known else column
        yield Said(row, heading, str(WORDS.get(code, code)) % found if found else str(WORDS.get(code, code)))


@dataclass(frozen=True, slots=True)
class Planned:
    during: Period
    title: str
    who: str


def appointments(preview: Mapping[str, Any]) -> list[Planned]:
    return [
        Planned(Period(datetime.fromisoformat(start), datetime.fromisoformat(end)), title, who)
        for start, end, title, who in preview.get("appointments", [])[:MOST_SHOWN]
    ]


def left_out(preview: Mapping[str, Any]) -> list[str]:
    """What of a calendar is not taken over."""
    return list(in_words((code, fact) for code, fact in preview.get("notes", [])))


def hit(preview: Mapping[str, Any]) -> list[tuple[str, str, str, datetime]]:
    """The bookings that are there already: number, organisation, facility, start."""
    return [
        (number, who, what, datetime.fromisoformat(at)) for number, who, what, at in preview.get("hit", [])
    ]


def changed(entry: Mapping[str, Any], language: str) -> Iterator[tuple[str, str, str]]:
    """What changes of a facility: what it is called, what it was, what it becomes."""
    for name, before, after in entry["changed"]:
        yield _heading(name, language), _value(before), _value(after)
    for unit, cents in (entry["rates"] or {}).items():
        was = entry["rates_before"].get(unit)
        if was != cents:
            yield _heading(unit, language), "" if was is None else format_eur(was), format_eur(cents)
    for label, name, before, after in entry["changed_units"]:
        yield f"{label}: {_heading(name, language)}", _value(before), _value(after)
    if entry.get("vat"):
        yield _heading("vat", language), vat(entry.get("vat_before")), vat(entry["vat"])
    if entry["units"]:
        yield _("New units"), "", ", ".join(entry["units"])


def prices(entry: Mapping[str, Any], language: str) -> str:
    said = [
        f"{_heading(unit, language)} {format_eur(cents)}" for unit, cents in (entry["rates"] or {}).items()
    ]
    if entry.get("vat"):
        said.append(_("VAT %(rate)s") % {"rate": vat(entry["vat"])})
    return ", ".join(said)


def vat(found: Sequence[Any] | None) -> str:
    """A rate, and why it is nought; empty where nothing is set."""
    if not found:
        return ""
    rate_bp, reason = found
    return f"{localize(Decimal(rate_bp) / 100)} %" + (f" ({reason})" if reason else "")


def hours(entry: Mapping[str, Any], language: str) -> str:
    """Of a facility that is new and has its own."""
    return written(read_week(entry["hours"]), language) if entry.get("hours") else ""


def _heading(name: str, language: str) -> str:
    return BY_KEY[name].heading(language) if name in BY_KEY else name


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(localize(value))


def in_the_way(found: list[Obstacle]) -> list[str]:
    return [
        _("%(example)s and %(more)d more: %(why)s")
        % {
            "example": each.example,
            "more": each.count - 1,
            "why": DEPENDS.get(each.kind, _("used elsewhere")),
        }
        if each.count > 1
        else each.example + ": " + DEPENDS.get(each.kind, _("used elsewhere"))
        for each in found
    ]
