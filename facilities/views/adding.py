"""A new place: the site administrators' part of it. Who is to manage it is said on the page of roles."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from facilities.actions.add_hub import add_hub
from facilities.forms.hubs import NewHubForm
from facilities.models import Hub
from facilities.views.doing import posted, tried
from hub.kit import clock
from members.models import Role
from members.views.admins import for_site_admins


@require_http_methods(["GET", "HEAD", "POST"])
@for_site_admins
def hub_add(request: HttpRequest) -> HttpResponse:
    form = NewHubForm(posted(request), initial={"holidays_of": "NL"})
    made: list[Hub] = []
    if request.method == "POST" and tried(
        form, lambda: made.append(add_hub(facts=form.new_facts(), actor=request.user, now=clock.now()))
    ):
        messages.success(request, _("%(hub)s is there. Say now who manages it.") % {"hub": made[0]})
        query = urlencode({"role": Role.HUB_MANAGER.value, "over": str(made[0].ref)})
        return HttpResponseRedirect(f"{reverse('cms:roles')}?{query}")
    status = 422 if form.is_bound else 200
    crumbs = [(_("Setting up"), reverse("cms:setup"))]
    return render(request, "facilities/hub_add.html", {"form": form, "crumbs": crumbs}, status=status)
