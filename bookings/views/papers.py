"""A booking's documents: quotes that are made of it, the agreement, and a hub's own words for that."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.actions.make_offer import make_offer
from bookings.actions.publish_contract_text import publish_contract_text
from bookings.forms.papers import ContractTextForm
from bookings.models import Offer
from bookings.models.papers import contract_text
from bookings.outbound.papers import kept_or
from bookings.permissions import booking_for, seen
from facilities.permissions import managed_hub_for
from hub.kit import clock
from hub.kit.errors import Refusal


@require_POST
@login_required
def offer_make(request: HttpRequest, number: str) -> HttpResponse:
    made = make_offer(number=number, actor=request.user, now=clock.now())  # type: ignore[arg-type]
    messages.success(request, _("Quote %(number)s is made; it stands with the documents.") % {"number": made})
    return redirect("bookings:booking", number)


@require_safe
@login_required
def offer_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """For those who may see its booking."""
    found = (
        Offer.objects.select_related("booking__organisation", "booking__hub").filter(number=number).first()
    )
    if found is None:
        raise Http404
    seen(request.user, found.booking)
    return _pdf(kept_or(found), found.number)


@require_safe
@login_required
def contract_pdf(request: HttpRequest, number: str, version: int) -> HttpResponse:
    booking = booking_for(request.user, number)
    found = booking.contracts.filter(version=version).first()
    if found is None:
        raise Http404
    found.booking = booking
    return _pdf(kept_or(found), f"{booking.number}-{version}")


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contract_text_view(request: HttpRequest, hub: str) -> HttpResponse:
    """What a hub agrees with who books, to be published anew as the next version."""
    found, now = managed_hub_for(request.user, hub), clock.now()
    version, dutch, english = contract_text(found, now)
    form = ContractTextForm(
        request.POST if request.method == "POST" else None, initial={"text_nl": dutch, "text_en": english}
    )
    if request.method == "POST" and form.is_valid():
        try:
            publish_contract_text(hub=found, **form.cleaned_data, actor=request.user, now=now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Published. It is part of what is agreed from now on."))
            return redirect("facilities:hub", found.slug)
    context = {"hub": found, "form": form, "version": version, "manages": True}
    return render(request, "bookings/contract_text.html", context, status=400 if form.is_bound else 200)
