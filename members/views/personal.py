"""What is kept about a person: taken along by themselves, erased by a site administrator."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hub.kit import clock
from hub.kit.errors import Refusal
from members.actions.erase_person import erase_person
from members.actions.take_data import take_data
from members.actions.take_organisation_data import take_organisation_data
from members.current import person_of
from members.forms.erasing import EraseForm, WhomForm
from members.models import User
from members.models.personal import told_of
from members.permissions import organisation_for
from members.rules.places import slug_of
from members.views.admins import for_site_admins


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def my_data(request: HttpRequest) -> HttpResponse:
    """What there is, in words; sent, the file. A button asks for it, since it is written down who takes it."""
    if request.method != "POST":
        return render(request, "members/my_data.html")
    person, now = person_of(request), clock.now()
    found = {"made_at": now, "site": request.get_host(), **take_data(person=person, actor=person, now=now)}
    return as_file(found, f"vliegwiel-{now:%Y-%m-%d}.json")


def as_file(found: Mapping[str, Any], name: str) -> HttpResponse:
    """JSON to keep, which nobody between keeps. `name` is plain."""
    answer = JsonResponse(
        found, encoder=DjangoJSONEncoder, json_dumps_params={"indent": 1, "ensure_ascii": False}
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_POST
def organisation_data(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What is kept of an organisation, for its owners. A button asks for it, since it is written down who takes it."""
    found, now = organisation_for(request.user, uuid), clock.now()
    told = take_organisation_data(organisation=found, actor=person_of(request), now=now)
    about = {"made_at": now, "site": request.get_host(), **told}
    return as_file(about, f"{slug_of(found.name) or 'organisation'}-{now:%Y-%m-%d}.json")


@require_http_methods(["GET", "HEAD"])
@for_site_admins
def erase(request: HttpRequest) -> HttpResponse:
    """Whom, and then what there is of them, before anything is done."""
    form = WhomForm(request.GET if "email" in request.GET else None)
    person = form.cleaned_data["email"] if form.is_bound and form.is_valid() else None
    return _page(request, form, person, EraseForm(person=person) if person else None)


@require_POST
@for_site_admins
def erase_one(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    form = EraseForm(request.POST, person=person)
    if form.is_valid():
        try:
            erase_person(person=person, actor=request.user, now=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The account is erased."))
            return redirect("members:erase")
    return _page(request, WhomForm(initial={"email": person.email}), person, form, status=400)


def _page(
    request: HttpRequest, form: WhomForm, person: User | None, erasing: EraseForm | None, status: int = 0
) -> HttpResponse:
    context = {
        "form": form,
        "person": person,
        "erasing": erasing,
        "counts": _counts(told_of(person)) if person else [],
        "crumbs": [(_("Setting up"), reverse("cms:setup"))],
    }
    return render(request, "members/erase.html", context, status=status or (400 if form.errors else 200))


def _counts(told: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, int]]:
    """How much there is of each, without what it says: that is the person's own."""
    names = {
        "memberships": _("Organisations they are of"),
        "roles": _("Roles, also those of before"),
        "booked": _("Bookings they made, which stay without their name"),
        "said": _("Messages about bookings, which stay without their name"),
        "written": _("Articles: what was published stays without their name, the rest goes"),
        "questions": _("Questions below articles, which stay without their name"),
        "answers": _("Answers below articles, which stay without their name"),
        "inductions": _("Inductions, which lapse under a number"),
        "calendar_links": _("Links to calendars, which stop"),
        "followed": _("What they follow, which goes"),
    }
    counts = {
        kind: len(rows) for room in told.values() for kind, rows in room.items() if isinstance(rows, list)
    }
    return [(name, counts[kind]) for kind, name in names.items() if counts.get(kind)]
