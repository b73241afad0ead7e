from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from funding.models.limits import COUNTRY
from funding.models.open_doors import open_to_public
from hub.kit.transactions import verb
from region.actions._needs import OPEN_DOOR, held_need, tell_of_need
from region.models import Need
from region.models.matching import Match, matches, priced
from region.models.needs_reading import not_proposed_since

# Of one need so often; so many needs a night, those that close first.
AT_MOST_EVERY = timedelta(days=7)
MOST_A_NIGHT = 200
# The coming days: what is further ahead may still find its guests.
AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class OpenDoor:
    """A facility with hours left this month that are given in kind, free at a time that fits."""

    match: Match
    left_minutes: int


def propose_open_doors(*, now: datetime) -> int:
    """Unused hours of open doors in the coming days are proposed to needs that fit: one mail to who looks and one to
    the hub, at most once a week for each need. Books and holds nothing. Answers for how many needs something was found.

    A pledge fits where the organisation's own price has hours of it: its band, its limit and the month are asked.
    """
    today = now.astimezone(COUNTRY).date()
    left = {each.pledge.facility_id: each.left for each in open_to_public(today) if each.left > 0}
    if not left:
        return 0
    proposed = 0
    for need in not_proposed_since(now - AT_MOST_EVERY, today, MOST_A_NIGHT):
        door = _fitting(need, left, now)
        if door is not None:
            proposed += _proposed(uuid=need.uuid, door=door, now=now)
    return proposed


def _fitting(need: Need, left: Mapping[int, int], now: datetime) -> OpenDoor | None:
    """The nearest of these facilities, by number with the minutes that are left; a constant number of statements."""
    soon = [
        each
        for each in matches(need, now=now, most=60)
        if each.fit.facility_id in left and each.period and each.period.start <= now + AHEAD
    ]
    for match in priced(soon, need, need.organisation, now):
        if match.quote is not None and any(line.in_kind for line in match.quote.lines):
            return OpenDoor(match, left[match.fit.facility_id])
    return None


@verb
def _proposed(*, uuid: UUID, door: OpenDoor, now: datetime) -> bool:
    """Somebody may have accepted an offer meanwhile, or another worker may have been here."""
    need, period = held_need(uuid), door.match.period
    since = now - AT_MOST_EVERY
    lately = need.proposed_at is not None and need.proposed_at > since
    if lately or period is None or not need.is_open(now.astimezone(COUNTRY).date()):
        return False
    need.proposed_at = now
    need.save(update_fields=["proposed_at"])
    tell_of_need(
        kind=OPEN_DOOR,
        need=need,
        now=now,
        hub_id=door.match.fit.hub_id,
        what=now.astimezone(COUNTRY).date().isoformat(),
        facility=door.match.fit.facility_id,
        start=period.start.isoformat(),
        end=period.end.isoformat(),
        left=door.left_minutes,
    )
    return True
