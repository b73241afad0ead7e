from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from facilities.actions.set_dayparts import set_dayparts
from facilities.forms.dayparts import DaypartForms, dayparts_in, initial_dayparts
from facilities.permissions import managed_hub_for
from facilities.rules.dayparts import read
from facilities.views.doing import done, page, posted
from hub.kit import clock
from hub.kit.errors import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def dayparts(request: HttpRequest, hub: str) -> HttpResponse:
    """Which stretches of the day the house lets as dayparts."""
    found = managed_hub_for(request.user, hub)
    now = clock.now()
    forms = DaypartForms(posted(request), initial=initial_dayparts(read(found.dayparts)), prefix="part")
    refused: list[str] = []
    if request.method == "POST" and forms.is_valid():
        try:
            set_dayparts(hub=found, dayparts=dayparts_in(forms), actor=request.user, now=now)
        except Refusal as refusal:
            refused = [str(refusal)]
        else:
            return done(request, _("The dayparts are saved."), "facilities:hub", hub)
    answer = page(
        request, "facilities/dayparts.html", found, now, dayparts=forms, refused=refused, here="dayparts"
    )
    answer.status_code = 422 if forms.is_bound else 200
    return answer
