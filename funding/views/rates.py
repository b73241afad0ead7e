"""What a hub charges: its staff may read it, its managers set it."""

from datetime import timedelta
from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from facilities.models import Facility, FacilityState, Hub
from facilities.outbound.dayparts import in_words
from facilities.permissions import staffed_hub_for
from funding.actions.set_rate_card import set_rate_card
from funding.actions.set_vat import set_vat
from funding.forms import RateCardForm, SurchargeForms, VatForm, initial_surcharges, surcharges_in
from funding.forms.books import JournalForm, last_quarter
from funding.models import RateCard
from funding.models.books import cards_of, vat_of
from funding.models.terms import terms_of
from funding.outbound.terms import in_words as in_shares
from funding.permissions import sets_rates_of
from funding.rules.time import local_day
from hub.kit import clock
from hub.kit.errors import Forbidden, Refusal


@login_required
@require_safe
def rates(request: HttpRequest, hub_slug: str) -> HttpResponse:
    hub = staffed_hub_for(request.user, hub_slug)
    today, may_change = local_day(clock.now(), hub.zone), sets_rates_of(request.user, hub)
    cards = {key: list(group) for key, group in groupby(cards_of(hub), key=lambda card: card.facility_id)}
    facilities = Facility.objects.filter(hub=hub).exclude(state=FacilityState.RETIRED).order_by("name", "pk")
    return render(
        request,
        "funding/rates.html",
        {
            "hub": hub,
            "manages": may_change,
            "rows": [{"facility": each, "cards": cards.get(each.pk, [])} for each in facilities],
            "vat": vat_of(hub),
            "terms": [(each, in_shares(each.terms)) for each in terms_of(hub)],
            "today": today,
            "may_change": may_change,
            "journal_form": JournalForm(initial=last_quarter(today)) if may_change else None,
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest, hub_slug: str, slug: str) -> HttpResponse:
    hub = _own_hub(request, hub_slug)
    facility = Facility.objects.filter(hub=hub, slug=slug).first()
    if facility is None:
        raise Http404
    facility.hub = hub
    latest = facility.rate_cards.order_by("-valid_from").prefetch_related("rates").first()
    form = RateCardForm(request.POST or None, initial=_present(latest, hub))
    surcharges = SurchargeForms(
        request.POST or None, initial=initial_surcharges(latest.surcharges if latest else ()), prefix="extra"
    )
    if request.method == "POST" and all([form.is_valid(), surcharges.is_valid()]):
        try:
            set_rate_card(
                facility=facility,
                valid_from=form.cleaned_data["valid_from"],
                rates=form.rates(),
                surcharges=surcharges_in(surcharges),
                actor=request.user,
                now=clock.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The prices of %(facility)s are saved.") % {"facility": facility})
            return redirect("funding:rates", hub_slug=hub.slug)
    status = 400 if form.is_bound else 200
    context = {
        "form": form,
        "surcharges": surcharges,
        "dayparts": in_words(hub),
        "facility": facility,
        "hub": hub,
        "manages": True,
    }
    return render(request, "funding/card.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def vat(request: HttpRequest, hub_slug: str) -> HttpResponse:
    hub = _own_hub(request, hub_slug)
    form = VatForm(request.POST or None, hub=hub, initial={"valid_from": local_day(clock.now(), hub.zone)})
    if request.method == "POST" and form.is_valid():
        try:
            set_vat(
                hub=hub,
                facility=form.cleaned_data["facility"],
                valid_from=form.cleaned_data["valid_from"],
                rate_bp=form.rate_bp(),
                exemption_reason=form.cleaned_data["exemption_reason"],
                actor=request.user,
                now=clock.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The VAT is saved."))
            return redirect("funding:rates", hub_slug=hub.slug)
    status = 400 if form.is_bound else 200
    return render(request, "funding/vat.html", {"form": form, "hub": hub, "manages": True}, status=status)


def _own_hub(request: HttpRequest, slug: str) -> Hub:
    """For the hub's managers; 403 for others who may look, 404 for strangers."""
    hub = staffed_hub_for(request.user, slug)
    if not sets_rates_of(request.user, hub):
        raise Forbidden()
    return hub


def _present(latest: RateCard | None, hub: Hub) -> dict[str, object]:
    """Tomorrow, with the prices of the latest card: what somebody most likely wants to change."""
    tomorrow = local_day(clock.now(), hub.zone) + timedelta(days=1)
    return {
        "valid_from": tomorrow,
        **({rate.unit: rate.cents for rate in latest.rates.all()} if latest else {}),
    }
