"""The desk of a reviewer: what waits in their regions, and one declaration in hand."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from funding.access import regions_reviewed_by, review_for
from funding.actions._evidence import present
from funding.actions._reviews import in_hand
from funding.actions.decide_review import decide_review
from funding.actions.give_back_review import give_back_review
from funding.actions.take_review import take_review
from funding.forms import DecisionForm
from funding.models import Review
from funding.models.choosing import bands_on
from funding.models.limits import COUNTRY
from funding.models.reviews import FIRST
from funding.outbound.declarations import decided_in_words
from funding.rules.time import local_day
from hub.kit import clock
from hub.kit.errors import Forbidden, Refusal
from hub.kit.paging import page_number, page_of
from members.current import person_of

METHODS = ["GET", "HEAD", "POST"]
A_PAGE = 50


@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first, and what the reader has in hand."""
    person = person_of(request)
    regions = regions_reviewed_by(person)
    if not regions:
        raise Forbidden
    rows = (
        Review.objects.waiting(today=local_day(clock.now(), COUNTRY))
        .in_regions(regions)
        # Somebody else looks at these.
        .exclude(declaration__organisation__memberships__person=person)
        .exclude(not_by=person)
        .with_files()
    )
    page = page_of(rows, page_number(request), A_PAGE)
    return render(request, "funding/reviews.html", {"page_obj": page, "rows": page.object_list})


@login_required
@require_http_methods(METHODS)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One declaration: taken, it shows its figures and files, and a form to decide by."""
    found = review_for(request.user, pk)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            decided = decide_review(
                review=found, decision=form.decision(), actor=person_of(request), now=clock.now()
            )
        except Refusal as refusal:
            # Who may decide at all is not a mistake in the form.
            if refusal.status != 400:
                raise
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Decided. The owners are told: %(said)s") % {"said": decided_in_words(decided)}
            )
            return redirect("funding:reviews")
    return _page(request, found, form)


@login_required
@require_http_methods(METHODS)
def take(request: HttpRequest, pk: int) -> HttpResponse:
    found = review_for(request.user, pk)
    if request.method == "POST":
        take_review(review=found, actor=person_of(request), now=clock.now())
    return redirect("funding:review", pk)


@login_required
@require_http_methods(METHODS)
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = review_for(request.user, pk)
    if request.method != "POST":
        return redirect("funding:review", pk)
    give_back_review(review=found, actor=person_of(request), now=clock.now())
    messages.success(request, _("It waits in the queue again."))
    return redirect("funding:reviews")


def _page(request: HttpRequest, found: Review, form: DecisionForm) -> HttpResponse:
    taken = in_hand(found) if found.decided_at is None else None
    mine = taken is not None and taken.person_id == request.user.pk
    first = (
        found.declaration.reviews.select_related("band").filter(round=FIRST).first()
        if found.is_again
        else None
    )
    context: dict[str, Any] = {
        "review": found,
        "declaration": found.declaration,
        "taken": taken,
        "mine": mine,
        "not_me": found.not_by_id == request.user.pk,
        "decided": decided_in_words(found) if found.decided_at else "",
        "first": first,
        "first_said": decided_in_words(first) if first else "",
        "evidence": present(found.declaration) if mine else [],
        "bands": bands_on(found.declaration.band.valid_from),
        "form": form if mine else None,
        "crumbs": [(_("Declarations to check"), reverse("funding:reviews"))],
    }
    return render(request, "funding/review.html", context, status=400 if form.is_bound else 200)
