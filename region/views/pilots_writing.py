"""Where the people of a pilot write: what it is, who takes part, days that count, how it ended, its budget."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from funding.models.limits import COUNTRY
from funding.views.writing import FORM_METHODS, sent, written
from hub.kit import clock
from hub.kit.errors import Forbidden
from members.current import current_organisation, person_of
from members.permissions import organisation_for
from region.actions.add_milestone import add_milestone
from region.actions.agree_budget import agree_budget
from region.actions.answer_pilot import answer_pilot
from region.actions.ask_budget import ask_budget
from region.actions.ask_partner import ask_partner
from region.actions.change_pilot import change_pilot
from region.actions.drop_milestone import drop_milestone
from region.actions.drop_partner import drop_partner
from region.actions.finish_pilot import finish_pilot
from region.actions.leave_pilot import leave_pilot
from region.actions.propose_pilot import propose_pilot
from region.forms.pilots import (
    AgreeForm,
    BudgetForm,
    FinishForm,
    MilestoneForm,
    PartnerForm,
    PilotForm,
    as_it_is,
)
from region.models import Pilot
from region.models.pilot_reads import funds_to_choose
from region.permissions import regions_mapped_by
from region.permissions_of_pilots import organisations_writing, pilot_for, pilot_written_by
from region.views.pilot_context import said_of_budget, said_of_new, said_of_partner


@login_required
@require_http_methods(FORM_METHODS)
def post_pilot(request: HttpRequest) -> HttpResponse:
    """A new one, of an organisation of one's own; a quartermaster's of any."""
    person = person_of(request)
    mine, maps = organisations_writing(person), regions_mapped_by(person)
    if not mine and not maps:
        if current_organisation(request):
            raise Forbidden()
        return render(request, "region/pilot_new.html", {"crumbs": _crumbs()})
    organisation = current_organisation(request)
    region = organisation.municipality.region_id if organisation else maps[0] if maps else None
    first = {"owner": organisation.pk if organisation else None, "region": region}
    form = PilotForm(sent(request), mine=mine, maps=bool(maps), initial=first)
    made: list[Pilot] = []

    def propose() -> None:
        owner = form.owner_id or 0
        made.append(propose_pilot(facts=form.facts(), owner_id=owner, actor=person, now=clock.now()))

    if written(form, propose):
        messages.success(request, said_of_new(made[0]))
        return redirect("region:pilot", made[0].slug)
    context = {"form": form, "crumbs": _crumbs()}
    return render(request, "region/pilot_new.html", context, status=400 if form.is_bound else 200)


@login_required
@require_http_methods(FORM_METHODS)
def edit_pilot(request: HttpRequest, slug: str) -> HttpResponse:
    found = pilot_written_by(request.user, slug)
    form = PilotForm(sent(request), mine=[], maps=False, initial=as_it_is(found))

    def change() -> None:
        version = form.cleaned_data["version"] or 0
        change_pilot(
            slug=slug, at_version=version, facts=form.facts(), actor=person_of(request), now=clock.now()
        )

    title = _("Change the pilot")
    return _form(request, found, form, change, title, _("What one wants to find out, where and when."))


@login_required
@require_http_methods(FORM_METHODS)
def finish(request: HttpRequest, slug: str) -> HttpResponse:
    found = pilot_written_by(request.user, slug)
    form = FinishForm(sent(request))
    lead = _("What came of it is for everybody, also what did not work. Bookings that are under it stay.")

    def end() -> None:
        finish_pilot(slug=slug, **form.cleaned_data, actor=person_of(request), now=clock.now())

    return _form(request, found, form, end, _("End the pilot"), lead)


@login_required
@require_http_methods(FORM_METHODS)
def partner(request: HttpRequest, slug: str) -> HttpResponse:
    found = pilot_written_by(request.user, slug)
    form = PartnerForm(sent(request))
    lead = _("Who takes part, and as what.")

    def ask() -> None:
        done = ask_partner(slug=slug, wish=form.wish(), actor=person_of(request), now=clock.now())
        if said := said_of_partner(done):
            messages.info(request, said)

    return _form(request, found, form, ask, _("Add a partner"), lead)


@login_required
@require_http_methods(FORM_METHODS)
def milestone(request: HttpRequest, slug: str) -> HttpResponse:
    found = pilot_written_by(request.user, slug)
    form = MilestoneForm(sent(request))

    def add() -> None:
        add_milestone(slug=slug, **form.cleaned_data, actor=person_of(request), now=clock.now())

    return _form(request, found, form, add, _("Add a milestone"), _("A day that counts, planned or past."))


@login_required
@require_http_methods(FORM_METHODS)
def budget(request: HttpRequest, slug: str) -> HttpResponse:
    found = pilot_written_by(request.user, slug)
    funds = funds_to_choose(clock.now().astimezone(COUNTRY).date())
    first = {"fund_slug": found.fund.slug if found.fund else None, "cents": found.budget_cents}
    form = BudgetForm(sent(request), funds=funds, initial=first)
    lead = _("How much of a fund this pilot's bookings may use. Its funder agrees first.")

    def ask() -> None:
        done = ask_budget(slug=slug, **form.cleaned_data, actor=person_of(request), now=clock.now())
        messages.info(request, said_of_budget(done))

    return _form(request, found, form, ask, _("Ask for a budget"), lead)


@login_required
@require_POST
def drop_partner_view(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    drop_partner(slug=slug, partner_id=pk, actor=person_of(request), now=clock.now())
    return _back(request, slug, _("Taken away."))


@login_required
@require_POST
def drop_milestone_view(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    drop_milestone(slug=slug, milestone_id=pk, actor=person_of(request), now=clock.now())
    return _back(request, slug, _("Taken away."))


@login_required
@require_POST
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """Yes or no in the name of one of one's organisations."""
    organisation = organisation_for(request.user, request.POST.get("organisation", ""))
    yes = request.POST.get("answer") == "yes"
    answer_pilot(
        slug=slug, yes=yes, organisation_id=organisation.pk, actor=person_of(request), now=clock.now()
    )
    said = _("You take part.") if yes else _("You do not take part.")
    messages.success(request, said)
    return redirect("region:pilot", slug) if yes else redirect("region:pilots")


@login_required
@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = organisation_for(request.user, request.POST.get("organisation", ""))
    leave_pilot(slug=slug, organisation_id=organisation.pk, actor=person_of(request), now=clock.now())
    return _back(request, slug, _("You do not take part any more. Your bookings stay."))


@login_required
@require_POST
def agree(request: HttpRequest, slug: str) -> HttpResponse:
    """The funder's answer about the amount that it was shown."""
    pilot_for(request.user, slug)
    form = AgreeForm(request.POST)
    if not form.is_valid():
        raise Http404
    yes = request.POST.get("answer") == "yes"
    agree_budget(slug=slug, yes=yes, **form.cleaned_data, actor=person_of(request), now=clock.now())
    return _back(request, slug, _("The budget is agreed.") if yes else _("The budget is declined."))


def _form(
    request: HttpRequest, found: Pilot, form: Form, write: Callable[[], Any], title: str, lead: str
) -> HttpResponse:
    if written(form, write):
        return _back(request, found.slug, _("It is written down."))
    context = {
        "form": form,
        "pilot": found,
        "title": title,
        "lead": lead,
        "crumbs": [*_crumbs(), (found.title, reverse("region:pilot", args=[found.slug]))],
    }
    return render(request, "region/pilot_form.html", context, status=400 if form.is_bound else 200)


def _back(request: HttpRequest, slug: str, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("region:pilot", slug)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Pilots"), reverse("region:pilots"))]
