"""The books for who keeps them: closing a period, and the journal of some days as a file."""

from itertools import chain
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from facilities.permissions import managed_hub_for
from funding.actions.close_period import close_period
from funding.forms.books import CloseForm, JournalForm, last_quarter
from funding.models import AccountKind, ClosedPeriod, Fund
from funding.models.journal import journal
from funding.models.limits import COUNTRY
from funding.outbound.bookkeeper import heads, row_of
from funding.permissions import funder_for
from funding.rules.time import local_day
from hub.kit import clock
from hub.kit.errors import Refusal
from hub.kit.refs import Ref
from hub.kit.spreadsheet import download, reading
from members.views.admins import for_site_admins


class NoSuchDays(Refusal):
    code = "no_such_days"
    status = 400
    message = _("Give two days in the address, such as ?first=2026-07-01&last=2026-09-30.")


@require_http_methods(["GET", "HEAD", "POST"])
@for_site_admins
def books(request: HttpRequest) -> HttpResponse:
    """What is closed, a form to close more, and a form for the journal."""
    now = clock.now()
    form = CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            period = close_period(through=form.cleaned_data["through"], actor=request.user, now=now)
        except Refusal as refusal:
            form.add_error("through", str(refusal))
        else:
            messages.success(request, _("Closed: %(count)d entries.") % {"count": period.entries})
            return redirect("funding:books")
    context = {
        "form": form,
        "journal_form": JournalForm(initial=last_quarter(local_day(now, COUNTRY))),
        "periods": ClosedPeriod.objects.select_related("closed_by"),
        "takes_cards": settings.CARDS,
        "crumbs": [(_("Setting up"), reverse("cms:setup"))],
    }
    return render(request, "funding/books.html", context, status=400 if form.is_bound else 200)


@require_safe
@for_site_admins
def journal_of_all(request: HttpRequest) -> HttpResponseBase:
    return _journal(request, None)


@require_safe
@login_required
def journal_of_hub(request: HttpRequest, hub_slug: str) -> HttpResponseBase:
    """What a hub earned and gave, for who manages it."""
    return _journal(request, [managed_hub_for(request.user, hub_slug).ref])


@require_safe
@login_required
def journal_of_funder(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """What a funder paid in and what its funds did, for who speaks for it."""
    found = funder_for(request.user, uuid)
    funds = Fund.objects.filter(agreement__funder=found)
    return _journal(request, [found.ref, *(fund.ref for fund in funds)])


def _journal(request: HttpRequest, owners: list[Ref] | None) -> HttpResponseBase:
    form = JournalForm(request.GET)
    if not form.is_valid():
        raise NoSuchDays()
    days = form.days
    language, names = reading(), dict(AccountKind.choices)
    rows = (row_of(line, names, language) for line in journal(days, owners))
    return download(f"journal-{days.first.isoformat()}-{days.last.isoformat()}", chain([heads()], rows))
