from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from facilities.actions.set_parts import set_parts
from facilities.forms.knowing import Knowing
from facilities.forms.parts import PartForms, initial_parts, wishes_in
from facilities.models import FacilityState
from facilities.permissions import managed_facility_for
from facilities.views.doing import FORM_METHODS, done, page, posted, tried
from hub.kit import clock


@require_http_methods(FORM_METHODS)
@login_required
def parts(request: HttpRequest, hub: str, slug: str) -> HttpResponse:
    """What a facility is made of: other facilities of the same hub."""
    found = managed_facility_for(request.user, hub, slug)
    now = clock.now()
    others = found.hub.facilities.exclude(pk=found.pk).exclude(state=FacilityState.RETIRED)
    there = list(others.order_by("kind__position", "name", "pk"))
    forms = PartForms(
        posted(request), initial=initial_parts(found), prefix="part", form_kwargs={"there": there}
    )
    form = Knowing(posted(request))
    is_right = request.method == "POST" and forms.is_valid()
    if is_right and tried(
        form,
        lambda: set_parts(
            facility=found, parts=wishes_in(forms), knowing=form.knowing(), actor=request.user, now=now
        ),
    ):
        return done(request, _("What is inside is saved."), "facilities:facility", hub, slug)
    answer = page(
        request,
        "facilities/parts.html",
        found.hub,
        now,
        form=form,
        forms=forms,
        facility=found,
        has_units=found.units.exists(),
        here="parts",
    )
    if forms.is_bound and not is_right:
        answer.status_code = 422
    return answer
