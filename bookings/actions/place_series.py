from datetime import datetime

from bookings.actions._placing_series import (
    DatesInTheWay,
    NotAllDecided,
    PlacedSeries,
    SeriesPriceChanged,
    series_placed,
)
from bookings.rules.series import SeriesRequest
from hub.kit.transactions import verb
from members.models import User

__all__ = ["DatesInTheWay", "NotAllDecided", "PlacedSeries", "SeriesPriceChanged", "place_series"]


@verb
def place_series(
    *, request: SeriesRequest, house_rules_version: int | None, actor: User, now: datetime
) -> PlacedSeries:
    """Book every date that was chosen at the price that was shown, on account, or nothing at all; where the hub looks
    first all are asked for together. The same request again gives the same series. Each date is a booking of its own.

    Refusals: `NotAllDecided`, `DatesInTheWay`, `SeriesPriceChanged`, `KeyReused`, `NotPartOf`, those of
    `bookings.rules.series`, `AcceptHouseRules`, `PayFirst`, funding's; `Forbidden` for a member who may not book,
    Http404 for a stranger.
    """
    return series_placed(request=request, house_rules_version=house_rules_version, actor=actor, now=now)
