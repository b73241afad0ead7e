"""For site administrators: where the card processor and the books differ, and what was told and not applied."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from funding.actions.ask_reconciling import ask_reconciling
from funding.actions.book_difference import BOOKED, book_difference
from funding.forms.differences import BookForm, ReconcileForm
from funding.models import DifferenceKind
from funding.models.reconciling import booked_differences, events_set_aside, open_differences, out_of_reach
from hub.kit import clock
from hub.kit.errors import Refusal
from hub.kit.paging import page_number, page_of
from members.views.admins import for_site_admins

SIZE, FEW = 50, 20


@require_safe
@for_site_admins
def differences(request: HttpRequest) -> HttpResponse:
    """What differs, a page of it; what was booked last; the events that were set aside last."""
    return _page(request)


@require_http_methods(["GET", "HEAD", "POST"])
@for_site_admins
def reconcile_view(request: HttpRequest) -> HttpResponse:
    """Have a worker look; reading it goes to the page."""
    if request.method != "POST":
        return redirect("funding:differences")
    form = ReconcileForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 400)
    ask_reconciling(days=form.cleaned_data["days"], actor=request.user, now=clock.now())
    messages.success(request, _("It is being looked at. Read this page again in some minutes."))
    return redirect("funding:differences")


@require_http_methods(["GET", "HEAD", "POST"])
@for_site_admins
def book_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Book one difference, once; reading it goes to the page."""
    if request.method != "POST":
        return redirect("funding:differences")
    form = BookForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        book_difference(difference_id=pk, reason=reason, actor=request.user, now=clock.now())  # type: ignore[arg-type]
    except Refusal as refusal:
        if refusal.status not in (400, 409, 503):
            raise
        messages.warning(request, str(refusal))
        return _page(request, status=refusal.status)
    messages.success(request, _("Done: it is in the books, or closed with your words."))
    return redirect("funding:differences")


def _page(request: HttpRequest, form: ReconcileForm | None = None, status: int = 200) -> HttpResponse:
    page = page_of(open_differences(), page_number(request), SIZE)
    context = {
        "page_obj": page,
        "rows": [(each, DifferenceKind(each.kind) in BOOKED) for each in page],
        "booked": booked_differences()[:FEW],
        "events": events_set_aside()[:FEW],
        "out_of_reach": out_of_reach()[:SIZE],
        "form": form or ReconcileForm(),
        "book_form": BookForm(auto_id=False),
        "crumbs": [(_("Setting up"), reverse("cms:setup")), (_("The books"), reverse("funding:books"))],
    }
    return render(request, "funding/differences.html", context, status=status)
