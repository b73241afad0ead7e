"""What was asked for and came to nothing, counted."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q

from region.models.needs import Need, NeedState, OfferState


class Unmet(NamedTuple):
    """`kind_id` is none where the need says in words what it is about."""

    kind_id: int | None
    municipality_id: int
    count: int  # type: ignore[assignment] # hides the method of tuples, which nobody asks


def unmet(region_id: int | None, since: datetime) -> list[Unmet]:
    """What everybody could read that was asked for near towns of a region (None: of every region) since then and came
    to nothing: what lapsed, and what is open without anybody's offer. What only hubs read is not in it, since figures
    are handed on (docs/decisions/0111). One statement; demonstrations count, since they are marked as such."""
    answered = Q(offers__state__in=[OfferState.OPEN, OfferState.ACCEPTED])
    found = Need.objects.filter(
        Q(state=NeedState.LAPSED) | Q(state=NeedState.OPEN) & ~Q(pk__in=Need.objects.filter(answered)),
        posted_at__gte=since,
        only_hubs=False,
    )
    if region_id is not None:
        found = found.filter(municipality__region=region_id)
    counted = (
        found.order_by("municipality", "kind").values_list("kind", "municipality").annotate(n=Count("pk"))
    )
    return [Unmet(kind, town, count) for kind, town, count in counted]
