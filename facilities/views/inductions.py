"""A hub's inductions for its own people: what they are, who holds one, what asks for one."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from facilities.actions.add_induction import add_induction
from facilities.actions.ask_for_induction import ask_for_induction
from facilities.actions.change_induction import change_induction
from facilities.actions.grant_induction import grant_induction
from facilities.actions.withdraw_induction import withdraw_induction
from facilities.forms.inductions import AskForm, GiveForm, InductionForm, WithdrawForm
from facilities.models import Hub, Induction
from facilities.models.inducting import asking_for, holders_of, induction_at, inductions_of, with_counts
from facilities.permissions import managed_facility_for, managed_hub_for, staffed_hub_for
from facilities.views.doing import FORM_METHODS, done, page, posted, tried
from hub.kit import clock


@require_http_methods(FORM_METHODS)
@login_required
def inductions(request: HttpRequest, hub: str) -> HttpResponse:
    """All of them, and for managers a form for one more."""
    door = managed_hub_for if request.method == "POST" else staffed_hub_for
    found, now = door(request.user, hub), clock.now()
    form = InductionForm(posted(request))
    if request.method == "POST" and tried(
        form, lambda: add_induction(hub=found, facts=form.facts(), actor=request.user, now=now)
    ):
        return done(
            request, _("The induction is there. Now say what asks for it."), "facilities:inductions", hub
        )
    rows = with_counts(inductions_of(found), now)
    return page(request, "facilities/inductions.html", found, now, form=form, rows=rows, here="inductions")


@require_http_methods(FORM_METHODS)
@login_required
def induction(request: HttpRequest, hub: str, pk: int) -> HttpResponse:
    """Who holds it, giving it to somebody, and for managers what it is; `do` says which form was sent."""
    changes = request.method == "POST" and request.POST.get("do") == "change"
    found = (managed_hub_for if changes else staffed_hub_for)(request.user, hub)
    one, now = induction_at(found, pk), clock.now()
    change = InductionForm(request.POST if changes else None, induction=one)
    give = GiveForm(request.POST if request.method == "POST" and not changes else None, prefix="give")
    if changes and tried(
        change, lambda: change_induction(induction=one, facts=change.facts(), actor=request.user, now=now)
    ):
        return done(request, _("The induction is changed."), "facilities:induction", hub, pk)
    if give.is_bound and tried(
        give, lambda: grant_induction(induction=one, **give.cleaned_data, actor=request.user, now=now)
    ):
        return done(request, _("They hold it now, and get a mail."), "facilities:induction", hub, pk)
    return _page(request, found, one, form=change if changes else give, change=change, give=give)


def _page(request: HttpRequest, found: Hub, one: Induction, **forms_: Any) -> HttpResponse:
    now = clock.now()
    return page(
        request,
        "facilities/induction.html",
        found,
        now,
        induction=one,
        grants=holders_of(one),
        asking=asking_for(one),
        here="inductions",
        **forms_,
    )


@require_http_methods(FORM_METHODS)
@login_required
def induction_withdraw(request: HttpRequest, hub: str, pk: int, uuid: UUID) -> HttpResponse:
    """One holder's, with a reason."""
    found, now = staffed_hub_for(request.user, hub), clock.now()
    one = induction_at(found, pk)
    grant = one.grants.filter(uuid=uuid).select_related("person").first()
    if grant is None:
        raise Http404
    form: forms.Form = WithdrawForm(posted(request))
    if request.method == "POST" and tried(
        form,
        lambda: withdraw_induction(
            hub=found, uuid=uuid, reason=form.cleaned_data["reason"], actor=request.user, now=now
        ),
    ):
        return done(request, _("It is withdrawn, and they get a mail."), "facilities:induction", hub, pk)
    return page(
        request,
        "facilities/induction_withdraw.html",
        found,
        now,
        induction=one,
        grant=grant,
        form=form,
        here="inductions",
    )


@require_http_methods(FORM_METHODS)
@login_required
def facility_induction(request: HttpRequest, hub: str, slug: str) -> HttpResponse:
    """Which induction a facility asks for."""
    found, now = managed_facility_for(request.user, hub, slug), clock.now()
    if hasattr(found, "session"):
        return redirect("facilities:facility", hub, slug)
    form = AskForm(posted(request), facility=found, inductions=list(inductions_of(found.hub)))
    if request.method == "POST" and tried(
        form,
        lambda: ask_for_induction(facility=found, induction=form.chosen(), actor=request.user, now=now),
    ):
        said = _("Saved. It counts for what is booked from now on.")
        return done(request, said, "facilities:facility_induction", hub, slug)
    return page(
        request,
        "facilities/facility_induction.html",
        found.hub,
        now,
        facility=found,
        form=form,
        here="induction",
    )
