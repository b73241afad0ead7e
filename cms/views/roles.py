"""Who holds which role over what, for site administrators: given and taken here, named as people know things."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from facilities.models import Hub
from funding.permissions import payers_among
from hub.kit import clock
from hub.kit.errors import Refusal
from hub.kit.paging import page_number, page_of
from hub.kit.refs import Ref
from members.actions.grant_role import grant_role
from members.actions.revoke_role import revoke_role
from members.forms import RoleForm
from members.models import Grant, Organisation, Region, Role
from members.permissions import SITE
from members.views.admins import for_site_admins

A_PAGE = 50
Names = list[tuple[str, list[tuple[str, str]]]]


@require_http_methods(["GET", "HEAD", "POST"])
@for_site_admins
def roles(request: HttpRequest) -> HttpResponse:
    things = _things()
    start = {name: request.GET.get(name, "") for name in ("role", "over")}
    form = RoleForm(request.POST if request.method == "POST" else None, things=things, initial=start)
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["email"]
        try:
            grant_role(
                person=person,
                role=form.cleaned_data["role"],
                scope=form.scope(),
                actor=request.user,
                now=clock.now(),
            )
        except Refusal as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("%(person)s has the role now.") % {"person": person})
            return redirect("cms:roles")
    names = {ref: name for _heading, those in things for ref, name in those}
    held = Grant.objects.filter(revoked_at=None).select_related("person")
    page = page_of(held.order_by("scope", "role", "person__name", "pk"), page_number(request), A_PAGE)
    pay = payers_among(grant.person_id for grant in page.object_list if grant.role == Role.REVIEWER)
    rows = [
        {
            "grant": grant,
            "over": names.get(str(grant.scope), str(grant.scope)),
            "idle": grant.role == Role.REVIEWER and grant.person_id in pay,
        }
        for grant in page.object_list
    ]
    crumbs = [(_("Setting up"), reverse("cms:setup"))]
    context = {"form": form, "rows": rows, "page_obj": page, "crumbs": crumbs}
    return render(request, "cms/roles.html", context, status=400 if form.is_bound else 200)


@require_POST
@for_site_admins
def role_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    grant = get_object_or_404(Grant.objects.select_related("person"), pk=pk)
    revoke_role(grant=grant, actor=request.user, now=clock.now())
    messages.success(request, _("%(person)s no longer has the role.") % {"person": grant.person})
    return redirect("cms:roles")


def _things() -> Names:
    """Everything that a role can be held over, by name; three queries."""
    return [
        (_("Hubs"), _named("hub", Hub.objects.order_by("name", "pk").values_list("pk", "name"))),
        (_("Regions"), _named("region", Region.objects.order_by("name", "pk").values_list("pk", "name"))),
        (
            _("Organisations"),
            _named(
                "organisation", Organisation.objects.known().order_by("name", "pk").values_list("pk", "name")
            ),
        ),
        (_("The site"), [(str(SITE), _("the whole site"))]),
    ]


def _named(kind: str, rows: Iterable[tuple[int, str]]) -> list[tuple[str, str]]:
    return [(str(Ref(kind, str(pk))), name) for pk, name in rows]
