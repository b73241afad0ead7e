"""What cancelling late costs at a hub: its managers say it, beside the rates."""

from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from facilities.models import Hub
from funding.actions.follow_hub_terms import follow_hub_terms
from funding.actions.set_terms import set_terms
from funding.forms.terms import AsHubForm, StepForms, TermsForm, initial_steps, steps_in
from funding.models import CancellationTerms
from funding.rules.terms import FREE, Terms
from funding.rules.time import local_day
from funding.views.rates import _own_hub
from hub.kit import clock
from hub.kit.errors import Refusal


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest, hub_slug: str) -> HttpResponse:
    hub = _own_hub(request, hub_slug)
    present = _present(hub)
    form = TermsForm(
        request.POST or None,
        hub=hub,
        initial={
            "valid_from": local_day(clock.now(), hub.zone),
            "no_show": Decimal(present.no_show_bp) / 100,
        },
    )
    steps = StepForms(request.POST or None, initial=initial_steps(present), prefix="step")
    if request.method == "POST" and all([form.is_valid(), steps.is_valid()]):
        try:
            set_terms(
                hub=hub,
                facility=form.cleaned_data["facility"],
                valid_from=form.cleaned_data["valid_from"],
                steps=steps_in(steps),
                no_show_bp=form.no_show_bp(),
                actor=request.user,
                now=clock.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The terms are saved. They count for what is booked from that day on.")
            )
            return redirect("funding:rates", hub_slug=hub.slug)
    context = {"form": form, "steps": steps, "hub": hub, "manages": True}
    return render(request, "funding/terms.html", context, status=400 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def terms_as_hub(request: HttpRequest, hub_slug: str, slug: str) -> HttpResponse:
    """A facility goes without terms of its own from a day on."""
    hub = _own_hub(request, hub_slug)
    facility = hub.facilities.filter(slug=slug).first()
    if facility is None:
        raise Http404
    form = AsHubForm(request.POST or None, initial={"valid_from": local_day(clock.now(), hub.zone)})
    if request.method == "POST" and form.is_valid():
        try:
            follow_hub_terms(
                facility=facility,
                valid_from=form.cleaned_data["valid_from"],
                actor=request.user,
                now=clock.now(),
            )
        except Refusal as refusal:
            form.add_error("valid_from", str(refusal))
        else:
            words = {"facility": facility, "hub": hub}
            messages.success(request, _("From that day on %(facility)s has the terms of %(hub)s.") % words)
            return redirect("funding:rates", hub_slug=hub.slug)
    context = {"form": form, "facility": facility, "hub": hub}
    return render(request, "funding/terms_as_hub.html", context, status=400 if form.is_bound else 200)


def _present(hub: Hub) -> Terms:
    """The latest of the hub's own: what somebody most likely wants to change."""
    latest = CancellationTerms.objects.filter(hub=hub, facility=None).order_by("-valid_from").first()
    return latest.terms if latest else FREE
