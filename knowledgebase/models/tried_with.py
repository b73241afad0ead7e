"""What came of experiments with a facility, for its own page."""

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length, Substr

from facilities.models import Facility
from knowledgebase.models.articles import Gear
from knowledgebase.models.experiments import Experiment, Result, Standing


def results_with(facility: Facility, most: int) -> list[tuple[Experiment, Result]]:
    """The latest results that stand of live experiments that name this very facility, and after them of those that name
    its kind, each with its experiment; a result is in its experiment's language. Two statements, one where there are
    none."""
    of_it = Gear.objects.filter(page=OuterRef("pk"), facility=facility)
    above = Experiment.objects.filter(live=True).filter(
        Q(Exists(of_it)) | Q(Exists(Gear.objects.filter(page=OuterRef("pk"), kind=facility.kind_id)))
    )
    named = {
        each.path: each for each in above.annotate(names_it=Exists(of_it)).select_related("locale")[:100]
    }
    if not named:
        return []
    size = Result.steplen
    found = (
        Result.objects.filter(live=True)
        .exclude(standing=Standing.WITHDRAWN)
        .annotate(above=Substr("path", 1, Length(F("path")) - size))
        .filter(above__in=named)
        .order_by("-on", "-pk")
    )
    pairs = [(named[each.above], each) for each in found[: most * 10]]
    pairs.sort(key=lambda pair: not pair[0].names_it)
    return pairs[:most]
