"""Which how-tos prepare for which induction."""

from collections.abc import Iterable

from django.db.models import F

from knowledgebase.models.how_tos import HowTo
from knowledgebase.models.reading import in_language


def taught_by(induction_ids: Iterable[int], language: str, *, but: HowTo) -> dict[int, HowTo]:
    """By induction the how-to about it that was checked last, other than the one that is being read; one statement,
    none for none."""
    ids = sorted(set(induction_ids))
    if not ids:
        return {}
    found = in_language(HowTo.objects.filter(teaches__in=ids), language).exclude(pk=but.pk)
    found = found.annotate(induction_id=F("teaches")).select_related("locale")
    # What was checked last is said last, and stays.
    return {each.induction_id: each for each in found.order_by("last_checked_on", "pk")}
