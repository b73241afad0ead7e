"""Use in words: what is open and not booked, open doors that nobody took, networks, and who does not come."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from bookings.models.use import Minutes, Use
from facilities.models import Kind
from members.models import Discipline
from region.models.absent import REACH_KM, Absent
from region.models.field import Network
from region.models.open_hours import OpenHours
from region.outbound.figures import (
    Cell,
    How,
    Table,
    count,
    entry_address,
    hours,
    in_fives,
    organisations,
    percentage,
    word,
)
from region.rules.quarters import Span

# Under-used is what was booked for less than a quarter of the time that it was to be had.
UNDER = 25


def span_words(span: Span, today: date) -> str:
    """`2026, until 27 November 2026`, or `the third quarter of 2026`."""
    if span.first == span.last:
        name = _("quarter %(number)d of %(year)d") % {"number": span.first.number, "year": span.first.year}
    else:
        name = str(span.first.year)
    if span.end.date() <= today:
        return name
    return _("%(period)s, until today, %(today)s") % {"period": name, "today": date_format(today)}


def how_use(span: Span, today: date) -> How:
    return How(
        _(
            "Hours of units: two cameras open for an hour are two hours. Open is what the opening hours say, less "
            "what the hub kept for itself; the share is what was booked of it. Under-used is less than %(under)d%%."
        )
        % {"under": UNDER},
        _(
            "Opening hours as they were laid out, and bookings that were confirmed or are done, without turnaround."
        ),
        capfirst(span_words(span, today)) + ".",
        _(
            "Facilities that are not live today and units that are out of service today; rooms and kits made of "
            "others, which count with their parts; options, requests and what was cancelled. A booking outside the "
            "opening hours counts as booked."
        ),
    )


def _sums(found: Iterable[tuple[Cell, Minutes, int]]) -> list[tuple[Cell, ...]]:
    """The least used first; what was never open at the end."""
    ordered = sorted(found, key=lambda each: (each[1].percent is None, each[1].percent or 0, each[0].text))
    return [_line(*each) for each in ordered]


def _line(name: Cell, minutes: Minutes, number: int) -> tuple[Cell, ...]:
    percent = minutes.percent
    few = _("under-used") if percent is not None and percent < UNDER else ""
    return (
        name,
        count(number),
        hours(minutes.to_be_had),
        hours(minutes.booked),
        percentage(percent, few),
    )


def _heads(name: str, number: str) -> tuple[str, ...]:
    return (name, number, _("Hours open"), _("Hours booked"), _("Booked"))


def kinds_use(found: Sequence[Use], kinds: Mapping[int, Kind], how: How) -> Table:
    by_kind: dict[int, list[Use]] = {}
    for each in found:
        by_kind.setdefault(each.kind_id, []).append(each)
    lines = [
        (word(capfirst(kinds[kind].name)), _together(those), len(those)) for kind, those in by_kind.items()
    ]
    return Table("kinds", _("Use by kind"), _heads(_("Kind"), _("Facilities")), _sums(lines), how, _none())


def hubs_use(found: Sequence[Use], how: How) -> Table:
    by_hub: dict[int, list[Use]] = {}
    for each in found:
        by_hub.setdefault(each.hub_id, []).append(each)
    lines = [
        (
            word(those[0].hub, reverse("cms:hub", args=[those[0].hub_slug])),
            _together(those),
            len(those),
        )
        for those in by_hub.values()
    ]
    return Table("hubs", _("Use by hub"), _heads(_("Hub"), _("Facilities")), _sums(lines), how, _none())


def facilities_use(found: Sequence[Use], how: How) -> Table:
    lines = [
        (
            word(each.name, reverse("cms:facility", args=[each.hub_slug, each.slug]), each.hub),
            each.minutes,
            each.units,
        )
        for each in found
    ]
    return Table(
        "facilities",
        _("Use by facility, the least used first"),
        _heads(_("Facility"), _("Units")),
        _sums(lines),
        how,
        _none(),
    )


def _none() -> str:
    return _("No hub of this region has anything open in this period.")


def _together(found: Iterable[Use]) -> Minutes:
    return sum((each.minutes for each in found), start=Minutes())


def open_doors_table(found: Sequence[OpenHours], span: Span, today: date) -> Table:
    return Table(
        "open-doors",
        _("Open-door hours that nobody took"),
        (_("Facility"), _("Hours promised"), _("Hours reserved"), _("Hours given"), _("Hours unused")),
        [
            (
                word(each.facility, reverse("cms:facility", args=[each.hub_slug, each.slug]), each.hub),
                hours(each.promised),
                hours(each.reserved),
                hours(each.given),
                hours(each.unused),
            )
            for each in sorted(found, key=lambda each: -each.unused)
        ],
        How(
            _(
                "What an institution gives in kind each month, and what of it was neither given nor is reserved."
            ),
            _("The promises of open doors and their books, as on each hub's own statement."),
            _("Whole calendar months: %(period)s.") % {"period": span_words(span, today)},
            _("Months that have not begun, and pledges that ended before."),
        ),
        _("No hub of this region promised open-door hours in this period."),
    )


def networks_table(found: Sequence[Network], use: Sequence[Use], span: Span, today: date) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for each in found:
        minutes = _together(one for one in use if one.hub_id in each.hubs)
        few = _("under-used") if minutes.percent is not None and minutes.percent < UNDER else ""
        rows.append(
            (
                word(each.name, entry_address(each.slug)),
                count(len(each.hubs)),
                hours(minutes.to_be_had),
                percentage(minutes.percent, few),
                count(each.partners),
                count(each.members),
            )
        )
    return Table(
        "networks",
        _("Networks"),
        (
            _("Network"),
            _("Hubs"),
            _("Hours open"),
            _("Booked"),
            _("Partners"),
            _("With an organisation here"),
        ),
        rows,
        _how_networks(span, today),
        _("There is no network on this region's part of the atlas yet."),
    )


def _how_networks(span: Span, today: date) -> How:
    return How(
        _(
            "The use of the hubs that a network runs or that its partners are, and of how many partners an "
            "organisation on this site looks after the entry."
        ),
        _("Public networks and practice networks of the atlas with their partners; use as above."),
        _("Use: %(period)s. Partners: as the atlas stands on %(today)s.")
        % {"period": span_words(span, today), "today": date_format(today)},
        _(
            "Partners whose entry is not public, and which partners book: who stands in a list that somebody "
            "makes could be found by adding one at a time. Who does not come is told of the region as a whole."
        ),
    )


def absent_tables(found: Sequence[Absent], disciplines: Sequence[Discipline], today: date) -> list[Table]:
    names = {each.slug: each.name for each in disciplines}
    special = {"none": _("none said"), "several": _("several disciplines")}
    how = _how_absent(today)
    heads = {
        "discipline": (_("Who does not come, by discipline"), _("Discipline"), {**names, **special}),
        "band": (_("Who does not come, by rate band"), _("Rate band"), {"none": _("none declared")}),
        "town": (_("Who does not come, by town"), _("Seat"), {}),
    }
    return [
        Table(
            f"absent-{sort}",
            title,
            (head, _("Organisations within reach"), _("Never booked here")),
            _groups([each for each in found if each.sort == sort], words),
            how,
            _("No group of five organisations is within reach."),
        )
        for sort, (title, head, words) in heads.items()
    ]


def _groups(found: Sequence[Absent], words: Mapping[str, str]) -> list[tuple[Cell, ...]]:
    """Groups that may be told, by name: any other order would tell of their exact numbers."""
    rows = [
        (
            word(capfirst(words.get(each.word, each.word))),
            organisations(each.organisations),
            organisations(each.never),
        )
        for each in found
        if organisations(each.organisations).value is not None
    ]
    return sorted(rows, key=lambda row: row[0].text)


def _how_absent(today: date) -> How:
    return How(
        _(
            "Organisations seated within %(km)d km of a hub of this region, and how many of them never had a "
            "booking at one that was confirmed or is done."
        )
        % {"km": REACH_KM},
        _(
            "Organisations by their seat, disciplines and band that counts today; bookings at the region's hubs."
        ),
        _("Since the beginning, until today, %(today)s. There is no other period to choose.")
        % {"today": date_format(today)},
        in_fives()
        + " "
        + _(
            "Groups of fewer than five organisations are not in the list. Who runs a hub or funds is left out, and "
            "so is who only a hub wrote down. An organisation of several disciplines counts once, as that."
        ),
    )
