"""A statement in words and rows: the same for the page, for paper and for a spreadsheet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from funding.models import AllocationState
from funding.models.regional import Regional
from funding.models.spread import Carried
from funding.models.statements import Statement, WithHubs
from hub.kit.few import LEAST, Group, Shown
from hub.kit.money import format_eur
from hub.kit.spreadsheet import Cell, euros
from members.rules.places import SOURCE


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the balance; `is_sum` where it says what is there and not what moved."""

    label: str
    cents: int
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """How it is spread: `rows` are (label, organisations, bookings, cents); without amounts only organisations."""

    title: str
    head: str
    shown: Shown
    none: str
    has_amounts: bool = True

    @property
    def heads(self) -> list[str]:
        more = [_("Bookings"), _("Amount")] if self.has_amounts else []
        return [self.head, _("Organisations"), *more]

    @property
    def groups(self) -> list[Group]:
        others = self.shown.others
        if others is None:
            return list(self.shown.groups)
        label = _("%(count)d groups together") % {"count": self.shown.merged}
        return [*self.shown.groups, Group(label, others.organisations, others.bookings, others.cents)]


def rows_of_balance(statement: Statement) -> list[Line]:
    """Opening to closing, what went out as less than nought, so that it adds up; then what of it is reserved. Lines of
    nought that are rare are left out."""
    found = statement.balance
    always = [
        Line(_("In the fund at the start"), found.opening, True),
        Line(_("received from the funder"), found.received),
        Line(_("spent on bookings that are done"), -found.settled),
        Line(_("paid back to the funder"), -found.repaid),
    ]
    seldom = [
        Line(_("carried over from another fund"), found.carried_in),
        Line(_("carried over to another fund"), -found.carried_out),
        Line(_("other"), found.other),
    ]
    reserved = [
        Line(_("of which reserved at the start"), found.opening_reserved, True),
        Line(_("committed to bookings"), found.committed),
        Line(_("Released by bookings that did not go through"), -found.released),
        Line(_("spent on bookings that are done"), -found.settled),
        *([Line(_("other"), found.other_reserved)] if found.other_reserved else []),
        Line(_("of which reserved at the end"), found.closing_reserved, True),
        Line(_("of which free at the end"), found.closing - found.closing_reserved, True),
    ]
    return [
        *always,
        *(line for line in seldom if line.cents),
        Line(_("In the fund at the end"), found.closing, True),
        *reserved,
    ]


def rows_of_hubs(found: WithHubs) -> list[Line]:
    """What was owed to hubs, earned by them and paid out, and what is owed in the end."""
    corrected = Line(_("put right of what was paid out before"), found.corrected)
    return [
        Line(_("Owed to hubs at the start"), found.opening, True),
        Line(_("earned by hubs"), found.earned),
        *([corrected] if corrected.cents else []),
        Line(_("Paid out to hubs"), -found.paid_out),
        Line(_("Owed to hubs at the end"), found.closing, True),
    ]


def regional_tables(sums: Regional) -> list[Table]:
    few = _too_few()
    return [
        Table(_("By fund"), _("Fund"), sums.funds, few),
        Table(_("By town"), _("Seat"), sums.towns, few),
        Table(_("By discipline"), _("Discipline"), sums.disciplines, few),
    ]


def _too_few() -> str:
    words = _("Fewer than %(least)d organisations altogether, so no figures are shown.")
    return words % {"least": LEAST}


def tables(statement: Statement) -> list[Table]:
    few = _too_few()
    found = [
        Table(_("By town"), _("Seat"), statement.towns, few),
        Table(_("By discipline"), _("Discipline"), statement.disciplines, few),
    ]
    if statement.bands is not None:
        title = _("By rate band, all your funds in %(year)s") % {"year": str(statement.span.year)}
        found.append(Table(title, _("Rate band"), statement.bands, few, has_amounts=False))
    return found


def how_it_is_counted() -> list[str]:
    return [
        _("What comes in, goes out and is reserved counts on the day on which it was written in the books."),
        _(
            "What the fund pays of a fee counts as spent. What a hub gives up again of what it had earned is spent no "
            "more and released, on the day of that."
        ),
        _(
            "What a hub was paid for a booking that turned out otherwise is put right with its next payout. Owed less "
            "than nought is what hubs have too much until then."
        ),
        _(
            "A booking stands here with what this fund carries of it: never with a turnover, a rate band or the share "
            "that somebody carries."
        ),
        _(
            "A group of fewer than %(least)d organisations is not shown apart; it is put together with others, so that "
            "it cannot be worked out either. An organisation of several disciplines counts under “several disciplines”."
        )
        % {"least": LEAST},
        _("Regions and towns: %(source)s.") % {"source": SOURCE},
    ]


