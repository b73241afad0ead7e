from datetime import datetime

from django.http import Http404

from hub.kit.audit import record
from hub.kit.transactions import verb
from members.models import User
from region.models import AtlasEntry, NotTheSame
from region.permissions import maps


@verb
def tell_apart(*, one_id: int, other_id: int, actor: User, now: datetime) -> NotTheSame:
    """Two that look like one are two: they are proposed no more. Said twice it is said once.

    Raises Http404 where the actor looks after neither.
    """
    first, second = sorted((one_id, other_id))
    found = {entry.pk: entry for entry in AtlasEntry.objects.filter(pk__in=(first, second))}
    if len(found) < 2 or not any(maps(actor, entry.region_id) for entry in found.values()):
        raise Http404
    said, is_new = NotTheSame.objects.get_or_create(
        first_id=first, second_id=second, defaults={"by": actor, "at": now}
    )
    if is_new:
        record(
            action="region.entry.told_apart",
            about=found[first].ref,
            actor=actor,
            now=now,
            facts={"other": second},
        )
    return said
