from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Refusal
from hub.kit.locks import LockKind, lock
from hub.kit.transactions import verb
from members.models import Municipality
from region.models import AtlasEntry, Suggestion, SuggestionState
from region.rules.suggested import Told

# Of one region: who looks after it answers some first.
MOST_WAITING = 300


class TooManyWaiting(Refusal):
    code = "too_many_waiting"
    status = 429
    message = _("There are so many suggestions that we look at those first. Try again in some days.")


class NothingTold(Refusal):
    code = "nothing_told"
    status = 400
    message = _("Nothing is different yet. Change a field, or say in your own words what you know.")


@verb
def suggest_entry(*, uuid: UUID, told: Told, entry: AtlasEntry | None = None, now: datetime) -> Suggestion:
    """Keep what anybody tells, for the quartermaster of its region to look at: something new, or a change of `entry`,
    which is public. Nobody else sees it. The same `uuid` again changes nothing.

    Raises `NothingTold`, `TooManyWaiting`.
    """
    if not told.words and not told.facts and not told.town_id:
        raise NothingTold()
    if there := Suggestion.objects.filter(uuid=uuid).first():
        return there
    town = Municipality.objects.filter(pk=told.town_id).first() if told.town_id else None
    region_id = entry.region_id if entry else town.region_id if town else None
    # Those that come at the same moment are counted one after the other.
    lock([(LockKind.REGION, region_id or 0)])
    if there := Suggestion.objects.filter(uuid=uuid).first():
        return there
    waiting = Suggestion.objects.filter(region=region_id, state=SuggestionState.WAITING)
    if waiting.count() >= MOST_WAITING:
        raise TooManyWaiting()
    return Suggestion.objects.create(
        uuid=uuid,
        entry=entry,
        region_id=region_id,
        municipality=town,
        facts=dict(told.facts),
        words=told.words,
        sender_name=told.sender_name,
        sender_email=told.sender_email,
        language=told.language,
        sent_at=now,
    )
