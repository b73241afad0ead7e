"""A declaration with what proves it: for the owners who made it, and for a site administrator who must look."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from funding.access import Reader, declaration_for, evidence_for, glass_of, own_declaration_for, reader_of
from funding.actions._evidence import present
from funding.actions.add_evidence import add_evidence
from funding.actions.ask_review_again import ask_review_again, first_to_ask_about
from funding.actions.break_glass import break_glass
from funding.actions.give_back_review import give_back_review
from funding.actions.read_evidence import read_evidence
from funding.actions.remove_evidence import remove_evidence
from funding.forms import AgainForm, EvidenceForm, GlassForm
from funding.models import BandDeclaration, DeclarationStatus, Evidence
from funding.models.limits import COUNTRY
from funding.models.reviews import open_assignments
from funding.outbound.declarations import decided_in_words
from funding.rules.time import local_day
from funding.views.handing_over import handed_over
from hub.kit import clock
from hub.kit.errors import Forbidden, Refusal
from members.current import person_of
from members.permissions import administers, is_site_admin

# A page, and what its buttons send: whoever comes back from signing in reads the page.
METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def declaration(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, declaration_for(request.user, pk))


@login_required
@require_http_methods(METHODS)
def evidence_add(request: HttpRequest, pk: int) -> HttpResponse:
    found = own_declaration_for(request.user, pk)
    if request.method != "POST":
        return redirect("funding:declaration", pk)
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            add_evidence(
                declaration=found, files=form.cleaned_data["evidence"], actor=request.user, now=clock.now()
            )
        except Refusal as refusal:
            form.add_error("evidence", str(refusal))
        else:
            messages.success(request, _("It is there."))
            return redirect("funding:declaration", pk)
    return _page(request, found, form=form)


@login_required
@require_http_methods(METHODS)
def evidence_remove(request: HttpRequest, pk: int, uuid: UUID) -> HttpResponse:
    found = own_declaration_for(request.user, pk)
    if request.method == "POST":
        evidence = get_object_or_404(Evidence, uuid=uuid, declaration=found, removed_at=None)
        evidence.declaration = found
        remove_evidence(evidence=evidence, actor=request.user, now=clock.now())
        messages.success(request, _("The file is deleted."))
    return redirect("funding:declaration", pk)


@login_required
@require_GET
def evidence(request: HttpRequest, uuid: UUID) -> FileResponse:
    """The file itself. Only GET: each reading is written down, and a HEAD would be one of nothing."""
    now = clock.now()
    found = evidence_for(request.user, uuid, now)
    return handed_over(read_evidence(evidence=found, actor=request.user, now=now))


@login_required
@require_http_methods(METHODS)
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that somebody else looks at what was decided."""
    found = own_declaration_for(request.user, pk)
    now = clock.now()
    # What cannot be asked any more says so before anybody writes a letter.
    first = first_to_ask_about(found, today=local_day(now, COUNTRY))
    form = AgainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        grounds = form.cleaned_data["grounds"]
        ask_review_again(declaration=found, grounds=grounds, actor=person_of(request), now=now)
        messages.success(request, _("Somebody else will look at it. You are told by mail what they decide."))
        return redirect("funding:declaration", pk)
    context = {"declaration": found, "first": first, "said": decided_in_words(first), "form": form}
    return render(request, "funding/again.html", context, status=400 if form.is_bound else 200)


@login_required
@require_http_methods(METHODS)
def glass(request: HttpRequest, pk: int) -> HttpResponse:
    """A site administrator lets themselves in; nobody else has anything to break."""
    found = declaration_for(request.user, pk)
    if not is_site_admin(request.user):
        raise Forbidden
    form = GlassForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        break_glass(declaration=found, reason=reason, actor=person_of(request), now=clock.now())
        messages.success(request, _("You can read it for an hour. The owners have been told."))
        return redirect("funding:declaration", pk)
    context = {"declaration": found, "form": form}
    return render(request, "funding/glass.html", context, status=400 if form.is_bound else 200)


@login_required
@require_http_methods(METHODS)
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A site administrator puts a declaration back into the queue whose reviewer is away."""
    found = declaration_for(request.user, pk)
    if not is_site_admin(request.user):
        raise Forbidden
    if request.method == "POST":
        review = get_object_or_404(found.reviews, decided_at=None)
        give_back_review(review=review, actor=person_of(request), now=clock.now())
        messages.success(request, _("It waits in the queue again."))
    return redirect("funding:declaration", pk)


def _page(request: HttpRequest, found: BandDeclaration, form: EvidenceForm | None = None) -> HttpResponse:
    now = clock.now()
    reviews = list(found.reviews.select_related("band").order_by("round"))
    undecided = next((each for each in reviews if each.decided_at is None), None)
    is_owner = bool(administers(request.user, found.organisation))
    is_open = undecided is not None and found.status != DeclarationStatus.REPLACED
    context: dict[str, Any] = {
        "declaration": found,
        "reader": reader_of(request.user, found, now),
        "readers": Reader,
        "is_owner": is_owner,
        "glass": glass_of(request.user, found, now),
        "evidence": present(found),
        "decisions": [(each, decided_in_words(each)) for each in reviews if each.decided_at],
        "undecided": undecided if is_open else None,
        "in_hand": is_open and open_assignments(found).exists(),
        "may_ask": is_owner and _may_ask(found, local_day(now, COUNTRY)),
        "form": (form or EvidenceForm()) if is_owner and is_open else None,
    }
    return render(request, "funding/declaration.html", context, status=400 if form else 200)


def _may_ask(found: BandDeclaration, today: Any) -> bool:
    try:
        first_to_ask_about(found, today=today)
    except Refusal:
        return False
    return True
