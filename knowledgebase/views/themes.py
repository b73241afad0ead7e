from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowledgebase import permissions
from knowledgebase.models import Experiment, HowTo, Theme, Toolbox
from knowledgebase.models.followables import button_for, theme_followed
from knowledgebase.models.reading import in_language, latest_checked, with_latest_result
from knowledgebase.outbound.schema_org import machines_of_theme

SHOWN = 6


@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """All about one theme: how-tos, experiments and toolboxes, what was checked last first."""
    found = permissions.theme_for(slug)
    language = get_language() or "nl"
    how_tos, experiments, toolboxes = (
        latest_checked(in_language(kind.objects.filter(themes=found), language), None, SHOWN)
        for kind in (HowTo, Experiment, Toolbox)
    )
    context = {
        "theme": found,
        "how_tos": how_tos[:SHOWN],
        "has_more": len(how_tos) > SHOWN,
        "experiments": with_latest_result(experiments[:SHOWN]),
        "toolboxes": toolboxes[:SHOWN],
        "themes": Theme.objects.all(),
        "follow": button_for(request.user, theme_followed(found)),
        "machines": machines_of_theme(found),
        "crumbs": [(_("Knowledge"), reverse("knowledgebase:knowledge"))],
    }
    return render(request, "knowledgebase/theme.html", context)
