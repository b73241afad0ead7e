from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.http import Http404

from hub.kit.errors import Forbidden
from hub.kit.transactions import verb
from members.models import Municipality
from members.permissions import Person
from region.actions._entries import held, written
from region.actions._suggesting import answered, held_suggestion
from region.models import Reach, Stage, Suggestion, SuggestionState, Why
from region.models.bringing import told_of
from region.models.files import MAY_BEGIN_AS
from region.permissions import maps
from region.rules.facts import EntryFacts
from region.rules.suggested import facts_with


@verb
def take_over_suggestion(
    *,
    uuid: UUID,
    facts: Mapping[str, str],
    town_id: int | None,
    stage: Stage = Stage.HEARD_OF,
    answer: str = "",
    actor: Person,
    now: datetime,
) -> Suggestion:
    """Put what was told on the atlas, as the quartermaster has it before them (`facts` by `rules.suggested.FIELDS`):
    over its entry, or as a new one at `stage`. Once, whoever does it.

    Raises `AnsweredAlready`, Http404 for one of another region or of an entry that was merged, `Forbidden` for a
    town in one.
    """
    found = held_suggestion(uuid=uuid, actor=actor)
    entry = held(found.entry_id) if found.entry_id else None
    if entry and (entry.merged_into_id or not maps(actor, entry.region_id)):
        raise Http404
    now_is = told_of(entry) if entry else _new(facts, town_id, found.region_id)
    whole = facts_with(now_is, facts, town_id, found.language)
    if not maps(actor, _region(whole)):
        raise Forbidden()
    begins = stage if stage in MAY_BEGIN_AS else Stage.MAPPED
    became = written(facts=whole, actor=actor, now=now, why=Why.SUGGESTED, entry=entry, stage=begins)
    state = SuggestionState.TAKEN_OVER
    return answered(found=found, state=state, answer=answer, actor=actor, now=now, became=became)


def _region(facts: EntryFacts) -> int | None:
    """That of its town, for what is at a place."""
    if facts.reach != Reach.PLACE:
        return facts.region_id
    return Municipality.objects.filter(pk=facts.municipality_id or 0).values_list("region", flat=True).first()


def _new(facts: Mapping[str, str], town_id: int | None, region_id: int | None) -> EntryFacts:
    """Without a town it is nowhere in particular."""
    reach = Reach.PLACE if town_id else Reach.NATIONAL
    return EntryFacts(
        name=facts["name"], kind=facts["kind"], reach=reach, region_id=region_id, municipality_id=town_id
    )
