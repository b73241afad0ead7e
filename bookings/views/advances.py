"""The hub's managers note money that came in by bank before there was an invoice, and take back what was noted wrongly.

Both stand on the booking's page; reading one of these addresses (after signing in) goes there.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.actions.note_advance import (
    AdvanceNotedBefore,
    NoAmount,
    NoteOnInvoice,
    NothingDue,
    NotSureYet,
    note_advance,
)
from bookings.actions.undo_advance import undo_advance
from bookings.permissions import booking_for, may_move_money
from bookings.views.details import booking_page
from funding.actions.note_transfer import NotInTheFuture
from funding.actions.undo_transfer import AlreadyUndone, SayWhyUndone
from funding.forms.invoicing import TransferForm, UndoForm, show
from hub.kit import clock
from hub.kit.errors import Forbidden

door = require_http_methods(["GET", "HEAD", "POST"])


@door
@login_required
def note_view(request: HttpRequest, number: str) -> HttpResponse:
    found = booking_for(request.user, number)
    if request.method != "POST":
        return redirect("bookings:booking", found.number)
    form = TransferForm(request.POST)
    if form.is_valid():
        try:
            note_advance(
                number=found.number,
                cents=form.cleaned_data["cents"],
                received_on=form.cleaned_data["received_on"],
                key=form.request_key(),
                actor=request.user,  # type: ignore[arg-type]
                now=clock.now(),
            )
        except (NotInTheFuture, NoAmount, AdvanceNotedBefore) as refusal:
            show(form, refusal)
        except (NothingDue, NotSureYet, NoteOnInvoice) as refusal:
            # The page has no such form any more, or not yet.
            messages.warning(request, str(refusal))
            return redirect("bookings:booking", found.number)
        else:
            messages.success(request, _("Noted: it is in the books."))
            return redirect("bookings:booking", found.number)
    elif not may_move_money(request.user, found):
        raise Forbidden()
    return booking_page(request, found, {"advance_form": form}, 400)


@door
@login_required
def undo_view(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    found = booking_for(request.user, number)
    if request.method == "POST":
        form = UndoForm(request.POST)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        try:
            undo_advance(
                number=found.number,
                advance_id=pk,
                reason=reason,
                actor=request.user,  # type: ignore[arg-type]
                now=clock.now(),
            )
        except (SayWhyUndone, AlreadyUndone) as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("Taken back: it is owed again."))
    return redirect("bookings:booking", found.number)
