"""The chart of a fund's months: drawn by the server, in percentages, so that it fits any screen. Beside it stands a
table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from funding.rules.months import MonthSum
from hub.kit import saying
from hub.kit.drawing import repeated
from hub.kit.money import format_eur, format_whole_eur

# Where the columns stand within the picture, in per cent: room above for the highest amount, below for months.
LEFT, TOP, WIDTH, HEIGHT = 0.0, 8.0, 100.0, 82.0
STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Column:
    """One month: how high what is in reaches (`line`), what is expected on top of it, what is committed, and of that
    what is spent. Positions and lengths are percentages."""

    x: str
    end: str
    width: str
    bar_x: str
    bar_width: str
    line_y: str
    line_height: str
    expected_y: str
    expected_height: str
    committed_y: str
    committed_height: str
    settled_y: str
    settled_height: str
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    y: str
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    words: str


def chart(months: Sequence[MonthSum]) -> Chart | None:
    """None where there is no money yet."""
    top = max((max(each.received + each.expected, each.committed) for each in months), default=0)
    if top <= 0:
        return None
    step = _step(top)
    ceiling = step * -(-top // step)
    width = WIDTH / len(months)
    columns = tuple(
        _column(each, LEFT + number * width, width, ceiling, _label(each.facts.month, number, len(months)))
        for number, each in enumerate(months)
    )
    lines = tuple(
        Line(_pct(TOP + HEIGHT * (1 - cents / ceiling)), format_whole_eur(cents))
        for cents in range(0, ceiling + 1, step)
    )
    return Chart(columns, lines, _words(months))


def _step(top: int) -> int:
    """Round euros, three to five lines."""
    least = top / 4
    size = 100
    while size * STEPS[-1] < least:
        size *= 10
    return next(int(size * each) for each in STEPS if size * each >= least)


def _column(each: MonthSum, x: float, width: float, ceiling: int, label: str) -> Column:
    def height(cents: int) -> float:
        return HEIGHT * max(cents, 0) / ceiling

    def y(cents: int) -> str:
        return _pct(TOP + HEIGHT - height(cents))

    return Column(
        x=_pct(x),
        end=_pct(x + width),
        width=_pct(width),
        bar_x=_pct(x + width * 0.2),
        bar_width=_pct(width * 0.6),
        line_y=y(each.received),
        line_height=_pct(height(each.received)),
        expected_y=y(each.received + each.expected),
        expected_height=_pct(height(each.received + each.expected) - height(each.received)),
        committed_y=y(each.committed),
        committed_height=_pct(height(each.committed)),
        settled_y=y(each.settled),
        settled_height=_pct(height(each.settled)),
        label=label,
    )


def _label(month: date, number: int, total: int) -> str:
    """The first month, then as many as have room on a phone."""
    every = max(1, -(-total // 4))
    return saying.month(month, "M y") if number % every == 0 else ""


def _words(months: Sequence[MonthSum]) -> str:
    last = months[-1]
    return _(
        "From %(first)s to %(last)s: by the end %(received)s received, %(expected)s more expected, %(committed)s "
        "committed and of that %(settled)s spent."
    ) % {
        "first": saying.month(months[0].facts.month),
        "last": saying.month(last.facts.month),
        "received": format_eur(last.received),
        "expected": format_eur(last.expected),
        "committed": format_eur(last.committed),
        "settled": format_eur(last.settled),
    }


# What a column is drawn with, its ground first; docs/look.md says what each means.
BAR = (
    '<rect class="chart-in" x="{}" width="{}" y="{}" height="{}"/>'
    '<rect class="chart-hope" x="{}" width="{}" y="{}" height="{}"/>'
    '<rect x="{}" width="{}" y="{}" height="{}" fill="url(#share-fund-1)"/>'
    '<rect x="{}" width="{}" y="{}" height="{}" fill="url(#share-own)"/>'
    '<rect class="chart-top" x="{}" width="{}" y="{}" height="3"/>'
)
HOPE = '<line class="chart-expected" x1="{}" x2="{}" y1="{}" y2="{}"/>'
LINE = '<line class="chart-line" x1="0" x2="100%" y1="{}" y2="{}"/>'
AMOUNT = '<text class="chart-word" x="2" y="{}" dy="-0.35em">{}</text>'
MONTH = '<text class="chart-word" x="{}" y="98%">{}</text>'


def picture(drawn: Chart) -> str:
    """All of it as shapes, put together here: a template takes longer over them than over the rest of its page."""
    expecting = [each for each in drawn.columns if each.expected_height != "0.00%"]
    parts = (
        repeated(LINE, ((line.y, line.y) for line in drawn.lines)),
        repeated(BAR, map(_bar, drawn.columns)),
        repeated(HOPE, ((each.x, each.end, each.expected_y, each.expected_y) for each in expecting)),
        repeated(MONTH, ((each.x, each.label) for each in drawn.columns if each.label)),
        repeated(AMOUNT, ((line.y, line.label) for line in drawn.lines)),
    )
    return format_html("{}" * len(parts), *parts)


def _bar(each: Column) -> tuple[str, ...]:
    ground, bar = (each.x, each.width), (each.bar_x, each.bar_width)
    return (
        *(*ground, each.line_y, each.line_height),
        *(*ground, each.expected_y, each.expected_height),
        *(*bar, each.committed_y, each.committed_height),
        *(*bar, each.settled_y, each.settled_height),
        *(*ground, each.line_y),
    )


CELL = '<td data-label="{}" class="right num{}">{}</td>'
ROW = '<tr><th scope="row">{}</th>' + CELL * 5 + "</tr>"


def month_table(months: Sequence[MonthSum]) -> dict[str, Any]:
    """The same in figures: what moved in each month, and what is left by then. `heads`, and `rows` put together here as
    the picture is: for a hundred cells, all alike, a template takes longer than for the rest of its page."""
    heads = [_("Received"), _("Expected"), _("Reserved"), _("Spent"), _("Left by then")]
    language = get_language()
    rows = []
    for each in months:
        facts = each.facts
        amounts = (facts.received, facts.expected, facts.reserved, facts.settled, each.left)
        cells = (
            word
            for head, cents in zip(heads, amounts, strict=True)
            for word in (head, "" if cents else " nothing", format_eur(cents, language))
        )
        rows.append((saying.month(facts.month).capitalize(), *cells))
    return {"heads": heads, "rows": repeated(ROW, rows)}


def _pct(value: float) -> str:
    return f"{value:.2f}%"