def state_word(each: Carried) -> str:
    return str(AllocationState(each.state).label)


def title_of(statement: Statement) -> str:
    return _("Statement of %(fund)s") % {"fund": statement.fund.name}


def span_in_words(statement: Statement) -> str:
    return _("%(funder)s, from %(first)s until %(last)s") % {
        "funder": statement.fund.agreement.funder.name,
        "first": date_format(statement.span.first, "DATE_FORMAT"),
        "last": date_format(statement.span.last, "DATE_FORMAT"),
    }


def on_paper(statement: Statement, made_on: date) -> dict[str, Any]:
    """The values of `hub/documents/funding/statement.typ`."""
    lines, hubs = rows_of_balance(statement), rows_of_hubs(statement.hubs)
    agreement = statement.fund.agreement
    made = _("Made on %(day)s from the books of Vliegwiel.") % {"day": date_format(made_on, "DATE_FORMAT")}
    notes = [f"{agreement.name}{f', {agreement.reference}' if agreement.reference else ''}. {made}"]
    if agreement.is_demo:
        notes.append(_("A demonstration: this funder, its money and its rules are made up."))
    return {
        "title": title_of(statement),
        "author": agreement.funder.name,
        "lead": span_in_words(statement),
        "notes": notes,
        "balance": {
            "title": _("The money"),
            "heads": [_("What"), _("Amount")],
            "rows": [[capfirst(line.label), format_eur(line.cents)] for line in lines],
            "sums": [number for number, line in enumerate(lines) if line.is_sum],
        },
        "hubs": {
            "title": _("What hubs are paid"),
            "heads": [_("What"), _("Amount")],
            "rows": [[capfirst(line.label), format_eur(line.cents)] for line in hubs],
            "sums": [number for number, line in enumerate(hubs) if line.is_sum],
        },
        "recipients": _recipients(statement),
        "spread": [_table(each) for each in tables(statement)],
        "how": {"title": _("How it is counted"), "said": how_it_is_counted()},
    }


def _recipients(statement: Statement) -> dict[str, Any]:
    """With the sum of each state at the end, which is that of the balance."""
    rows = [
        [*_recipient(each, date_format(each.day, "d-m-Y")), format_eur(each.cents)]
        for each in statement.carried
    ]
    states = [state for state in AllocationState if any(each.state == state for each in statement.carried)]
    sums = [
        [_("Together"), "", "", "", "", str(state.label), format_eur(statement.sum_of(state))]
        for state in states
    ]
    return {
        "title": _("For whom"),
        "none": _("Nobody in this time."),
        "heads": heads_of_recipients(),
        "rows": [*rows, *sums],
        "sums": list(range(len(rows), len(rows) + len(sums))),
    }


def heads_of_recipients() -> list[str]:
    return [
        _("Booking"),
        _("Day"),
        _("Organisation"),
        _("What for"),
        _("Hub"),
        _("State"),
        _("Amount"),
    ]


def _recipient(each: Carried, day: str) -> list[str]:
    return [each.about.id, day, each.organisation, each.what.things, each.what.hub, state_word(each)]


def _table(table: Table) -> dict[str, Any]:
    rows = [
        [group.label, str(group.size)]
        + ([str(group.bookings), format_eur(group.cents)] if table.has_amounts else [])
        for group in table.groups
    ]
    return {"title": table.title, "heads": table.heads, "rows": rows, "none": table.none}


def on_sheet(statement: Statement, language: str) -> Iterator[list[Cell]]:
    """One table: what a line is about in the first column, so that it can be filtered and added up."""
    yield [_("Part"), *heads_of_recipients()]
    lead = [title_of(statement), span_in_words(statement)]
    for words in [*lead, *how_it_is_counted()]:
        yield [_("about this table"), "", "", words, "", "", "", ""]
    for line in rows_of_balance(statement):
        yield [_("the money"), "", "", line.label, "", "", "", euros(line.cents, language)]
    for line in rows_of_hubs(statement.hubs):
        yield [_("what hubs are paid"), "", "", line.label, "", "", "", euros(line.cents, language)]
    for each in statement.carried:
        yield [_("for whom"), *_recipient(each, each.day.isoformat()), euros(each.cents, language)]
    for table in tables(statement):
        for group in table.groups:
            cents = euros(group.cents, language) if table.has_amounts else ""
            counted = _("%(count)s organisations") % {"count": group.size}
            yield [table.title, "", "", group.label, counted, "", "", cents]
