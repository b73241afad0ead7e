"""An organisation's pages: mine, a new one, its details, and who belongs to it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Case, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hub.kit import clock
from hub.kit.errors import Forbidden, Refusal
from members import current
from members.actions.change_organisation import change_organisation
from members.actions.change_post import change_post
from members.actions.leave import leave as leave_organisation
from members.actions.register_organisation import register_organisation
from members.actions.remove_member import remove_member
from members.forms import OrganisationForm
from members.models import Invitation, Membership, Post
from members.permissions import administers, invitations_for, organisation_for, organisation_seen_by
from members.views.current import next_url

OWNERS_FIRST = Case(
    When(post=Post.OWNER, then=Value(0)), When(post=Post.BOOKER, then=Value(1)), default=Value(2)
)


@login_required
@require_GET
def organisations(request: HttpRequest) -> HttpResponse:
    """The organisations of whoever asks, and the invitations to their verified addresses."""
    memberships = Membership.objects.filter(person_id=request.user.pk).select_related(
        "organisation__municipality"
    )
    return render(
        request,
        "members/organisations.html",
        {
            "memberships": memberships.order_by("organisation__name", "pk"),
            "invitations": invitations_for(current.person_of(request), now=clock.now()),
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            organisation = register_organisation(details=form.details(), actor=request.user, now=clock.now())
        except Refusal as refusal:
            form.refused(refusal)
        else:
            current.choose(request, organisation.uuid)
            words = _("%(organisation)s is registered. You can book for it now.")
            messages.success(request, words % {"organisation": organisation})
            return redirect(next_url(request, organisation.get_absolute_url()))
    status = 400 if form.is_bound else 200
    return render(
        request, "members/register.html", {"form": form, "next": next_url(request, "")}, status=status
    )


@login_required
@require_GET
def organisation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Details, people and, for its owners, open invitations."""
    found = organisation_seen_by(request.user, uuid)
    owner = administers(request.user, found)
    people = Membership.objects.filter(organisation=found).select_related("person")
    open_ones = Invitation.objects.unanswered().filter(organisation=found).order_by("-invited_at")
    return render(
        request,
        "members/organisation.html",
        {
            "organisation": found,
            "disciplines": list(found.disciplines.all()),
            "people": people.order_by(OWNERS_FIRST, "person__name", "pk"),
            "invitations": open_ones if owner else [],
            "administers": owner,
            "is_member": any(each.person_id == request.user.pk for each in people),
            "posts": Post.choices,
            "now": clock.now(),
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = organisation_for(request.user, uuid)
    if not administers(request.user, found):
        raise Forbidden
    form = OrganisationForm(
        request.POST if request.method == "POST" else None, initial=OrganisationForm.initial_of(found)
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_organisation(
                organisation=found, details=form.details(), actor=request.user, now=clock.now()
            )
        except Refusal as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("The changes are saved."))
            return redirect(found.get_absolute_url())
    status = 400 if form.is_bound else 200
    return render(request, "members/change.html", {"form": form, "organisation": found}, status=status)


@login_required
@require_POST
def post(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    """Give a member another role."""
    found = organisation_for(request.user, uuid)
    membership = get_object_or_404(found.memberships.select_related("organisation", "person"), pk=pk)
    change_post(membership=membership, post=request.POST.get("post", ""), actor=request.user, now=clock.now())
    messages.success(request, _("%(person)s has another role now.") % {"person": membership.person})
    return redirect(found.get_absolute_url())


@login_required
@require_POST
def remove(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    found = organisation_for(request.user, uuid)
    membership = get_object_or_404(found.memberships.select_related("organisation", "person"), pk=pk)
    person = membership.person
    remove_member(membership=membership, actor=request.user, now=clock.now())
    messages.success(request, _("%(person)s is no longer a member.") % {"person": person})
    return redirect("members:organisations" if person == request.user else found.get_absolute_url())


@login_required
@require_POST
def leave(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = organisation_for(request.user, uuid)
    leave_organisation(organisation=found, actor=request.user, now=clock.now())
    messages.success(request, _("You are no longer a member of %(organisation)s.") % {"organisation": found})
    return redirect("members:organisations")
