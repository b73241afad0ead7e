"""What a pilot's page shows to whom."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bookings.models import Booking
from bookings.showing import states_of
from funding.models.limits import COUNTRY
from hub.kit import clock
from hub.kit.translated import stands_in
from knowledgebase.models import Result
from members.models import Organisation
from region.actions.ask_budget import AskedBudget
from region.actions.ask_partner import AskedPartner
from region.forms.pilots import AgreeForm
from region.models import Milestone, Pilot, PilotPartner, PilotState, Sector, Standing
from region.models.pilot_reads import (
    bookings_seen,
    drawn_by,
    labs_of,
    months_under,
    partners_of,
    public_partners,
    results_of,
)
from region.outbound.pilots import machines_of
from region.permissions_of_pilots import Sight, hubs_worked_at, sight_of
from region.rules.pilots import QUIET, Moment, Timeline, in_order, timeline


def pilot_page(
    request: HttpRequest,
    found: Pilot,
    mine: list[Organisation],
    forms: dict[str, Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    """`forms` are those that came back wrong, by their names in the page."""
    today = clock.now().astimezone(COUNTRY).date()
    sight = sight_of(request.user, found, mine)
    partners, labs = partners_of(found), labs_of(found)
    milestones, results = list(found.milestones.all()), results_of(found.experiment)
    moments = moments_of(milestones, results)
    context = {
        "pilot": found,
        "sight": sight,
        "crumbs": [(_("Pilots"), reverse("region:pilots"))],
        "sectors": by_sector(public_partners(partners)),
        "others": [each for each in partners if each.standing != Standing.IN] if sight.may_write else [],
        "droppable": droppable(partners) if sight.may_write and found.is_open else [],
        "labs": labs,
        "milestones": milestones,
        "results": results,
        "line": line_of(found, moments, today),
        "days": in_order([*ends_of(found), *moments]),
        "today": today,
        **_budget(found, sight),
        **_theirs(request, found, mine, partners),
        "machines": machines_of(found, public_partners(partners), labs),
        "feed": reverse("region:pilot_feed", args=[found.slug]),
        **(forms or {}),
    }
    return render(request, "region/pilot.html", context, status=status)


def moments_of(milestones: Iterable[Milestone], results: Iterable[Result]) -> list[Moment]:
    here = (get_language() or "nl")[:2]
    found = [
        Moment(each.on, "milestone", each.words, language=stands_in(each, "words")) for each in milestones
    ]
    for each in results:
        language = "" if each.language == here else each.language
        found.append(Moment(each.on, "result", each.title, each.address, language))
    return found


def ends_of(found: Pilot) -> list[Moment]:
    """Its first day and its last, where they are known."""
    days = [Moment(found.starts_on, "begin", _("The pilot begins"))] if found.starts_on else []
    if found.ended_on:
        words = (
            _("Stopped before its time") if found.state == PilotState.STOPPED else _("Finished as planned")
        )
        days.append(Moment(found.ended_on, "end", words))
    elif found.ends_on:
        days.append(Moment(found.ends_on, "end", _("Planned end")))
    return days


def line_of(found: Pilot, moments: list[Moment], today: date) -> Timeline | None:
    return timeline(
        starts_on=found.starts_on,
        ends_on=found.ended_on or found.ends_on,
        moments=moments,
        months=months_under(found),
        today=today,
    )


def by_sector(partners: Iterable[PilotPartner]) -> list[tuple[str, list[PilotPartner]]]:
    """The sectors that have somebody, in their own order."""
    rows = list(partners)
    grouped = (
        (str(label), [each for each in rows if each.sector == value]) for value, label in Sector.choices
    )
    return [(label, those) for label, those in grouped if those]


def droppable(partners: Iterable[PilotPartner]) -> list[PilotPartner]:
    return [each for each in partners if each.standing in (Standing.ASKED, Standing.IN)]


def _budget(found: Pilot, sight: Sight) -> dict[str, Any]:
    if not found.fund or not (sight.sees_money or found.budget_is_public and found.has_agreed_budget):
        return {}
    context: dict[str, Any] = {"shows_budget": True}
    if sight.sees_money:
        reserved, settled = drawn_by(found)
        left = (found.budget_cents or 0) - reserved - settled
        context |= {
            "drawn": {"reserved": reserved, "settled": settled, "all": reserved + settled},
            "left_cents": left,
            "over_cents": -left,
        }
    if sight.is_funder:
        first = {"cents": found.budget_cents, "is_public": found.budget_is_public}
        context["agree_form"] = AgreeForm(initial=first)
    return context


def _theirs(
    request: HttpRequest, found: Pilot, mine: list[Organisation], partners: Iterable[PilotPartner]
) -> dict[str, Any]:
    """What concerns the reader's own organisations and hubs: whether one is asked or may leave, and their bookings."""
    by_id = {each.pk: each for each in mine}
    # Who left may have been asked again: the other row says how it is now.
    standing = {
        each.organisation_id: each.standing
        for each in sorted(partners, key=lambda each: each.standing != Standing.LEFT)
        if each.organisation_id in by_id
    }
    asked = [by_id[pk] for pk, how in standing.items() if pk and how == Standing.ASKED]
    if found.owner_agreed_at is None and found.owner_id in by_id:
        asked = [by_id[found.owner_id]]
    hubs = hubs_worked_at(request.user)
    rows: list[Booking] = []
    if by_id or hubs:
        rows = bookings_seen(found, organisations=by_id, hubs=hubs)
    return {
        "asked_orgs": asked,
        "declined_orgs": [by_id[pk] for pk, how in standing.items() if pk and how == Standing.DECLINED],
        "leaving_orgs": [by_id[pk] for pk, how in standing.items() if pk and how == Standing.IN],
        "bookings": list(zip(rows, states_of(rows, clock.now()), strict=True)) if rows else [],
        "all_ours": all(each.organisation_id in by_id for each in rows),
    }


def said_of_new(made: Pilot) -> str:
    if made.owner_agreed_at:
        return _("Your pilot is on the site. Say who takes part, and which days count.")
    return _("%(who)s is asked by mail. Until it says yes nobody else sees this page.") % {"who": made.owner}


def said_of_partner(done: AskedPartner) -> str:
    """What is said of somebody who was added; nothing of who is not asked."""
    if done.partner.standing != Standing.ASKED:
        return ""
    words = {"who": done.partner, "days": QUIET.days}
    if done.is_mailed:
        return _("%(who)s is asked by mail, and named once it agrees.") % words
    return (
        _("%(who)s was mailed within the last %(days)d days, so no second mail goes; it can still answer.")
        % words
    )


def said_of_budget(done: AskedBudget) -> str:
    words = {"fund": done.pilot.fund, "days": QUIET.days}
    if done.is_mailed:
        return _("The funder of %(fund)s is asked by mail.") % words
    return (
        _("The funder was mailed within the last %(days)d days, and reads the new amount on this page.")
        % words
    )
