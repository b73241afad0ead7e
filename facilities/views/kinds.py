"""The kinds of facilities, and a form for one more: for site administrators."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from facilities.actions.add_kind import add_kind
from facilities.forms.kinds import KindForm
from facilities.models import Kind
from facilities.views.doing import posted, tried
from hub.kit import clock
from members.views.admins import for_site_admins


@require_http_methods(["GET", "HEAD", "POST"])
@for_site_admins
def kinds(request: HttpRequest) -> HttpResponse:
    form = KindForm(posted(request))
    if request.method == "POST" and tried(
        form, lambda: add_kind(facts=form.facts(), actor=request.user, now=clock.now())
    ):
        messages.success(request, _("The kind is there; facilities can be of it from now on."))
        return redirect("facilities:kinds")
    status = 422 if form.is_bound else 200
    found = Kind.objects.annotate(used=Count("facilities")).order_by("position", "slug")
    crumbs = [(_("Setting up"), reverse("cms:setup"))]
    return render(
        request, "facilities/kinds.html", {"form": form, "kinds": found, "crumbs": crumbs}, status=status
    )
