"""All reads for a series: how each of its dates stands, in one statement for all of them, and what each costs when they
are booked one after the other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bookings.models.admission import NOBODY_SAID, Look, look
from bookings.rules import admission
from bookings.rules.companions import Owed, with_owed
from bookings.rules.inductions import NOBODY, Who
from bookings.rules.request import Visit
from facilities.models import Hub
from funding.models.quoting import hub_facts
from funding.models.quoting_many import Bundle, facts_of_bundles
from funding.rules.in_a_row import quotes_in_a_row
from funding.rules.lines import LineWish
from funding.rules.quote import Quote
from hub.kit.errors import Refusal
from members.models import Organisation


def look_at_dates(
    dates: Sequence[Sequence[LineWish]],
    *,
    hub_id: int,
    now: datetime,
    visit: Visit = NOBODY_SAID,
    past_lines: Sequence[int] = (),
    who: Who = NOBODY,
    others: Sequence[Who] = (),
) -> list[Look]:
    """Each date looked at as if it were the only one, in the order that was asked; one statement for all. Holds are not
    counted: a series is booked or asked for at once. Raises Http404 for a facility that is not there."""
    together = look(
        wishes=[line for lines in dates for line in lines],
        hub_id=hub_id,
        organisation_id=0,
        person_id=0,
        now=now,
        visit=visit,
        past_lines=past_lines,
        who=who,
        others=others,
    )
    out, passed = [], 0
    for lines in dates:
        here = slice(passed, passed + len(lines))
        wishes = tuple(
            replace(wish, position=position) for position, wish in enumerate(together.facts.wishes[here])
        )
        facts = replace(together.facts, wishes=wishes)
        out.append(Look(facts, together.facilities[here], together.standings[here]))
        passed += len(lines)
    return out


@dataclass(frozen=True, slots=True)
class Complete:
    """One date with all that would be booked: what was wished for and who must come along then, with the reasons."""

    lines: tuple[LineWish, ...]
    company: tuple[Owed, ...]
    seen: Look


def look_at_complete_dates(
    dates: Sequence[Sequence[LineWish]],
    *,
    hub_id: int,
    now: datetime,
    visit: Visit = NOBODY_SAID,
    who: Who = NOBODY,
) -> list[Complete]:
    """As `look_at_dates`, with whoever the house's rules of people want on each of them. One statement where nobody
    comes along, two where somebody does."""
    looks = look_at_dates(dates, hub_id=hub_id, now=now, visit=visit, who=who)
    found = [_complete(lines, seen) for lines, seen in zip(dates, looks, strict=True)]
    more = [n for n, (each, lines) in enumerate(zip(found, dates, strict=True)) if each.lines != tuple(lines)]
    if more:
        wanted = [found[n].lines for n in more]
        anew = look_at_dates(wanted, hub_id=hub_id, now=now, visit=visit, who=who)
        for n, seen in zip(more, anew, strict=True):
            found[n] = replace(found[n], seen=seen)
    return found


def _complete(lines: Sequence[LineWish], seen: Look) -> Complete:
    due = admission.due(seen.facts) if lines else ()
    whole = tuple(kept.wish for kept in with_owed(lines, due)) if due else tuple(lines)
    return Complete(whole, due, seen)


def obstacle_of(seen: Look) -> Refusal | None:
    """What is in the way of one date."""
    try:
        admission.check(seen.facts)
    except Refusal as refusal:
        return refusal
    return None


def price_dates(
    dates: Iterable[tuple[LineWish, ...]], *, hub: Hub, organisation: Organisation | None, now: datetime
) -> list[Quote | Refusal]:
    """What each date costs when they are booked in this order. The number of queries grows with the months alone, whose
    caps are others."""
    here = hub_facts(hub)
    bundles = [Bundle(here, lines) for lines in dates]
    return quotes_in_a_row(facts_of_bundles(bundles=bundles, organisation=organisation, now=now))
