from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from facilities.actions.set_companion_rules import set_companion_rules
from facilities.forms.companions import CompanionForms, companions_for, initial_rules, rules_in
from facilities.models.companions import inside_with_rules
from facilities.permissions import managed_facility_for
from facilities.views.doing import FORM_METHODS, done, page, posted
from hub.kit import clock
from hub.kit.errors import Refusal


@require_http_methods(FORM_METHODS)
@login_required
def companions(request: HttpRequest, hub: str, slug: str) -> HttpResponse:
    """Who or what the house wants to come along with a facility, and when."""
    found = managed_facility_for(request.user, hub, slug)
    now = clock.now()
    kept = [rule.requirement for rule in found.companion_rules.all()]
    forms = CompanionForms(
        posted(request),
        initial=initial_rules(kept),
        prefix="rule",
        form_kwargs={"companions": companions_for(found, kept)},
    )
    refused: list[str] = []
    if request.method == "POST" and forms.is_valid():
        try:
            set_companion_rules(facility=found, requirements=rules_in(forms), actor=request.user, now=now)
        except Refusal as refusal:
            refused = [str(refusal)]
        else:
            said = _("Who comes along is saved. It counts for bookings from now on.")
            return done(request, said, "facilities:companions", hub, slug)
    answer = page(
        request,
        "facilities/companions.html",
        found.hub,
        now,
        facility=found,
        inside=inside_with_rules(found),
        rules=forms,
        refused=refused,
        here="companions",
    )
    if request.method == "POST":
        answer.status_code = 422
    return answer
