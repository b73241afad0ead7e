"""How a hub is paid: its managers say it, beside the rates."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from funding.actions.set_cards import NobodyCouldPay, set_cards
from funding.forms.cards import CardsForm
from funding.models import HubCards
from funding.models.reconciling import lost_accounts
from funding.views.rates import _own_hub
from hub.kit import clock
from hub.kit.errors import Refusal


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cards(request: HttpRequest, hub_slug: str) -> HttpResponse:
    hub = _own_hub(request, hub_slug)
    if not settings.CARDS:
        raise Http404
    present = HubCards.objects.filter(hub=hub).first()
    form = CardsForm(
        request.POST if request.method == "POST" else None,
        initial={
            "account": present.account if present else "",
            "on_account": present.on_account if present else True,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            set_cards(
                hub=hub,
                account=form.cleaned_data["account"],
                on_account=form.cleaned_data["on_account"],
                actor=request.user,
                now=clock.now(),
            )
        except Refusal as refusal:
            form.add_error("on_account" if isinstance(refusal, NobodyCouldPay) else "account", str(refusal))
        else:
            messages.success(request, _("How you are paid is saved. It counts from now on."))
            return redirect("funding:rates", hub_slug=hub.slug)
    context = {"form": form, "hub": hub, "manages": True, "lost": lost_accounts(hub)}
    return render(request, "funding/cards.html", context, status=400 if form.is_bound else 200)
