"""How a hub invoices and how an organisation is invoiced; what came in by bank; and all of it for the bookkeeper."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from facilities.models import Hub
from facilities.permissions import managed_hub_for
from funding.actions.note_transfer import note_transfer
from funding.actions.set_invoice_address import set_invoice_address
from funding.actions.set_invoicing import set_invoicing
from funding.actions.undo_transfer import undo_transfer
from funding.forms.books import JournalForm
from funding.forms.invoicing import AddressForm, InvoicingForm, TransferForm, UndoForm, show
from funding.models.invoicing import buyer_of, settings_of
from funding.outbound.bookkeeper import everything
from funding.permissions import invoice_for, sets_rates_of
from funding.rules.time import local_day
from funding.views.books import NoSuchDays
from funding.views.invoices import invoice_page
from funding.views.rates import _own_hub
from hub.kit import clock
from hub.kit.errors import Forbidden, Refusal
from hub.kit.spreadsheet import reading
from members.permissions import administers, organisation_for

FORM_METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(FORM_METHODS)
def invoicing(request: HttpRequest, hub_slug: str) -> HttpResponse:
    hub = _own_hub(request, hub_slug)
    past = settings_of(hub)
    form = InvoicingForm(request.POST if request.method == "POST" else None, initial=_begins_with(hub))
    if request.method == "POST" and form.is_valid():
        try:
            set_invoicing(
                hub=hub,
                valid_from=form.cleaned_data["valid_from"],
                seller=form.seller(),
                terms=form.terms(),
                actor=request.user,
                now=clock.now(),
            )
        except Refusal as refusal:
            show(form, refusal)
        else:
            messages.success(request, _("Saved. What was sent already stays as it is."))
            return redirect("funding:invoices", hub_slug=hub.slug)
    context = {"form": form, "hub": hub, "manages": True, "settings": past}
    return render(request, "funding/invoicing.html", context, status=400 if form.is_bound else 200)


def _begins_with(hub: Hub) -> dict[str, object]:
    """What holds, to be changed; at first what is known of the hub."""
    today = local_day(clock.now(), hub.zone)
    if past := settings_of(hub):
        return {**InvoicingForm.initial_of(past[0]), "valid_from": today}
    return {
        "valid_from": today,
        "name": hub.operator.name,
        "street": hub.street,
        "postcode": hub.postcode,
        "town": hub.municipality.name,
        "kvk_number": hub.operator.kvk_number,
        "vat_number": hub.operator.vat_number,
        "email": hub.email,
        "term_days": 14,
        "remind_after_days": 1,
        "remind_again_days": 14,
        "rhythm": "booking",
        "fee_vat": "outside",
    }


@login_required
@require_http_methods(FORM_METHODS)
def invoice_address(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = organisation_for(request.user, uuid)
    if not administers(request.user, found):
        raise Forbidden()
    form = AddressForm(
        request.POST if request.method == "POST" else None, initial=AddressForm.initial_of(found)
    )
    if request.method == "POST" and form.is_valid():
        try:
            set_invoice_address(organisation=found, buyer=form.buyer(), actor=request.user, now=clock.now())
        except Refusal as refusal:
            show(form, refusal)
        else:
            messages.success(request, _("Saved. It stands on invoices from now on."))
            return redirect("funding:organisation_invoices", uuid=found.uuid)
    context = {"form": form, "organisation": found, "buyer": buyer_of(found)}
    return render(request, "funding/invoice_address.html", context, status=400 if form.is_bound else 200)


@require_POST
@login_required
def transfer_note(request: HttpRequest, number: str) -> HttpResponse:
    found = invoice_for(request.user, number)
    form = TransferForm(request.POST)
    if form.is_valid():
        try:
            note_transfer(
                invoice=found,
                cents=form.cleaned_data["cents"],
                received_on=form.cleaned_data["received_on"],
                key=form.request_key(),
                actor=request.user,
                now=clock.now(),
            )
        except Forbidden:
            raise
        except Refusal as refusal:
            show(form, refusal)
        else:
            messages.success(request, _("Noted: it is in the books."))
            return redirect("funding:invoice", number=found.number)
    elif not sets_rates_of(request.user, found.hub):
        raise Forbidden()
    return invoice_page(request, found, {"note_form": form}, 400)


@require_POST
@login_required
def transfer_undo(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    found = invoice_for(request.user, number)
    transfer = found.transfers.filter(pk=pk).first()
    if transfer is None:
        raise Http404
    transfer.invoice = found
    form = UndoForm(request.POST, auto_id=False)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    undo_transfer(transfer=transfer, reason=reason, actor=request.user, now=clock.now())
    messages.success(request, _("Taken back: the invoice is open again."))
    return redirect("funding:invoice", number=found.number)


@require_safe
@login_required
def invoice_export(request: HttpRequest, hub_slug: str) -> HttpResponseBase:
    """All invoices of some days and the journal of them, in one file that is written while it is read."""
    hub = managed_hub_for(request.user, hub_slug)
    form = JournalForm(request.GET)
    if not form.is_valid():
        raise NoSuchDays()
    name = f"{hub.slug}-{form.days.first.isoformat()}-{form.days.last.isoformat()}.zip"
    answer = StreamingHttpResponse(everything(hub, form.days, reading()), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
