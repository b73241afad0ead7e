"""What cancelling costs in the reader's words: as shares on a facility's page, as moments and euros of a booking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from funding.rules.fees import Due, bearing, dues, no_show_fee
from funding.rules.quoted import QuotedLine, Share
from funding.rules.terms import Span, Terms, TermStep
from hub.kit.money import format_eur, format_share
from hub.kit.saying import moment


@dataclass(frozen=True, slots=True)
class Cost:
    """`until Tuesday 24 November, 13:00`, and what it costs the organisation; nought is free."""

    words: str
    cents: int


@dataclass(frozen=True, slots=True)
class Costs:
    """Cancelling now and later, and not coming; of one booking, or of what would be one."""

    rows: tuple[Cost, ...]
    sentence: str


def costs_of(
    lines: Sequence[QuotedLine],
    shares: Sequence[Share],
    *,
    now: datetime,
    zone: ZoneInfo,
    theirs: bool = False,
) -> Costs:
    """The organisation's own part; `theirs`: somebody else reads it."""
    bears = bearing(shares)
    no_show = _("if they do not come") if theirs else _("if you do not come")
    rows = [
        *_cancelling(dues(lines, bears, now, zone), zone),
        Cost(no_show, no_show_fee(lines, bears).own_cents),
    ]
    return Costs(tuple(rows), _sentence(rows))


def _cancelling(dues: Sequence[Due], zone: ZoneInfo) -> list[Cost]:
    rising = [
        due
        for place, due in enumerate(dues)
        if not place or due.fee.own_cents > dues[place - 1].fee.own_cents
    ]
    ends = [*(moment(due.at, zone) for due in rising[1:] if due.at), ""]
    rows = []
    for place, due in enumerate(rising):
        cents = due.fee.own_cents
        if not place:
            words = _("until %(at)s") % {"at": ends[0]} if ends[0] else _("until it begins")
        elif place == 1:
            words = _("after that")
        else:
            words = _("from %(at)s") % {"at": ends[place - 1]}
        rows.append(Cost(words, cents))
    return rows


def _sentence(rows: Sequence[Cost]) -> str:
    """`Free until Tuesday 24 November, 13:00; after that € 42.00; if you do not come € 84.00.`"""
    first, *later = rows
    amount = format_eur(first.cents) if first.cents else pgettext("price", "free")
    parts = [f"{amount} {first.words}", *(f"{row.words} {format_eur(row.cents)}" for row in later)]
    said = "; ".join(parts)
    return f"{said[:1].upper()}{said[1:]}."


def in_words(terms: Terms) -> list[tuple[str, str]]:
    """Terms as shares: when, and how much; `until 7 days before it begins`, `free`."""
    rows = []
    steps = sorted(terms.steps, key=lambda step: -step.hours)
    before = [_length(step) for step in steps]
    if not steps:
        rows.append((_("until it begins"), pgettext("price", "free")))
    else:
        rows.append(
            (_("until %(length)s before it begins") % {"length": before[0]}, pgettext("price", "free"))
        )
    for step, length in zip(steps, before, strict=True):
        rows.append((_("from %(length)s before") % {"length": length}, format_share(step.bp)))
    rows.append(
        (
            _("if you do not come"),
            format_share(terms.no_show_bp) if terms.no_show_bp else pgettext("price", "free"),
        )
    )
    return rows


def _length(step: TermStep) -> str:
    if step.span is Span.DAYS:
        return ngettext("%(count)s day", "%(count)s days", step.count) % {"count": step.count}
    return ngettext("%(count)s hour", "%(count)s hours", step.count) % {"count": step.count}
