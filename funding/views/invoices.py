"""Invoices: a hub's and an organisation's lists, one of them, and its papers."""

from collections.abc import Sequence
from typing import Any, overload
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from facilities.permissions import staffed_hub_for
from funding.forms.books import last_quarter
from funding.forms.invoicing import TransferForm, UndoForm, WhichForm
from funding.models import Invoice, PaperKind
from funding.models.invoice_state import (
    PayState,
    Standing,
    Which,
    paid_back_by_bank,
    standing_of,
    standings,
    sums,
)
from funding.models.invoicing import setting_on
from funding.models.limits import COUNTRY
from funding.outbound.invoice_mail import file_name, paper_of
from funding.outbound.invoice_words import (
    credited,
    funds_of,
    iban_words,
    line_words,
    paid_before,
    paid_words,
)
from funding.permissions import invoice_for, sets_rates_of
from funding.rules.time import local_day
from hub.kit import clock
from hub.kit.paging import page_number, page_of
from members.permissions import administers, is_member, is_site_admin, organisation_seen_by

# As long as a phone's screen bears.
AT_ONCE = 20
MIMES = {PaperKind.PDF: "application/pdf", PaperKind.UBL: "application/xml"}


class _Rows(Sequence[Standing]):
    """Read as far as a page of them is looked at."""

    def __init__(self, which: Which, count: int) -> None:
        self.which, self.length = which, count

    def __len__(self) -> int:
        return self.length

    @overload
    def __getitem__(self, at: int) -> Standing: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Standing]: ...
    def __getitem__(self, at: int | slice) -> Standing | Sequence[Standing]:
        if isinstance(at, int):
            return standings(self.which, most=1, skip=at)[0]
        start = at.start or 0
        return standings(self.which, most=(at.stop or self.length) - start, skip=start)


@login_required
@require_safe
def invoices(request: HttpRequest, hub_slug: str) -> HttpResponse:
    """A hub's, for its staff: what is open, what is late, and where each stands."""
    hub = staffed_hub_for(request.user, hub_slug)
    today = local_day(clock.now(), hub.zone)
    form = WhichForm(request.GET)
    asked = form.asked() if form.is_valid() else {}
    manages = bool(sets_rates_of(request.user, hub))
    context = {
        **listed(request, Which(today, hub=hub, **asked)),
        "hub": hub,
        "manages": manages,
        "form": form,
        "setting": setting_on(hub, today),
        "export_form": WhichForm(initial=last_quarter(today), auto_id="export_%s") if manages else None,
    }
    return render(request, "funding/invoices.html", context, status=200 if form.is_valid() else 400)


@login_required
@require_safe
def organisation_invoices(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """An organisation's own, for its members."""
    found = organisation_seen_by(request.user, uuid)
    context = {
        **listed(request, Which(local_day(clock.now(), COUNTRY), organisation=found)),
        "organisation": found,
        "administers": administers(request.user, found),
    }
    return render(request, "funding/organisation_invoices.html", context)


def listed(request: HttpRequest, which: Which) -> dict[str, Any]:
    """A page of them, and sums by state."""
    found = sums(which)
    count = found.get(which.state, (0, 0))[0] if which.state else sum(each for each, _cents in found.values())
    page = page_of(_Rows(which, count), page_number(request), AT_ONCE)
    late = found.get(PayState.OVERDUE, (0, 0))
    to_pay = found.get(PayState.OPEN, (0, 0))
    return {
        "page_obj": page,
        "open_cents": to_pay[1] + late[1],
        "open_count": to_pay[0] + late[0],
        "late_cents": late[1],
        "late_count": late[0],
        "back_cents": -found.get(PayState.BACK, (0, 0))[1],
    }


@require_safe
@login_required
def invoice(request: HttpRequest, number: str) -> HttpResponse:
    """One invoice, for its organisation and for the hub."""
    return invoice_page(request, invoice_for(request.user, number))


def invoice_page(
    request: HttpRequest, found: Invoice, forms: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    """`forms` are those that came back wrong."""
    today = local_day(clock.now(), found.hub.zone)
    standing = standing_of(found, today)
    ours = bool(is_member(request.user, found.organisation))
    may_note = not found.is_credit and bool(sets_rates_of(request.user, found.hub))
    parts = list(found.parts.all())
    context = {
        "invoice": found,
        "hub": found.hub,
        "standing": standing,
        "ours": ours or (is_site_admin(request.user) and not may_note),
        "parts": [(part, [(line, line_words(line)) for line in part.lines.all()]) for part in parts],
        "funds": funds_of(parts),
        "paid_cents": paid_before(parts),
        "paid_words": paid_words(found, parts),
        "credited_cents": credited(parts),
        "credit_notes": list(found.credit_notes.order_by("pk")),
        "transfers": list(found.transfers.select_related("reversal", "reverses")),
        "paid_back": paid_back_by_bank(found),
        "iban": iban_words(found.from_.iban),
        "may_note": may_note,
        "note_form": TransferForm(initial={"cents": max(standing.open_cents, 0), "received_on": today}),
        "undo_form": UndoForm(auto_id=False),
        **(forms or {}),
    }
    return render(request, "funding/invoice.html", context, status=status)


@require_safe
@login_required
def invoice_pdf(request: HttpRequest, number: str) -> HttpResponse:
    return _paper(invoice_for(request.user, number), PaperKind.PDF)


@require_safe
@login_required
def invoice_ubl(request: HttpRequest, number: str) -> HttpResponse:
    return _paper(invoice_for(request.user, number), PaperKind.UBL)


def _paper(found: Invoice, kind: PaperKind) -> HttpResponse:
    answer = HttpResponse(paper_of(found, kind), content_type=MIMES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{file_name(found, kind)}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
