"""The front door: the promise, the question, and what it is for whom."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from bookings.forms.search import blank
from cms.models.reading import written_for_home
from cms.outbound.schema_org import machines_of_home
from facilities.models import Kind
from hub.kit import clock
from members.current import current_organisation


@dataclass(frozen=True, slots=True)
class Example:
    """One line of the example on the front page."""

    label: str | Promise
    cents: int
    role: str


EXAMPLE = (
    Example(_("A four-person collective"), 84_00, "own"),
    Example(_("A regional fund"), 96_00, "fund"),
    Example(_("A theatre's fund"), 36_00, "fund"),
    Example(_("The hub itself"), 24_00, "hub"),
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "cms/home.html",
        {
            "written": written_for_home(get_language() or "nl"),
            "kinds": Kind.objects.all(),
            "machines": machines_of_home(),
            "example": EXAMPLE,
            "example_cents": sum(share.cents for share in EXAMPLE),
            "example_label": _("The collective pays"),
            "example_payer": EXAMPLE[0].label,
            "search_form": blank(now=clock.now(), organisation=current_organisation(request)),
        },
    )
